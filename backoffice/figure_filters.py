"""What a page of figures is limited to: service, channel and element, in its address and nowhere else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from surveys.validity import Channel

SERVICE, CHANNEL, ELEMENT = "layanan", "saluran", "unsur"
CHANNELS: Final = {
    Channel.OWN_PHONE.value: _l("HP sendiri"),
    Channel.KIOSK.value: _l("Anjungan"),
    Channel.ASSISTED.value: _l("Dibantu petugas"),
    Channel.PAPER.value: _l("Kertas"),
    Channel.IMPORT.value: _l("Impor"),
}


@dataclass(frozen=True)
class Filter:
    """One active filter: its name in the address, its value there, and both in words."""

    name: str
    value: str
    title: str
    label: str


@dataclass(frozen=True)
class Filters:
    """Active filters, and a sentence for each value that names nothing."""

    active: tuple[Filter, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def args(self) -> dict[str, str]:
        """Their part of the address."""
        return {found.name: found.value for found in self.active}

    def without(self, name: str) -> dict[str, str]:
        """The address with one of them removed."""
        return {other: value for other, value in self.args.items() if other != name}

    @property
    def service(self) -> int | None:
        """Id of the service; 0 for answers that name none."""
        value = self.args.get(SERVICE)
        return None if value is None else int(value)

    @property
    def channel(self) -> str | None:
        """The channel."""
        return self.args.get(CHANNEL)

    @property
    def element(self) -> str | None:
        """Code of the element."""
        return self.args.get(ELEMENT)

    @property
    def is_slice(self) -> bool:
        """Whether it leaves ratings out, as an element does not."""
        return not {SERVICE, CHANNEL}.isdisjoint(self.args)

    @property
    def words(self) -> dict[str, str]:
        """Title and value of each, for a file."""
        return {found.title: found.label for found in self.active}


def channels() -> dict[str, str]:
    """Channels by their name in the address."""
    return {channel: str(label) for channel, label in CHANNELS.items()}


def chosen(choices: Mapping[str, Mapping[str, str]]) -> Filters:
    """The filters in the address; `choices`: name -> value -> label. Empty values filter nothing."""
    titles = {SERVICE: _("Layanan"), CHANNEL: _("Saluran"), ELEMENT: _("Unsur")}
    active, problems = [], []
    for name, options in choices.items():
        value = request.args.get(name, "")
        if value in options:
            active.append(Filter(name, value, titles[name], options[value]))
        elif value:
            problems.append(
                _(
                    "%(title)s “%(value)s” tidak dikenal di sini. Pilih lagi dari daftar.",
                    title=titles[name],
                    value=value,
                )
            )
    return Filters(tuple(active), tuple(problems))


def elements(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Elements by code, as they stand in a list."""
    return {code: f"{code} {name}" for code, name in names}
