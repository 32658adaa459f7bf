"""What reports are called on the pages of citizens."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from filters import day
from models.cases import Case, CaseStep
from surveys import cases as rules
from surveys.cases import Event, Kind, State
from surveys.working_days import Calendar

KINDS = {  # plain words, and what happens then
    Kind.INFORMATION: (_l("Saya ingin bertanya"), _l("Dijawab paling lama 5 hari kerja.")),
    Kind.ASPIRATION: (_l("Saya punya saran"), _l("Dijawab paling lama 5 hari kerja.")),
    Kind.COMPLAINT: (_l("Saya mengeluhkan layanan"), _l("Dijawab paling lama 14 hari kerja.")),
    Kind.SUPERVISORY: (
        _l("Ada pungutan liar, suap, ancaman, atau bahaya"),
        _l("Langsung dibaca tim evaluasi, tidak lewat unit itu. Paling lama 60 hari kerja."),
    ),
}
NAMES = {
    Kind.INFORMATION: _l("Permintaan informasi"),
    Kind.ASPIRATION: _l("Aspirasi atau saran"),
    Kind.COMPLAINT: _l("Pengaduan"),
    Kind.SUPERVISORY: _l("Pengaduan berkadar pengawasan"),
}
STATES = {
    State.SENT: (_l("Dikirim"), _l("Laporan Anda sudah masuk dan akan diperiksa.")),
    State.VERIFIED: (_l("Diverifikasi"), _l("Laporan Anda sudah diperiksa dan akan diteruskan.")),
    State.REJECTED: (_l("Ditolak"), _l("Alasannya ada di bawah. Anda boleh mengirim laporan baru.")),
    State.FORWARDED: (_l("Diteruskan"), _l("Sudah ada orang yang menangani laporan Anda.")),
    State.IN_PROGRESS: (_l("Ditindaklanjuti"), _l("Laporan Anda sedang dikerjakan.")),
    State.ANSWERED: (_l("Dijawab"), _l("Baca jawabannya di bawah, lalu beri tahu kami.")),
    State.CLOSED: (_l("Selesai"), _l("Laporan ini sudah selesai.")),
    State.REOPENED: (_l("Dibuka kembali"), _l("Laporan Anda diperiksa sekali lagi.")),
}
EVENTS = {
    Event.FILED: _l("Anda mengirim laporan"),
    Event.VERIFIED: _l("Laporan diverifikasi"),
    Event.REJECTED: _l("Laporan ditolak"),
    Event.CLASSED: _l("Jenis laporan diubah"),
    Event.ESCALATED: _l("Diserahkan kepada tim evaluasi"),
    Event.RETURNED: _l("Diserahkan kepada unit layanan"),
    Event.FORWARDED: _l("Diteruskan kepada penanggung jawab"),
    Event.STARTED: _l("Tindak lanjut dimulai"),
    Event.MESSAGE: _l("Pesan untuk Anda"),
    Event.ANSWERED: _l("Jawaban"),
    Event.REPLY: _l("Pesan Anda"),
    Event.CONFIRMED: _l("Anda menyatakan selesai"),
    Event.LAPSED: _l("Ditutup karena tidak ada tanggapan selama 10 hari kerja"),
    Event.REOPENED: _l("Anda membuka kembali laporan"),
    Event.SCORED: _l("Anda menilai penanganannya"),
    Event.CONTACT_ERASED: _l("Anda menghapus kontak"),
    Event.ERASED: _l("Anda menghapus isi laporan"),
}
SCORES = (_l("Tidak puas"), _l("Kurang puas"), _l("Puas"), _l("Sangat puas"))
ROLES = {
    "reporter": _l("Anda"),
    "evaluator": _l("Tim evaluasi"),
    "system": _l("Otomatis"),
}
UNIT = _l("Unit layanan")


def promise(case: Case, calendar: Calendar) -> str:
    """By when the answer comes; where the calendar of working days ends, how many of them it may take."""
    until: date | None = rules.answer_by(case.times, calendar)
    if until is not None:
        return str(_("Kami balas paling lambat %(day)s.", day=day(until)))
    return str(
        _(
            "Kami balas paling lama %(n)s hari kerja. Tanggalnya belum dapat disebut: kalender belum diisi.",
            n=rules.LIMITS[Kind(case.kind)],
        )
    )


def shown(steps: list[CaseStep]) -> list[tuple[CaseStep, str, str]]:
    """The steps a reporter is told of, with their names and who took them: an office, never a person."""
    return [
        (step, str(EVENTS[Event(step.event)]), str(ROLES.get(step.role, UNIT)))
        for step in steps
        if not step.is_internal
    ]
