"""The places of the sample town: what stands where, who is in charge, what is offered. All of it is invented."""

from dataclasses import dataclass
from datetime import time

AGENCY = "Pemerintah Kota Contoh Jaya"
HELP_LINE = "(021) 555-0142, Senin–Jumat 08.00–16.00"
ZONE = "Asia/Jakarta"


@dataclass(frozen=True)
class Place:
    """A unit: its short code, its size and how its public tends to see it (in steps of the 1-4 scale).

    `weak` names the elements that trouble its public most.
    """

    code: str
    name: str
    kind: str
    services: tuple[str, ...]
    counters: int
    officers: int
    traffic: float
    mood: float
    weak: tuple[str, ...]
    saturdays: bool = False
    parent: str = ""


PLACES = (
    Place(
        "dukcapil",
        "Dinas Kependudukan dan Pencatatan Sipil",
        "Dinas",
        ("KTP-el", "Kartu Keluarga", "Akta Kelahiran", "Kartu Identitas Anak"),
        8,
        20,
        3.45,
        0.05,
        ("U3", "U8"),
    ),
    Place(
        "dpmptsp",
        "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu",
        "Dinas",
        ("Perizinan berusaha", "Persetujuan bangunan gedung", "Izin praktik"),
        6,
        15,
        1.8,
        0.10,
        ("U2", "U4"),
    ),
    Place(
        "rsud",
        "RSUD Contoh Jaya",
        "Rumah sakit",
        ("Pendaftaran rawat jalan", "Farmasi", "Kasir", "Laboratorium"),
        8,
        20,
        3.3,
        -0.12,
        ("U3", "U9"),
        saturdays=True,
    ),
    Place("dinkes", "Dinas Kesehatan", "Dinas", ("Rekomendasi izin tenaga kesehatan",), 2, 6, 1.05, 0.02, ("U2",)),
    Place(
        "pkm-mawar",
        "Puskesmas Mawar",
        "Puskesmas",
        ("Poli umum", "Poli gigi", "KIA"),
        5,
        13,
        2.55,
        0.12,
        ("U9",),
        saturdays=True,
        parent="dinkes",
    ),
    Place(
        "pkm-melati",
        "Puskesmas Melati",
        "Puskesmas",
        ("Poli umum", "Farmasi"),
        4,
        11,
        2.25,
        -0.05,
        ("U3", "U9"),
        saturdays=True,
        parent="dinkes",
    ),
    Place(
        "kec-utara",
        "Kecamatan Contoh Utara",
        "Kecamatan",
        ("Legalisasi surat", "Surat pindah"),
        4,
        10,
        1.35,
        0.0,
        ("U8",),
    ),
    Place(
        "kec-selatan",
        "Kecamatan Contoh Selatan",
        "Kecamatan",
        ("Legalisasi surat", "Surat pindah"),
        4,
        10,
        1.2,
        0.08,
        ("U9", "U8"),
    ),
    Place(
        "kel-pelita",
        "Kelurahan Pelita",
        "Kelurahan",
        ("Surat pengantar", "Surat keterangan"),
        3,
        7,
        1.05,
        0.15,
        ("U9",),
        parent="kec-utara",
    ),
    Place(
        "bapenda",
        "Badan Pendapatan Daerah",
        "Badan",
        ("Pajak bumi dan bangunan", "BPHTB"),
        6,
        15,
        1.95,
        -0.03,
        ("U4", "U2"),
    ),
    Place("dinsos", "Dinas Sosial", "Dinas", ("Bantuan sosial", "Rekomendasi"), 4, 10, 1.2, -0.08, ("U1", "U3")),
    Place(
        "uptd-pkb",
        "UPTD Pengujian Kendaraan Bermotor",
        "UPTD",
        ("Uji berkala", "Mutasi uji"),
        6,
        13,
        1.5,
        0.03,
        ("U3",),
    ),
)

SHIFTS = ((1, "Pagi", time(8), time(12), "pagi"), (2, "Siang", time(13), time(16), "siang"))

SIGN_WORDS_FIRST = "melati kenari anggrek cendana delima flamboyan gaharu jati kamboja mahoni nusa pinang".split()
SIGN_WORDS_SECOND = "biru emas hijau jingga kuning merah perak putih ungu abu".split()

WOMEN = "Ayu Citra Eka Gita Intan Kartika Maya Oktavia Ratna Tuti Vina Yuni Rina Sari Lia".split()
MEN = "Budi Dedi Fajar Hadi Joko Lukman Nanda Putra Slamet Umar Wahyu Zainal Agus Bayu Iwan".split()
GIVEN_NAMES = [pair for names in zip(WOMEN, MEN, strict=True) for pair in zip(names, "PL", strict=True)]
FAMILY_NAMES = (
    "Lestari Santoso Wibowo Pratama Nugroho Hidayat Rahayu Siregar Simanjuntak Hutapea Kusuma Permana Suryani Maulana "
    "Handayani Setiawan Utami Gunawan Saputra Wulandari Purnomo Anggraini Firmansyah Tarigan Mulyadi"
).split()
POSITIONS = ("Pengelola layanan", "Pranata komputer", "Analis kebijakan", "Pengadministrasi umum", "Arsiparis")
