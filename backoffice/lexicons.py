"""The list of words that themes are found by: open to all readers of comments, kept by HR and the admin.

Who keeps the list reads no comment: a preview tells numbers only, and none of one to four.
"""

from dataclasses import dataclass
from typing import Any, Final

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from backoffice import forms
from backoffice.door import by, staff
from backoffice.objection_words import paragraphs
from extensions import db
from models import comments, lexicons, users
from models.changes import Refused
from models.lexicons import LexiconVersion
from models.users import User
from surveys import lexicon as rules
from surveys.lexicon import Difference, Lexicon, Theme

LABEL_MOST: Final = 60
WORDS_MOST: Final = 4000
COUNTED: Final = 5000  # newest comments that a preview counts in
LOOK: Final = "lihat"  # name of the button that only shows what would change
BUILT_IN: Final = 0  # the published list, where a version is chosen


class ThemeForm(forms.Form):
    """A theme and its words."""

    label = forms.text(_l("Nama tema"), _l("Isi nama tema."), most=LABEL_MOST)
    words = paragraphs(_l("Kata"), _l("Isi sedikitnya satu kata."), most=WORDS_MOST, rows=6)
    reason = forms.text(_l("Alasan"), _l("Tulis alasannya."), most=lexicons.REASON_MOST)


@dataclass(frozen=True)
class Change:
    """What a new list would change in one theme, in fives; None stands for one to four comments."""

    label: str
    before: int | None
    gained: int | None
    lost: int | None


@staff.get("/komentar/kata")
def lexicon_page() -> str:
    """The list in force, and its versions."""
    versions = lexicons.all_versions(db())
    return render_template(
        "backoffice/lexicon_page.html",
        lexicon=lexicons.in_force(db()),
        versions=versions,
        names={user.id: user.name for user in _makers(versions)},
        is_built_in=lexicons.in_force(db()) == rules.built_in(),
    )


@staff.route("/komentar/kata/baru", methods=["GET", "POST"])
def lexicon_theme_new() -> Response:
    """A new theme."""
    lexicon, form = lexicons.in_force(db()), ThemeForm()

    def with_it(label: str, words: tuple[str, ...]) -> Lexicon:
        return (*lexicon, Theme(_free_code(lexicon), label, words))

    return _edit(form, with_it, _("Tema baru"))


@staff.route("/komentar/kata/<code>", methods=["GET", "POST"])
def lexicon_theme_edit(code: str) -> Response:
    """Change the words of a theme."""
    lexicon = lexicons.in_force(db())
    theme = next((theme for theme in lexicon if theme.code == code), None) or abort(404)
    form = ThemeForm(label=theme.label, words=", ".join(theme.words))

    def with_it(label: str, words: tuple[str, ...]) -> Lexicon:
        return tuple(Theme(code, label, words) if one.code == code else one for one in lexicon)

    return _edit(form, with_it, _("Kata tema “%(label)s”", label=theme.label))


@staff.post("/komentar/kata/<code>/hapus")
def lexicon_theme_remove(code: str) -> Response:
    """Take a theme off the list; an earlier version brings it back."""
    lexicon = lexicons.in_force(db())
    left = tuple(theme for theme in lexicon if theme.code != code)
    labels = {theme.code: theme.label for theme in lexicon}
    return _saved(left, _("Tema “%(label)s” dihapus", label=labels.get(code, code)))


@staff.post("/komentar/kata/versi/<int:version_id>/pulihkan")
def lexicon_restore(version_id: int) -> Response:
    """Bring an earlier version back, or the published list, as a new version."""
    if version_id == BUILT_IN:
        return _saved(rules.built_in(), _("Kembali ke daftar bawaan"))
    version = lexicons.get(db(), version_id)
    return _saved(version.lexicon, _("Versi %(n)d dipulihkan", n=version.id))


def _makers(versions: list[LexiconVersion]) -> list[User]:
    return list(users.by_ids(db(), [row.made_by_id for row in versions if row.made_by_id is not None]).values())


def _edit(form: ThemeForm, with_it: Any, title: str) -> Response:
    """The form of a theme: look first, or save. `with_it` makes the new list of label and words."""

    def proposed() -> Lexicon:
        found: Lexicon = with_it(form.label.data, rules.words_of(form.words.data))
        return found

    looking = LOOK in request.form
    if not looking and form.accepts(lambda values: lexicons.save(db(), by(), proposed(), values["reason"])):
        return _done()
    changes = _preview(form, proposed) if looking and form.label.validate(form) and form.words.validate(form) else None
    body = render_template(
        "backoffice/lexicon_theme.html", form=form, title=title, changes=changes, counted=COUNTED, look=LOOK
    )
    return make_response(body, forms.UNPROCESSABLE if form.is_submitted() and changes is None else 200)


def _preview(form: ThemeForm, proposed: Any) -> list[Change] | None:
    """What would change, theme by theme; None for what is no list, and the form says why."""
    try:
        new = rules.checked(proposed())
    except rules.LexiconError as error:
        form.refusal = str(error)
        return None
    old = lexicons.in_force(db())
    labels = {theme.code: theme.label for theme in (*old, *new)}
    found = rules.differences(comments.newest_texts(db(), COUNTED), old, new)
    return [
        _told(labels[code], difference) for code, difference in found.items() if difference.gained or difference.lost
    ]


def _told(label: str, found: Difference) -> Change:
    return Change(label, rules.rough(found.before), rules.rough(found.gained), rules.rough(found.lost))


def _free_code(lexicon: Lexicon) -> str:
    """A code that no theme has."""
    taken = {theme.code for theme in lexicon} | {theme.code for theme in rules.built_in()}
    return next(code for number in range(1, len(taken) + 2) if (code := f"tema-{number}") not in taken)


def _saved(lexicon: Lexicon, reason: str) -> Response:
    try:
        lexicons.save(db(), by(), lexicon, reason)
    except Refused as refused:
        db().rollback()
        flash(str(refused))
        return redirect(url_for("backoffice.lexicon_page"), 303)
    return _done()


def _done() -> Response:
    db().commit()
    flash(_("Daftar kata tersimpan dan langsung berlaku. Versi lama dapat dipulihkan di bawah."))
    return redirect(url_for("backoffice.lexicon_page"), 303)
