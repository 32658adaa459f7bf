"""Key epochs of codes: which key makes them now, and which are still believed.

Epochs are counted without end and each has a key of its own; a code carries only the lowest byte of its number. With
at most two neighbours accepted no byte stands for two of them, and a byte that comes round again after 256 epochs
means another key, so an old code never comes to life again.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

_BYTE = 256


class EpochInUse(Exception):
    """The epoch in which codes are being made cannot be revoked: every new code would be refused."""


class EpochUnknown(Exception):
    """An epoch whose codes are accepted no longer, or not yet."""


@dataclass(frozen=True)
class Epochs:
    """The present epoch and the oldest accepted one, which is the present one or its predecessor."""

    current: int
    oldest: int

    @property
    def mark(self) -> int:
        """The byte that codes of the present epoch carry."""
        return self.current % _BYTE

    def accepts(self, epoch: int) -> bool:
        """Whether codes of this epoch are believed."""
        return self.oldest <= epoch <= self.current

    def keys(self, key_of: Callable[[int], bytes]) -> dict[int, bytes]:
        """The keys of the accepted epochs by the byte that their codes carry; nothing else is believed anywhere."""
        return {epoch % _BYTE: key_of(epoch) for epoch in range(self.oldest, self.current + 1)}

    def rotated(self) -> "Epochs":
        """A new epoch; codes of the one that ends stay good for as long as it is the one before."""
        return Epochs(self.current + 1, self.current)

    def without(self, epoch: int) -> "Epochs":
        """As before, but codes of `epoch` are refused from now on. Raises EpochInUse or EpochUnknown."""
        if epoch == self.current:
            raise EpochInUse
        if not self.accepts(epoch):
            raise EpochUnknown
        return replace(self, oldest=epoch + 1)
