"""Words and views that every staff page about reports shares."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

import clock
import filters
from backoffice import permissions
from backoffice.door import person
from models.cases import REPORTER, SYSTEM, Case, CaseStep, Sight
from models.units import Unit
from models.users import ROLES, UNIT_ROLES, User
from surveys import cases as rules
from surveys import themes, working_days
from surveys.cases import Clock, Desk, Due, Event, Kind, State

KINDS: Final = {
    Kind.INFORMATION.value: _l("Permintaan informasi"),
    Kind.ASPIRATION.value: _l("Aspirasi atau saran"),
    Kind.COMPLAINT.value: _l("Pengaduan tidak berkadar pengawasan"),
    Kind.SUPERVISORY.value: _l("Pengaduan berkadar pengawasan"),
}
STATES: Final = {
    State.SENT.value: _l("Dikirim"),
    State.VERIFIED.value: _l("Diverifikasi"),
    State.REJECTED.value: _l("Ditolak"),
    State.FORWARDED.value: _l("Diteruskan"),
    State.IN_PROGRESS.value: _l("Ditindaklanjuti"),
    State.ANSWERED.value: _l("Dijawab"),
    State.CLOSED.value: _l("Selesai"),
    State.REOPENED.value: _l("Dibuka kembali"),
}
CLOCKS: Final = {
    Clock.VERIFICATION: _l("Verifikasi"),
    Clock.FOLLOW_UP: _l("Tindak lanjut pertama"),
    Clock.ANSWER: _l("Jawaban"),
    Clock.CONFIRMATION: _l("Tanggapan pelapor"),
}
EVENTS: Final = {
    Event.FILED.value: _l("Laporan diterima"),
    Event.VERIFIED.value: _l("Diverifikasi"),
    Event.REJECTED.value: _l("Ditolak"),
    Event.CLASSED.value: _l("Jenis diubah"),
    Event.ESCALATED.value: _l("Diserahkan kepada evaluator"),
    Event.RETURNED.value: _l("Diserahkan kepada unit"),
    Event.FORWARDED.value: _l("Diteruskan kepada penanggung jawab"),
    Event.ASSIGNED.value: _l("Penanggung jawab diganti"),
    Event.STARTED.value: _l("Tindak lanjut dimulai"),
    Event.MESSAGE.value: _l("Pesan kepada pelapor"),
    Event.NOTE.value: _l("Catatan internal"),
    Event.ANSWERED.value: _l("Jawaban kepada pelapor"),
    Event.REPLY.value: _l("Pesan pelapor"),
    Event.CONFIRMED.value: _l("Pelapor menyatakan selesai"),
    Event.LAPSED.value: _l("Ditutup: pelapor diam 10 hari kerja"),
    Event.REOPENED.value: _l("Pelapor membuka kembali"),
    Event.SCORED.value: _l("Pelapor menilai penanganan"),
    Event.CONTACT_ERASED.value: _l("Pelapor menghapus kontak"),
    Event.ERASED.value: _l("Pelapor menghapus isi laporan"),
    Event.ORIGINAL_ASKED.value: _l("Teks asli diminta"),
    Event.ORIGINAL_GRANTED.value: _l("Pembacaan teks asli disetujui"),
}
SCORES: Final = (_l("Tidak puas"), _l("Kurang puas"), _l("Puas"), _l("Sangat puas"))


def sight(user: User | None = None) -> Sight:
    """The reports a person (the one logged in) finds: of their unit's desk, of the evaluators' desk, or all to read."""
    user = user or person()
    if user.role in UNIT_ROLES:
        return Sight(Desk.UNIT, permissions.own_unit(user))
    return Sight(Desk.EVALUATOR) if user.role == "evaluator" else Sight()


def today(unit: Unit) -> date:
    """The day on the unit's wall."""
    return unit.local(clock.now()).date()


def who(step: CaseStep) -> str:
    """Whose step it was, by role."""
    names = {REPORTER: _("Pelapor"), SYSTEM: _("Otomatis")}
    return str(names.get(step.role) or ROLES[step.role])


@dataclass(frozen=True)
class CaseView:
    """A report in a list or on its page, with its unit, who is in charge, and the term that runs."""

    case: Case
    unit: Unit
    assignee: str
    due: Due | None

    @property
    def is_late(self) -> bool:
        """Whether the office is late."""
        return self.due is not None and self.due.is_late(today(self.unit))

    @property
    def order(self) -> tuple[bool, date, int]:
        """Late ones first, then by the term that ends next; unknown terms last."""
        return not self.is_late, (self.due and self.due.day) or date.max, self.case.id

    @property
    def term(self) -> str:
        """The term that runs, in words."""
        if self.due is None:
            return filters.NOTHING
        name = CLOCKS[self.due.clock]
        if self.due.day is None:
            return str(_("%(what)s: kalender belum diisi", what=name))
        if self.is_late:
            return str(_("%(what)s: lewat sejak %(day)s", what=name, day=filters.day(self.due.day)))
        return str(_("%(what)s sampai %(day)s", what=name, day=filters.day(self.due.day)))

    @property
    def tags(self) -> list[str]:
        """What took it past its unit."""
        labels = {theme.code: theme.label for theme in themes.lexicon(rules.LEXICON)}
        return [labels[tag] for tag in self.case.tags]


def view(case: Case, unit: Unit, assignee: str) -> CaseView:
    """A report with its term."""
    return CaseView(case, unit, assignee, rules.due(case.times, working_days.load()))
