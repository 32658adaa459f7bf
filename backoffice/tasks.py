"""Today's tasks: what the data say is missing, for the role that can do something about it.

Each room tells its own in a module of its name, and is listed in ROOMS.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from backoffice import (
    case_tasks,
    follow_up_tasks,
    handover_tasks,
    holiday_tasks,
    objection_tasks,
    own_question_tasks,
    paper_tasks,
    period_tasks,
    permissions,
    roster_tasks,
    sign_tasks,
    ticket_tasks,
    unit_tasks,
)
from backoffice.task_kinds import Kind, Task
from models import flags, users
from models.users import APPROVERS, User


@dataclass(frozen=True)
class Group:
    """Tasks of one kind, in the order of the units."""

    kind: Kind
    tasks: list[Task]

    @property
    def summary(self) -> str:
        """One line for all of them. Approvals are one task already."""
        n = len(self.tasks)
        lines: dict[Kind, str] = {
            Kind.SEALING: _("%(n)d unit punya hari yang belum disegel. Periksa apakah segel malam berjalan.", n=n),
            Kind.KEY: _("Kunci tiket dan stiker sudah waktunya diganti."),
            Kind.CASE: _("%(n)d hal tentang laporan warga menunggu.", n=n),
            Kind.OBJECTION: _("%(n)d keberatan menunggu Anda, yang paling mendesak lebih dulu.", n=n),
            Kind.CORRECTION: _("Keberatan atas %(n)d periode dikabulkan: ajukan revisinya.", n=n),
            Kind.CONTEST: _("Nilai %(n)d periode dapat Anda persoalkan.", n=n),
            Kind.LOCK: _("%(n)d periode sudah waktunya dikunci.", n=n),
            Kind.REVISION: _("%(n)d revisi menunggu persetujuan Anda.", n=n),
            Kind.HANDOVER: _("%(n)d hal tentang serah terima menunggu persetujuan.", n=n),
            Kind.FOLLOW_UP: _("%(n)d hal tentang tindak lanjut menunggu Anda.", n=n),
            Kind.REMARK: _("Tanggapan petugas untuk %(n)d periode menunggu jawaban.", n=n),
            Kind.CONSULTATION: _("Rancangan %(n)d periode dapat Anda tanggapi.", n=n),
            Kind.READING: _("%(n)d periode: baca apa yang diharapkan dan cara dihitung.", n=n),
            Kind.STICKER: _("%(n)d hal tentang stiker loket perlu dilihat.", n=n),
            Kind.PAPER: _("%(n)d kumpulan formulir kertas menunggu.", n=n),
            Kind.COUNTS: _("Jumlah layanan %(n)d hari belum diisi dari register.", n=n),
            Kind.THIS_WEEK: _("%(n)d hal tentang jadwal minggu ini.", n=n),
            Kind.SET_UP: _("%(n)d unit belum punya layanan, sif, atau loket.", n=n),
            Kind.NEXT_WEEK: _("%(n)d hal tentang jadwal minggu depan.", n=n),
            Kind.DISPLAY: _("%(n)d unit punya loket tanpa Layar Loket.", n=n),
        }
        return lines.get(self.kind, self.tasks[0].text)


def _approvals(session: Session, user: User, _today: date) -> Iterator[Task]:
    n = users.awaiting(session, user.role) if user.role in APPROVERS.values() else 0
    if n:
        text = ngettext("%(num)d akun menunggu persetujuan Anda.", "%(num)d akun menunggu persetujuan Anda.", n)
        yield Task(Kind.APPROVAL, text, url_for("backoffice.user_list"))


def _flags(session: Session, user: User, _today: date) -> Iterator[Task]:
    n = flags.awaiting(session, user.id) if permissions.may(user.role, "flag_decide") else 0
    if n:
        text = ngettext("%(num)d tanda belum diperiksa.", "%(num)d tanda belum diperiksa.", n)
        yield Task(Kind.FLAG, text, url_for("backoffice.flag_list"))


ROOMS: Final[tuple[Callable[[Session, User, date], Iterator[Task]], ...]] = (
    _approvals,
    _flags,
    case_tasks.of,
    follow_up_tasks.of,
    handover_tasks.of,
    holiday_tasks.of,
    objection_tasks.of,
    own_question_tasks.of,
    paper_tasks.of,
    period_tasks.of,
    roster_tasks.of,
    sign_tasks.of,
    ticket_tasks.of,
    unit_tasks.of,
)


def of(session: Session, user: User, today: date) -> list[Group]:
    """The person's tasks on `today` by kind, most urgent first."""
    tasks = [task for room in ROOMS for task in room(session, user, today)]
    groups = [Group(kind, [task for task in tasks if task.kind is kind]) for kind in Kind]
    return [group for group in groups if group.tasks]
