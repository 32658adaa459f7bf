"""Step-up: what cannot be taken back asks for the person's password once more, on the same form."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField
from wtforms.validators import InputRequired

import clock
from backoffice import forms, passwords
from backoffice.door import person
from extensions import db, house
from models import logins


class ConfirmedForm(forms.Form):
    """A form that ends with the person's password. What else was typed stays when the password is wrong."""

    password = PasswordField(
        _l("Kata sandi Anda"),
        [InputRequired(_l("Isi kata sandi Anda untuk menyetujui tindakan ini."))],
        render_kw={"autocomplete": "current-password"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._fields["password"] = self._fields.pop("password")  # inherited fields would come first

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Whether everything is filled in well and the password is the person's; guesses count as at the log-in."""
        return super().validate(*args, **kwargs) and self._is_confirmed()

    def values(self) -> dict[str, Any]:
        """What was filled in, by field; the password is nobody else's business."""
        return {name: value for name, value in super().values().items() if name != "password"}

    def _is_confirmed(self) -> bool:
        """Count the attempt, then hash outside of any transaction.

        Rolling back gives the writer's turn back, and lets the change read afresh what the view has read so far.
        """
        db().rollback()
        with house().database.writing() as counting:
            user = logins.count_attempt(counting, person().username, clock.now())
            counting.commit()
        if user is None or not passwords.matches(user.password_hash, self.password.data):
            self.password.errors = [refusal()]
            return False
        with house().database.writing() as counting:
            logins.forgive(counting, user.id)
            counting.commit()
        return True


def refusal() -> str:
    """The one answer to a wrong password and to an account that has to wait."""
    sentence: str = _(
        "Kata sandi tidak cocok. Setelah lima kali gagal, akun harus menunggu satu menit, lalu dua kali lebih lama "
        "setiap kali gagal lagi. Isian lain tidak hilang."
    )
    return sentence
