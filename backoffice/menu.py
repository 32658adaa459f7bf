"""The left menu: groups of pages, of which each person sees those that their role may open."""

from dataclasses import dataclass
from typing import Final

from flask_babel import lazy_gettext as _l

from backoffice import permissions


@dataclass(frozen=True)
class Entry:
    """A page in the menu; `endpoint` is named without "backoffice."."""

    endpoint: str
    label: str


@dataclass(frozen=True)
class Group:
    """Entries under one heading."""

    heading: str
    entries: tuple[Entry, ...]


MENU: Final = (
    Group(
        _l("Kerja"),
        (
            Entry("home", _l("Tugas hari ini")),
            Entry("case_list", _l("Pengaduan")),
            Entry("roster_week", _l("Jadwal tugas")),
            Entry("roster_mine", _l("Jadwal saya")),
            Entry("absence_list", _l("Petugas tidak bertugas")),
            Entry("roster_request_list", _l("Koreksi jadwal")),
            Entry("sheet_list", _l("Lembar tiket")),
            Entry("paper_list", _l("Formulir kertas")),
            Entry("service_count_day", _l("Jumlah layanan")),
        ),
    ),
    Group(
        _l("Hasil"),
        (
            Entry("figure_list", _l("Nilai IKM")),
            Entry("comment_list", _l("Komentar warga")),
            Entry("follow_up_plan", _l("Rencana tindak lanjut")),
            Entry("improvement_list", _l("Anda bilang – kami perbaiki")),
            Entry("report_list", _l("Laporan SKM")),
            Entry("component_list", _l("Komponen petugas")),
            Entry("my_component", _l("Nilai saya")),
            Entry("evidence_list", _l("Lembar bukti saya")),
            Entry("my_terms", _l("Harapan dan cara hitung")),
            Entry("period_list", _l("Periode")),
            Entry("appraisal_periods", _l("Penilaian kinerja")),
            Entry("flag_list", _l("Tanda")),
            Entry("objection_mine", _l("Keberatan saya")),
            Entry("objection_list", _l("Keberatan")),
        ),
    ),
    Group(
        _l("Data induk"),
        (
            Entry("unit_list", _l("Unit dan loket")),
            Entry("ticket_keys", _l("Kunci tiket")),
            Entry("holiday_list", _l("Kalender hari kerja")),
            Entry("questionnaire_list", _l("Kuesioner")),
            Entry("own_question_list", _l("Pertanyaan unit")),
            Entry("language_list", _l("Bahasa")),
            Entry("lexicon_page", _l("Kata tema komentar")),
            Entry("officer_list", _l("Petugas")),
            Entry("user_list", _l("Akun")),
            Entry("client_list", _l("Klien API")),
        ),
    ),
    Group(
        _l("Impor"),
        (
            Entry("import_officers", _l("Impor petugas")),
            Entry("import_roster", _l("Impor jadwal")),
            Entry("import_respondents", _l("Impor jawaban")),
            Entry("import_counts", _l("Impor jumlah layanan")),
            Entry("import_recaps", _l("Impor rekap lama")),
        ),
    ),
    Group(
        _l("Saya"),
        (
            Entry("account", _l("Akun saya")),
            Entry("download_list", _l("Unduhan saya")),
            Entry("training_list", _l("Latihan")),
        ),
    ),
)


def groups(role: str) -> list[Group]:
    """The menu of a role, without empty groups."""
    mine = [
        Group(group.heading, tuple(entry for entry in group.entries if permissions.may(role, entry.endpoint)))
        for group in MENU
    ]
    return [group for group in mine if group.entries]
