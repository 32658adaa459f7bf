"""The composed words of a survey report, block by block: what stands there until the unit writes its own.

The language of an official report is Indonesian, whatever language the reader has chosen for the pages.
"""

from collections.abc import Callable, Mapping
from typing import Final

from backoffice.report_facts import STATIONERY, Facts
from backoffice.report_parts import Words
from filters import day, number
from surveys.disclosure import CELL_MINIMUM, PUBLIC_MINIMUM
from surveys.publication import Change

# Blocks with their titles, in the order of the report.
TITLES: Final[Mapping[str, str]] = {
    "kop": "Kop surat",
    "latar_belakang": "Latar belakang",
    "dasar": "Dasar pelaksanaan",
    "tujuan": "Maksud dan tujuan",
    "pelaksana": "Pelaksana SKM",
    "metode": "Metode pengumpulan data",
    "lokasi": "Lokasi pengumpulan data",
    "waktu": "Waktu pelaksanaan",
    "responden": "Penentuan jumlah responden",
    "kelemahan": "Permasalahan dan kelemahan",
    "kelebihan": "Kelebihan",
    "rencana": "Pengantar rencana tindak lanjut",
    "tren": "Tren nilai SKM",
    "kesimpulan": "Kesimpulan",
    "dokumentasi": "Dokumentasi",
    "tempat": "Tempat dan tanggal tanda tangan",
    "jabatan": "Jabatan penanda tangan",
    "nama": "Nama penanda tangan",
    "nip": "NIP penanda tangan",
}


def text(facts: Facts, block: str) -> str:
    """A block as it stands in the report: in the unit's words, or else as it is composed."""
    return facts.written.get(block) or composed(facts, block)


def words(facts: Facts, block: str) -> Words:
    """A block as paragraphs."""
    return Words(tuple(filter(None, text(facts, block).split("\n\n"))), block)


def composed(facts: Facts, block: str) -> str:
    """A block as the data write it; stationery as the last report had it. Paragraphs are parted by an empty line."""
    if block in STATIONERY and facts.kept.get(block):
        return facts.kept[block]
    return _COMPOSED[block](facts)


def _letterhead(facts: Facts) -> str:
    return "\n".join(filter(None, (facts.agency.upper(), facts.name.upper(), facts.unit.address)))


def _background(facts: Facts) -> str:
    return (
        "Pelayanan publik yang baik adalah hak masyarakat dan kewajiban penyelenggara. Untuk mengetahui apa yang sudah "
        f"baik dan apa yang perlu dibenahi, {facts.name} meminta pendapat masyarakat yang baru saja dilayani melalui "
        "Survei Kepuasan Masyarakat (SKM).\n\n"
        f"Laporan ini memuat hasil SKM {facts.period.label}, analisisnya, dan rencana tindak lanjutnya."
    )


def _basis(_facts: Facts) -> str:
    return (
        "1. Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik.\n"
        "2. Peraturan Pemerintah Nomor 96 Tahun 2012 tentang Pelaksanaan Undang-Undang Nomor 25 Tahun 2009.\n"
        "3. Peraturan Menteri PANRB Nomor 14 Tahun 2017 tentang Pedoman Penyusunan Survei Kepuasan Masyarakat Unit "
        "Penyelenggara Pelayanan Publik."
    )


def _aims(_facts: Facts) -> str:
    return (
        "SKM dilaksanakan untuk mengukur kepuasan masyarakat sebagai pengguna layanan dan meningkatkan mutu "
        "pelayanan.\n\n"
        "Sasarannya: mendorong masyarakat ikut menilai kinerja pelayanan; mendorong unit meningkatkan mutu pelayanan; "
        "mendorong unit lebih inovatif; dan mengukur kecenderungan kepuasan masyarakat dari waktu ke waktu."
    )


def _conductors(facts: Facts) -> str:
    return f"SKM dilaksanakan oleh {facts.name} secara mandiri dengan aplikasi Suara Loket."


def _method(facts: Facts) -> str:
    asked = facts.questionnaire
    return (
        f"Kuesioner yang dipakai: {asked.title()} ({asked.code}), {len(asked.questions)} pertanyaan dengan empat "
        "pilihan jawaban, mengikuti PermenPANRB 14/2017. Masyarakat mengisi sendiri melalui kode QR di loket, tiket "
        "kunjungan, anjungan, atau formulir kertas, tanpa nama, NIK, maupun nomor telepon.\n\n"
        "Semua kuesioner yang sah diolah. Indeks dihitung dengan bobot tepat 1/9 setiap unsur dan dibulatkan satu kali "
        "di akhir, sesuai PermenPANRB 14/2017."
    )


def _place(facts: Facts) -> str:
    where = f"{facts.name}, {facts.unit.address}" if facts.unit.address else facts.name
    return f"Pengumpulan data dilakukan di {where}, segera setelah masyarakat selesai dilayani."


def _time(facts: Facts) -> str:
    span = f"{day(facts.period.start)} sampai {day(facts.period.end)}"
    if facts.period.end >= facts.today:
        return f"Survei berjalan pada {span}. Periode belum berakhir."
    return f"Survei dilaksanakan pada {span}."


def _respondents(facts: Facts) -> str:
    goal = facts.quota
    if goal is None:
        return (
            "Jumlah pengguna layanan dalam periode ini tidak tercatat lengkap atau tidak dapat dicantumkan, sehingga "
            "sampel minimal tidak dihitung. Semua kuesioner yang masuk diolah."
        )
    served = "diperkirakan" if facts.period.end >= facts.today else "tercatat"
    reached = (
        "Sampel minimal tercapai."
        if goal.is_reached
        else f"Sampel minimal belum tercapai ({number(goal.respondents)} dari {number(goal.needed)})."
    )
    return (
        f"Pengguna layanan dalam periode ini {served} {number(goal.population)} orang. Menurut tabel Krejcie dan "
        f"Morgan, sampel minimal {number(goal.needed)} responden. Responden adalah masyarakat yang baru dilayani; "
        f"semua yang bersedia mengisi diterima. {reached}"
    )


def _weaknesses(facts: Facts) -> str:
    lowest = facts.priorities
    if not lowest.elements:
        return _too_few(facts)
    listed = "; ".join(f"{facts.element(one.code)} ({number(one.nrr, 2)})" for one in lowest.elements)
    tie = " Nilai yang sama diurutkan menurut urutan unsur." if lowest.tied else ""
    return f"Tiga unsur dengan nilai terendah: {listed}. Ketiganya menjadi prioritas perbaikan.{tie}"


def _strengths(facts: Facts) -> str:
    if not facts.answered:
        return _too_few(facts)
    ranked = sorted(facts.answered, key=lambda one: one.nrr or 0, reverse=True)
    listed = "; ".join(f"{facts.element(one.code)} ({number(one.nrr, 2)})" for one in ranked[:3])
    return f"Tiga unsur dengan nilai tertinggi: {listed}."


def _plan(facts: Facts) -> str:
    if not facts.plan.steps:
        return "Rencana tindak lanjut belum disusun."
    return (
        "Rencana tindak lanjut berikut disusun dari unsur dengan nilai terendah dan masukan masyarakat. Hasilnya "
        "dilaporkan pada periode berikutnya."
    )


def _trend(facts: Facts) -> str:
    beyond = "dibanding periode sebelumnya, melebihi selisih yang dapat timbul secara kebetulan."
    sentences = {
        Change.UP: f"Nilai SKM naik {beyond}",
        Change.DOWN: f"Nilai SKM turun {beyond}",
        Change.UNCLEAR: "Selisih dengan periode sebelumnya dapat timbul secara kebetulan: belum tentu ada perubahan.",
    }
    change = facts.change
    return sentences[change] if change else "Belum ada nilai periode sebelumnya yang dapat dibandingkan."


def _conclusion(facts: Facts) -> str:
    index = facts.index
    if index is None or index.grade is None:
        return _too_few(facts)
    lowest = ", ".join(facts.element(one.code) for one in facts.priorities.elements)
    closing = facts.last.closing if facts.last else None
    done = f" Tindak lanjut periode sebelumnya terlaksana {closing} %." if closing is not None else ""
    return (
        f"Indeks Kepuasan Masyarakat {facts.name} pada {facts.period.label} adalah {number(index.value, 2)} dengan "
        f"mutu pelayanan {index.grade.name} ({index.grade.value.lower()}), dari {number(index.respondents)} "
        "responden.\n\n"
        f"Unsur yang diprioritaskan untuk diperbaiki: {lowest}.{done}"
    )


def _too_few(facts: Facts) -> str:
    if facts.index is not None:
        return f"IKM belum dapat dihitung: ada unsur dengan kurang dari {CELL_MINIMUM} jawaban. Ini bukan nilai rendah."
    return (
        f"Belum cukup data: {number(facts.figure.respondents)} dari {PUBLIC_MINIMUM} penilaian. Ini bukan nilai rendah."
    )


def _documents(_facts: Facts) -> str:
    return "Foto kegiatan dan bukti pelaksanaan dilampirkan oleh unit."


def _nothing(_facts: Facts) -> str:
    return ""


_COMPOSED: Final[Mapping[str, Callable[[Facts], str]]] = {
    "kop": _letterhead,
    "latar_belakang": _background,
    "dasar": _basis,
    "tujuan": _aims,
    "pelaksana": _conductors,
    "metode": _method,
    "lokasi": _place,
    "waktu": _time,
    "responden": _respondents,
    "kelemahan": _weaknesses,
    "kelebihan": _strengths,
    "rencana": _plan,
    "tren": _trend,
    "kesimpulan": _conclusion,
    "dokumentasi": _documents,
    "tempat": _nothing,
    "jabatan": lambda facts: f"Kepala {facts.name}",
    "nama": _nothing,
    "nip": _nothing,
}
