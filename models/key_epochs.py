"""Rotation and revocation of the key epochs of tickets and of signs. Nothing else changes them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlalchemy.orm import Session

from models.agency import Agency, the_agency
from models.changes import By, Refused
from surveys import ticket_lots, tickets
from surveys.epochs import EpochInUse, Epochs, EpochUnknown

Codes = Literal["ticket", "sign"]
USUAL = {"ticket": timedelta(days=31), "sign": timedelta(days=183)}  # monthly, and twice a year
# A ticket printed the longest time ahead and used at the last moment; before that, rotating twice would void it.
LONGEST_TICKET = timedelta(days=ticket_lots.DAYS_AHEAD + tickets.ACCEPTED_DAYS)
NAMES = {"ticket": "tiket", "sign": "stiker"}


@dataclass(frozen=True)
class Standing:
    """The epochs of one kind of code and the day since which the present one is used."""

    codes: Codes
    epochs: Epochs
    since: date

    def is_due(self, today: date) -> bool:
        """Whether the key has been in use for longer than usual."""
        return today - self.since > USUAL[self.codes]


def standing(agency: Agency, codes: Codes) -> Standing:
    """How an agency stands."""
    first = agency.created_at.astimezone(agency.tzinfo).date()
    if codes == "ticket":
        return Standing(codes, agency.ticket_epochs, agency.ticket_epoch_on or first)
    return Standing(codes, agency.sign_epochs, agency.sign_epoch_on or first)


def rotate(session: Session, by: By, codes: Codes, *, early: bool = False) -> Epochs:
    """Begin a new epoch; codes of the one that ends stay good until the next rotation.

    Raises:
        Refused: tickets rotated so recently that rotating again would void ones that are still out there; `early`
            says that this is meant.
    """
    agency = the_agency(session)
    now, today = standing(agency, codes), by.now.astimezone(agency.tzinfo).date()
    rotated_before = now.epochs.oldest < now.epochs.current
    if codes == "ticket" and rotated_before and today - now.since < LONGEST_TICKET and not early:
        raise Refused(
            f"Kunci tiket baru diganti {now.since.isoformat()}. Bila diganti lagi sekarang, tiket yang sudah beredar "
            "dari kunci sebelumnya tidak berlaku lagi. Bila memang itu maksudnya, tambahkan --early."
        )
    epochs = now.epochs.rotated()
    _set(agency, codes, epochs)
    setattr(agency, f"{codes}_epoch_on", today)
    by.note(session, f"{codes}.rotated", f"epoch:{epochs.current}")
    return epochs


def revoke(session: Session, by: By, codes: Codes, epoch: int) -> Epochs:
    """Refuse all codes of an epoch from now on, say because its key has leaked. Raises Refused."""
    agency = the_agency(session)
    try:
        epochs = standing(agency, codes).epochs.without(epoch)
    except EpochInUse:
        raise Refused(
            f"Kunci {NAMES[codes]} {epoch} sedang dipakai. Ganti dahulu: flask tickets rotate"
            + (" --signs" if codes == "sign" else "")
        ) from None
    except EpochUnknown:
        raise Refused(f"Kunci {NAMES[codes]} {epoch} memang tidak berlaku. Tidak ada yang diubah.") from None
    _set(agency, codes, epochs)
    by.note(session, f"{codes}.revoked", f"epoch:{epoch}")
    return epochs


def _set(agency: Agency, codes: Codes, epochs: Epochs) -> None:
    setattr(agency, f"{codes}_epoch", epochs.current)
    setattr(agency, f"{codes}_epoch_oldest", epochs.oldest)
