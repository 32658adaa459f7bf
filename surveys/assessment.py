"""What a superior decides about a person, as words and help: the product shows them and computes none of them.

PermenPANRB 6/2022: hasil kerja and perilaku kerja are each rated against the superior's expectations; the matrix gives
the predikat. It is printed as help beside the form; no function here takes two ratings and returns a predikat.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from surveys.appraisal import State


class Rating(StrEnum):
    """Hasil kerja or perilaku kerja against what the superior expected."""

    DI_ATAS = "di_atas"
    SESUAI = "sesuai"
    DI_BAWAH = "di_bawah"


RATINGS: Mapping[str, str] = {
    Rating.DI_ATAS: "Di atas ekspektasi",
    Rating.SESUAI: "Sesuai ekspektasi",
    Rating.DI_BAWAH: "Di bawah ekspektasi",
}
# Columns of the help table: perilaku kerja di bawah, sesuai, di atas ekspektasi.
MATRIX: tuple[tuple[str, tuple[str, str, str]], ...] = (
    ("Hasil kerja di atas ekspektasi", ("Kurang (misconduct)", "Baik", "Sangat Baik")),
    ("Hasil kerja sesuai ekspektasi", ("Kurang (misconduct)", "Baik", "Baik")),
    ("Hasil kerja di bawah ekspektasi", ("Sangat Kurang", "Butuh Perbaikan", "Butuh Perbaikan")),
)
# e-Kinerja/SIASN field -> label. Only what a person typed is ever handed over under these names.
SIASN: Mapping[str, str] = {
    "hasilKinerjaNilai": "Hasil kerja (kode: 1 di atas, 2 sesuai, 3 di bawah)",
    "perilakuKerjaNilai": "Perilaku kerja (kode: 1 di atas, 2 sesuai, 3 di bawah)",
    "kuadranKinerjaNilai": "Kuadran kinerja (kode dari SIASN)",
    "tahun": "Tahun",
    "periodikId": "Id periodik",
    "koefisienId": "Id koefisien",
    "pnsDinilaiId": "Id pegawai di SIASN",
    "penilaiNama": "Nama penilai",
    "penilaiNipNrp": "NIP/NRP penilai",
    "penilaiJabatanNama": "Jabatan penilai",
    "penilaiGolongan": "Golongan penilai",
    "penilaiUnorNama": "Unit organisasi penilai",
    "statusPenilai": "Status penilai (ASN atau NON ASN)",
}
STATES: Mapping[State, str] = {
    State.DALAM_PENINJAUAN: "Dalam peninjauan",
    State.NILAI_TIM_SAJA: "Nilai tim",
    State.BELUM_ADA_ANGKA: "Belum ada angka",
    State.BELUM_CUKUP_DATA: "Belum cukup data",
    State.TERSKOR_TERBATAS: "Terskor, terbatas",
    State.TERSKOR: "Terskor",
}
_ACTING = re.compile(r"\s*(plt|plh|pj|pjs)\b\.?", re.IGNORECASE)


def is_acting(position: str) -> bool:
    """Whether a position is held for the time being: Plt., Plh., Pj., Pjs."""
    return _ACTING.match(position) is not None
