"""Comments of citizens: weekly batches of a unit, what they are about and which word says so, and what answers them."""

from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any, Final

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from backoffice import comment_counts, forms, period_choice
from backoffice.comment_counts import ThemeCount
from backoffice.door import by, own_unit, staff
from extensions import db
from models import comments, follow_ups, lexicons, units
from models.comments import Desk, Read, Sight
from models.follow_ups import FollowUp
from models.units import Unit
from surveys import lexicon as rules
from surveys import retention
from surveys.lexicon import Hit
from surveys.periods import Kind, Period, parse

PER_PAGE: Final = 50
KEPT: Final = (period_choice.PARAMETER, "unit", "tema", "berguna", "halaman")  # of the address, through a button


@dataclass(frozen=True)
class Shown:
    """A comment with the words that led to its themes, and the steps that answer it."""

    comment: Read
    hits: tuple[Hit, ...]
    steps: list[FollowUp]

    @property
    def codes(self) -> set[str]:
        """Codes of its themes."""
        return {hit.theme.code for hit in self.hits}

    @property
    def themes(self) -> list[tuple[str, list[str]]]:
        """Names of the themes, each with the words that led to it."""
        words: dict[str, list[str]] = {}
        for hit in self.hits:
            words.setdefault(hit.theme.label, []).append(hit.word)
        return list(words.items())

    @property
    def key(self) -> str:
        """Its id in an address."""
        return self.comment.id.hex()


@dataclass(frozen=True)
class CommentPage:
    """What the page shows: a unit's comments of a period, as filtered, and the counts of its themes."""

    unit: Unit
    period: Period
    counts: list[ThemeCount]
    months: list[Period]
    theme: rules.Theme | None
    marked_only: bool
    found: list[Shown]
    number: int

    def wants(self, one: Shown) -> bool:
        """Whether a comment passes the filters."""
        about = self.theme is None or self.theme.code in one.codes
        return one.comment.week >= self.period.start and about and (one.comment.is_marked or not self.marked_only)

    @property
    def pages(self) -> int:
        """How many pages the found comments fill."""
        return max(1, -(-len(self.found) // PER_PAGE))

    @property
    def weeks(self) -> list[tuple[date, list[Shown]]]:
        """The comments of this page by the week they were released in."""
        start = (self.number - 1) * PER_PAGE
        part = self.found[start : start + PER_PAGE]
        return [(week, list(own)) for week, own in groupby(part, key=lambda shown: shown.comment.week)]


class LinkForm(forms.Form):
    """Which step answers a comment."""

    step = forms.choice(_l("Kegiatan tindak lanjut"))


@staff.get("/komentar")
def comment_list() -> str:
    """The comments of a unit in a period."""
    offered = units.all_units(db(), own_unit())
    if not offered:
        abort(404)
    page = _page(db(), _chosen(offered))
    return render_template(
        "backoffice/comment_list.html",
        page=page,
        periods=period_choice.choices(db(), page.period),
        units=offered if own_unit() is None else [],
        label_of=comment_counts.label,
        minimum=comments.MINIMUM,
        oldest=retention.oldest_month(period_choice.today(db())),
        months_kept=retention.MONTHS_KEPT,
        kept=_kept(),
        waiting=len(comments.to_look_into(db())) if own_unit() is None else 0,
    )


@staff.get("/komentar/khusus")
def comment_evaluator() -> str:
    """Comments that pass their unit by: all that wait, then those of a period that were looked into."""
    period = period_choice.chosen(db(), Kind.QUARTER)
    found = comments.between(db(), Sight(Desk.EVALUATOR), period.start, period.end)
    names = {unit.id: unit.name for unit in units.all_units(db())}
    return render_template(
        "backoffice/comment_evaluator.html",
        waiting=comments.to_look_into(db()),
        done=[comment for comment in found if comment.is_marked],
        names=names,
        period=period,
        periods=period_choice.choices(db(), period),
        kept=_kept(),
    )


@staff.post("/komentar/<comment_id>/tandai")
def comment_mark(comment_id: str) -> Response:
    """Mark a comment as useful, or as looked into."""
    comment = _found(comment_id)
    comments.mark(db(), by(), comment, period_choice.today(db()))
    return _marked(comment, _("Komentar ditandai."))


@staff.post("/komentar/<comment_id>/batal")
def comment_unmark(comment_id: str) -> Response:
    """Take the mark back."""
    comment = _found(comment_id)
    comments.unmark(db(), by(), comment)
    return _marked(comment, _("Tanda dibatalkan."))


@staff.route("/komentar/<comment_id>/rtl", methods=["GET", "POST"])
def comment_link(comment_id: str) -> Response | str:
    """Choose the step that answers a comment, or begin a new one."""
    comment = _found(comment_id)
    form, steps = LinkForm(), follow_ups.undone(db(), comment.unit_id)
    form.step.choices = forms.pick({step.id: _named(step) for step in steps})

    def link(values: dict[str, Any]) -> None:
        follow_ups.link(db(), by(), follow_ups.get(db(), values["step"], own_unit()), comment)

    if form.accepts(link):
        db().commit()
        flash(_("Komentar terhubung dengan kegiatan."))
        return redirect(_back(comment), 303)
    return render_template(
        "backoffice/comment_link.html", comment=comment, form=form, has_steps=bool(steps), back=_back(comment)
    )


def sight() -> Sight:
    """Which comments the person finds: those of the unit, or for evaluators of all units."""
    return Sight(Desk.UNIT, own_unit())


def key(text: str) -> bytes:
    """The id that stands in an address as hexadecimal digits; 404 for what is none."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        abort(404)


def _found(comment_id: str) -> Read:
    """The comment at the desk of the person; evaluators find those of their own desk too."""
    wanted = key(comment_id)
    past_unit = comments.by_ids(db(), [wanted], Sight(Desk.EVALUATOR)) if own_unit() is None else {}
    return past_unit.get(wanted) or comments.get(db(), wanted, sight())


def _chosen(offered: list[Unit]) -> Unit:
    wanted = request.args.get("unit", type=int)
    return next((unit for unit in offered if unit.id == wanted), offered[0])


def _page(session: Session, unit: Unit) -> CommentPage:
    period, lexicon = period_choice.chosen(session, Kind.QUARTER), lexicons.in_force(session)
    months = comment_counts.months(period, period_choice.today(session))
    first = months[0].start if months else period.start
    read = comments.between(session, Sight(Desk.UNIT, unit.id), first, period.end)
    answers = follow_ups.answered(session, unit.id)
    shown = [Shown(one, rules.hits(one.text, lexicon), answers.get(one.id, [])) for one in read]
    page = CommentPage(
        unit=unit,
        period=period,
        counts=comment_counts.of_themes([(one.comment.week, one.codes) for one in shown], period, months, lexicon),
        months=months,
        theme=next((theme for theme in lexicon if theme.code == request.args.get("tema")), None),
        marked_only=request.args.get("berguna") == "1",
        found=shown,
        number=1,
    )
    page = replace(page, found=[one for one in shown if page.wants(one)])
    number = request.args.get("halaman", 1, type=int)
    return replace(page, number=min(max(1, number), page.pages))


def _named(step: FollowUp) -> str:
    return f"{step.programme} ({parse(step.period_code).label})"


def _kept() -> dict[str, Any]:
    """What of the address stays in it behind a button."""
    return {name: value for name in KEPT if (value := request.args.get(name))}


def _back(comment: Read) -> str:
    return url_for("backoffice.comment_list", **_kept(), _anchor=f"k-{comment.id.hex()}")


def _marked(comment: Read, message: str) -> Response:
    db().commit()
    flash(message)
    if comments.by_ids(db(), [comment.id], sight()):
        return redirect(_back(comment), 303)
    return redirect(url_for("backoffice.comment_evaluator", **_kept()), 303)
