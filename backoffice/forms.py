"""Forms: what they have in common, and the one page that shows a form of labelled fields."""

import hmac
import secrets
from collections.abc import Callable, Mapping
from typing import Any, Final

from flask import make_response, render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import DateField, Field, HiddenField, IntegerField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from backoffice.door import person
from extensions import db, house
from models.changes import Refused
from surveys import redaction

UNPROCESSABLE: Final = 422


class Form(FlaskForm):  # type: ignore[misc]
    """A form that keeps what was typed and says why a change was refused."""

    refusal = ""

    def accepts(self, change: Callable[[dict[str, Any]], object]) -> bool:
        """Whether the form was sent, is valid, and the change it asks for is allowed. The view then commits."""
        if not self.validate_on_submit():
            return False
        try:
            change(self.values())
        except Refused as refused:
            db().rollback()
            self.refusal = str(refused)
            return False
        return True

    def values(self) -> dict[str, Any]:
        """What was filled in, by field."""
        return {name: field.data for name, field in self._fields.items() if name != "csrf_token"}


class OnceForm(Form):
    """A form for something new that may be just like what is there: sent twice by a double click, it makes one."""

    once = HiddenField(default=lambda: secrets.token_hex(16))

    def values(self) -> dict[str, Any]:
        """What was filled in."""
        return {name: value for name, value in super().values().items() if name != "once"}

    @property
    def mark(self) -> bytes:
        """The same when the same page comes again with the same content; another one for anything else."""
        said = repr((type(self).__name__, person().id, self.once.data, sorted(self.values().items())))
        return hmac.digest(house().keys.idem, said.encode(), "sha256")


def text(label: str, missing: str = "", *, most: int = 200, **options: Any) -> Field:
    """One line of text, cleaned; `missing` says what to do when it is empty, and is left out where it may be."""
    too_long = Length(max=most, message=_l("Terlalu panjang: paling banyak %(max)d karakter."))
    validators = [DataRequired(missing), too_long] if missing else [too_long]
    return StringField(label, [*validators, *options.pop("validators", ())], filters=[_line], **options)


def choice(label: str) -> Field:
    """A select of numbered things; the view offers them with `pick`, perhaps with none as the first."""
    return SelectField(label, coerce=_number, invalid_choice_message=_l("Pilih salah satu dari daftar."))


def words(label: str, options: Mapping[str, str]) -> Field:
    """A select of words that never change."""
    return SelectField(label, choices=pick(options), invalid_choice_message=_l("Pilih salah satu dari daftar."))


def whole(label: str, allowed: range, missing: str = "") -> Field:
    """A whole number within bounds; `missing` says what to do when it is empty, and is left out where it may be."""
    words = _l("Isi bilangan %(first)d sampai %(last)d.", first=allowed[0], last=allowed[-1])
    first = InputRequired(missing) if missing else Optional()
    return _Whole(label, [first, NumberRange(allowed[0], allowed[-1], words)])


class _Whole(IntegerField):  # type: ignore[misc]
    """A number field that explains itself in Indonesian when it holds something else."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number that was typed."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Isi dengan bilangan bulat.")) from None


def day(label: str, missing: str = "") -> Field:
    """A day; `missing` says what to do when it is empty, and is left out where it may be."""
    return DateField(label, [InputRequired(missing) if missing else Optional()])


def since_hint() -> str:
    """What the day of a new name does."""
    hint: str = _(
        "Hanya bila namanya berubah: periode yang berakhir sebelum tanggal ini tetap memakai nama lama. Kosongkan bila "
        "Anda hanya membetulkan penulisan."
    )
    return hint


def pick(options: Mapping[Any, str], *, none: str = "") -> list[SelectChoice]:
    """Choices of a select; `none`, if given, is the label of choosing nothing."""
    first = [SelectChoice("", none)] if none else []
    return first + [SelectChoice(str(value), label) for value, label in options.items()]


def page(
    form: Form,
    title: str,
    *,
    back: str,
    lead: str = "",
    save: str = "",
    hints: dict[str, str] | None = None,
    final: bool = False,
) -> Response:
    """A page with one form; 422 when it came back with problems. The button of what ends something is red."""
    body = render_template(
        "backoffice/edit.html",
        form=form,
        title=title,
        back=back,
        lead=lead,
        save=save or _("Simpan"),
        hints=hints or {},
        final=final,
    )
    return make_response(body, UNPROCESSABLE if form.is_submitted() else 200)


def _line(value: str | None) -> str:
    return " ".join(redaction.clean(value or "").split())


def _number(value: Any) -> int | None:
    return int(value) if value not in {None, "", "None"} else None
