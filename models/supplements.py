"""SPKP, SPAK and their like: which units ask them after their form, and what the nights counted of the answers.

Until its seal an answer stands with its response. The seal leaves nothing of it but counts: per night, month and
version, how often each value was given to each question. They queue and leave in batches by the rules of all releases,
in a stream of their own, so that no index and no officer's figure can have a part of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import JSON, ForeignKey, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import audit, own_questions, questionnaires
from models.base import Base, table_of
from models.changes import By
from models.inbox import Arrival
from models.ratings import Seal
from models.units import Unit
from surveys import crosswalk, disclosure, ledger
from surveys import questionnaire as files
from surveys.own_questions import FAMILY as OWN
from surveys.questionnaire import Questionnaire

DIGEST: Final = "supplements"  # under which name an audit event keeps the digest of a night's counts
_FORMS: Final = ""  # where a question's code would stand: the number of forms
STREAM_LETTERS: Final = 8  # as long as the name of a release stream may be

# Version of a supplement to its forms and to the counts of each question: {"spkp-2021": {"n": 12, "counts": {…}}}.
Sums = dict[str, dict[str, Any]]


class UnitSupplement(Base):
    """A questionnaire family that a unit's public may answer after the form."""

    __tablename__ = "unit_supplements"

    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    family: Mapped[str] = mapped_column(String(STREAM_LETTERS), primary_key=True)


class SupplementTally(Base):
    """What one seal counted of one version of a supplement, of services in one month."""

    __tablename__ = "supplement_tallies"

    seal_id: Mapped[int] = mapped_column(ForeignKey("seals.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    family: Mapped[str] = mapped_column(String(STREAM_LETTERS))
    n_forms: Mapped[int]
    counts: Mapped[dict[str, list[int]]] = mapped_column(JSON)


@dataclass(frozen=True)
class Choice:
    """A family of supplements, by its newest version, and whether a unit asks it."""

    questionnaire: Questionnaire
    is_chosen: bool


def choices(session: Session, unit_id: int, day: date) -> list[Choice]:
    """Every family there is on `day`, in the order asked, and those of them that a unit asks."""
    chosen = _families(session, unit_id)
    newest = {found.family: found for code in questionnaires.built_in() if (found := files.load(code)).is_supplement}
    for use in questionnaires.all_uses(session):
        if use.starts_on <= day and use.family != questionnaires.SKM:
            newest[use.family] = questionnaires.load(session, use.code)
    return [Choice(found, family in chosen) for family, found in newest.items()]


def asked(session: Session, unit_id: int, day: date, begun_at: datetime | None = None) -> list[Questionnaire]:
    """The supplements that follow the form of a unit on `day`, in the order asked; of whoever began at a moment."""
    chosen = choices(session, unit_id, day) if _families(session, unit_id) else []
    own = own_questions.asked(session, unit_id, begun_at)
    return [choice.questionnaire for choice in chosen if choice.is_chosen] + ([own] if own else [])


def version(session: Session, code: str, questions: Iterable[str]) -> Questionnaire:
    """The questionnaire of a code; of a unit's own questions those that are named."""
    return own_questions.of_codes(session, set(questions)) if code == OWN else questionnaires.load(session, code)


def choose(session: Session, by: By, unit: Unit, families: Iterable[str], day: date) -> None:
    """Ask these families and no others at a unit from now on. Unknown ones are left out."""
    audit.serialise(session)
    known = [choice.questionnaire.family for choice in choices(session, unit.id, day)]
    wanted = [family for family in known if family in set(families)]
    if set(wanted) == _families(session, unit.id):
        return
    session.execute(delete(UnitSupplement).where(UnitSupplement.unit_id == unit.id))
    for family in wanted:
        questionnaires.begin(session, family, day)
        session.add(UnitSupplement(unit_id=unit.id, family=family))
    by.note(session, "unit.supplements", f"unit:{unit.id}", families=wanted)


def seal(session: Session, sealed: Seal, arrivals: Iterable[Arrival]) -> dict[str, str]:
    """Count the answers of a night's arrivals; returns what its audit event says of them, if there are any."""
    forms: dict[tuple[str, str], list[dict[str, int]]] = defaultdict(list)
    for arrival in arrivals:
        for code, answers in arrival.supplements.items():
            if answers:
                forms[code, arrival.service_day.isoformat()[:7]].append(answers)
    rows = [
        SupplementTally(
            seal_id=sealed.id,
            code=code,
            month=month,
            family=(found := version(session, code, (code for answers in given for code in answers))).family,
            n_forms=len(given),
            counts={question: list(n) for question, n in crosswalk.question_counts(found, given).items()},
        )
        for (code, month), given in sorted(forms.items())
    ]
    session.add_all(rows)
    return {DIGEST: _digest(rows)} if rows else {}


def digest_of_seal(session: Session, seal_id: int) -> str:
    """What the audit chain should say of the counts of a night; "" where there are none."""
    rows = of_seal(session, seal_id)
    return _digest(rows) if rows else ""


def of_seal(session: Session, seal_id: int) -> list[SupplementTally]:
    """What a seal counted."""
    order = SupplementTally.code, SupplementTally.month
    return list(session.scalars(select(SupplementTally).where(SupplementTally.seal_id == seal_id).order_by(*order)))


def increments(session: Session, seal_id: int) -> Iterator[tuple[str, str, int, Sums]]:
    """Stream, month, forms and sums that a seal adds to the release queue."""
    found: dict[tuple[str, str], list[SupplementTally]] = defaultdict(list)
    for row in of_seal(session, seal_id):
        found[row.family, row.month].append(row)
    for (family, month), rows in sorted(found.items()):
        sums = {row.code: {"n": row.n_forms, "counts": row.counts} for row in rows}
        yield family, month, size(sums), sums


def added(parts: Iterable[Sums]) -> Sums:
    """Sums of several nights, or of several batches, together."""
    total: Sums = {}
    for part in parts:
        for code, more in part.items():
            known = total.setdefault(code, {"n": 0, "counts": {}})
            known["n"] += more["n"]
            for question, counts in more["counts"].items():
                known["counts"][question] = _plus(known["counts"].get(question), counts)
    return total


def told(batches: Iterable[tuple[str, Sums]]) -> Sums:
    """Sums of the batches of some months, given with their month and oldest first, as far as they may be told.

    A batch has ten forms, but of a question that has just begun perhaps one answer, which two pages would tell by their
    difference. So every count of a month grows by ten or more at a time; what has not come to ten stays out. Where
    nothing has, the largest rest of a month stands in its place, too small to be shown.
    """
    shown: dict[tuple[str, str], list[int]] = {}
    rests: dict[tuple[str, str, str], list[int]] = {}
    for month, sums in batches:
        for code, part in sums.items():
            for name, counts in {_FORMS: [part["n"]], **part["counts"]}.items():
                held = _plus(rests.pop((month, code, name), None), counts)
                if sum(held) < disclosure.CELL_MINIMUM:
                    rests[month, code, name] = held
                else:
                    shown[code, name] = _plus(shown.get((code, name)), held)
    for (_month, code, name), held in sorted(rests.items(), key=lambda rest: -sum(rest[1])):
        shown.setdefault((code, name), held)
    found: Sums = {}
    for (code, name), counts in shown.items():
        part = found.setdefault(code, {"n": 0, "counts": {}})
        if name == _FORMS:
            part["n"] = counts[0]
        else:
            part["counts"][name] = counts
    return found


def _plus(before: list[int] | None, more: list[int]) -> list[int]:
    return more if before is None else [a + b for a, b in zip(before, more, strict=True)]


def size(sums: Sums) -> int:
    """How many forms are in some sums."""
    return sum(int(part["n"]) for part in sums.values())


def sealed_forms(session: Session) -> dict[tuple[int, str, str], int]:
    """Forms that joined nights counted, by unit, month and stream."""
    seals = table_of(Seal).c
    rows = session.execute(
        select(seals.unit_id, SupplementTally.month, SupplementTally.family, func.sum(SupplementTally.n_forms))
        .join(table_of(Seal), seals.id == SupplementTally.seal_id)
        .where(seals.joined)
        .group_by(seals.unit_id, SupplementTally.month, SupplementTally.family)
    )
    return {(unit_id, month, family): int(n) for unit_id, month, family, n in rows}


def _digest(rows: Iterable[SupplementTally]) -> str:
    """SHA-256 of the canonical JSON of rows in the order of their codes and months."""
    return sha256(ledger.canonical_json([[row.code, row.month, row.n_forms, row.counts] for row in rows])).hexdigest()


def _families(session: Session, unit_id: int) -> set[str]:
    return set(session.scalars(select(UnitSupplement.family).where(UnitSupplement.unit_id == unit_id)))
