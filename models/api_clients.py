"""Systems of HR that read approved hand-overs: a token each, made by one person and let in by another."""

from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key, Moment
from models.changes import By, Refused

WINDOW = timedelta(minutes=1)
MOST_CALLS = 120  # in one window


class TooManyCalls(Exception):
    """A client has used up its window; `seconds` are left of it."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Terlalu banyak panggilan. Coba lagi setelah {seconds} detik.")
        self.seconds = seconds


class ApiClient(Base):
    """A reading system. The token is shown once when it is made; only its digest is kept here."""

    __tablename__ = "api_clients"
    __table_args__ = (
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> created_by_id", name="two_persons"),
        CheckConstraint("(approved_by_id IS NULL) = (approved_at IS NULL)", name="approval"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    token_digest: Mapped[bytes] = mapped_column(Key, unique=True)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    last_used_on: Mapped[date | None] = mapped_column(Date)
    window_from: Mapped[datetime | None] = mapped_column(Moment)
    calls: Mapped[int] = mapped_column(default=0)

    @property
    def state(self) -> str:
        """What the client waits for, as a word of the page."""
        if self.revoked_at is not None:
            return "revoked"
        return "active" if self.approved_at is not None else "unapproved"


def all_clients(session: Session) -> list[ApiClient]:
    """Every client, the revoked ones too, by name."""
    return list(session.scalars(select(ApiClient).order_by(ApiClient.name, ApiClient.id)))


def get(session: Session, client_id: int) -> ApiClient:
    """The client with this id."""
    return session.scalars(select(ApiClient).where(ApiClient.id == client_id)).one()


def by_token(session: Session, token_digest: bytes) -> ApiClient | None:
    """The client that holds a token, if it may call at all."""
    return session.scalar(
        select(ApiClient).where(
            ApiClient.token_digest == token_digest,
            ApiClient.approved_at.is_not(None),
            ApiClient.revoked_at.is_(None),
        )
    )


def add(session: Session, by: By, name: str, token_digest: bytes) -> ApiClient:
    """A new client that waits for a second person."""
    assert by.user_id is not None  # noqa: S101 - only people make clients
    client = ApiClient(name=name, token_digest=token_digest, created_by_id=by.user_id)
    session.add(client)
    session.flush()
    by.note(session, "api_client.added", f"api_client:{client.id}")
    return client


def approve(session: Session, by: By, client: ApiClient) -> None:
    """The second person lets it in. Raises Refused."""
    if client.state != "unapproved":
        raise Refused("Klien ini tidak menunggu persetujuan.")
    if by.user_id in {None, client.created_by_id}:
        raise Refused("Yang menyetujui harus orang lain daripada yang membuatnya.")
    client.approved_by_id, client.approved_at = by.user_id, by.now
    by.note(session, "api_client.approved", f"api_client:{client.id}")


def revoke(session: Session, by: By, client: ApiClient) -> None:
    """End a client at once; its token opens nothing any more. Doing it again changes nothing."""
    if client.revoked_at is None:
        client.revoked_at = by.now
        by.note(session, "api_client.revoked", f"api_client:{client.id}")


def count_call(session: Session, client_id: int, now: datetime) -> None:
    """Count one call of a client. Raises TooManyCalls within a full window."""
    client = session.scalars(select(ApiClient).where(ApiClient.id == client_id).with_for_update()).one()
    if client.window_from is None or not timedelta() <= now - client.window_from < WINDOW:
        client.window_from, client.calls = now, 0
    if client.calls >= MOST_CALLS:
        left = WINDOW - (now - client.window_from)
        raise TooManyCalls(-(-left // timedelta(seconds=1)))
    client.calls += 1
    client.last_used_on = now.date()
