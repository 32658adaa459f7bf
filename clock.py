"""The only reader of the clock. Everything else takes `now` as an argument."""

from datetime import UTC, datetime, timedelta
from typing import Final

_offset: timedelta = timedelta()
_stopped_at: datetime | None = None
_ZERO: Final = timedelta()


def now() -> datetime:
    """The present moment in UTC, shifted when a test or a demonstration has moved the clock."""
    return _stopped_at or datetime.now(UTC) + _offset


def move_to(moment: datetime | None) -> None:
    """Let the clock run on from `moment`; None puts it right again. For tests only."""
    global _offset, _stopped_at  # noqa: PLW0603 - the clock is the one thing here that is global by nature
    _stopped_at = None
    _offset = _ZERO if moment is None else moment - datetime.now(UTC)


def stop_at(moment: datetime) -> None:
    """Let the clock stand at `moment` until it is moved. For tests only."""
    global _stopped_at  # noqa: PLW0603 - see above
    _stopped_at = moment
