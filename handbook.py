"""The handbook: chapters of docs/guide, written in Markdown, as pages with anchors. The only file that reads Markdown.

Links between chapters and to pictures work in the folder and under /panduan alike: `istilah.md#sif` becomes
`istilah#sif`, and `pictures/x.png` stays as it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

FOLDER: Final = Path(__file__).resolve().parent / "docs" / "guide"
PICTURES: Final = FOLDER / "pictures"
# In the order of reading.
CHAPTERS: Final = (
    "mulai",
    "cara-penilaian",
    "petugas",
    "kepala-unit",
    "operator",
    "kepegawaian",
    "evaluator",
    "admin",
    "pemasangan",
    "istilah",
)
_PNG_SIZE: Final = slice(16, 24)  # width and height, four bytes each, where every PNG has them


class NoSuchChapter(LookupError):
    """The handbook has no chapter of this name."""


@dataclass(frozen=True)
class Section:
    """A heading of a chapter and the anchor that leads to it."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Picture:
    """A picture in a chapter: its file, its words, and of what it is taken: "log-in width address"."""

    file: str
    words: str
    taken: str


@dataclass(frozen=True)
class Chapter:
    """A chapter, ready for a page. `lead` is its first paragraph as plain text; `body` begins after the title."""

    name: str
    title: str
    lead: str
    sections: tuple[Section, ...]
    pictures: tuple[Picture, ...]
    links: tuple[str, ...]
    body: Markup


def anchor(title: str) -> str:
    """`Menyusun jadwal sebulan` → `menyusun-jadwal-sebulan`."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


@cache
def chapter(name: str) -> Chapter:
    """A chapter by its name.

    Raises:
        NoSuchChapter: when there is none.
    """
    if name not in CHAPTERS:
        raise NoSuchChapter(name)
    return read(name, (FOLDER / f"{name}.md").read_text(encoding="utf-8"))


def neighbours(name: str) -> tuple[Chapter | None, Chapter | None]:
    """The chapters before and after."""
    at = CHAPTERS.index(name)
    before, after = CHAPTERS[at - 1 : at] if at else (), CHAPTERS[at + 1 : at + 2]
    return chapter(*before) if before else None, chapter(*after) if after else None


def read(name: str, text: str) -> Chapter:
    """Turn the Markdown of a chapter into a page. HTML in it is shown as text."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(text)
    sections = tuple(_mark_headings(tokens))
    inline = [child for token in tokens for child in token.children or ()]
    pictures = tuple(_show(token) for token in inline if token.type == "image")
    links = tuple(_lead(token) for token in inline if token.type == "link_open")
    _widen_tables(tokens)
    title, lead = (_plain(token) for token in [token for token in tokens if token.type == "inline"][:2])
    body = markdown.renderer.render(tokens[3:], markdown.options, {})
    return Chapter(name, title, lead, sections, pictures, links, Markup(body))  # noqa: S704 - our own text, rendered with html off


def _mark_headings(tokens: list[Token]) -> Iterator[Section]:
    """Give the headings of the second level their anchors, and those of the third too; only the second are listed."""
    for heading, words in pairwise(tokens):
        if heading.type == "heading_open" and heading.tag in {"h2", "h3"}:
            title = _plain(words)
            heading.attrSet("id", anchor(title))
            if heading.tag == "h2":
                yield Section(anchor(title), title)


def _plain(token: Token) -> str:
    """The words of a line without their marks."""
    return "".join(child.content if child.type != "softbreak" else " " for child in token.children or ())


def _show(token: Token) -> Picture:
    """Give a picture its size, so that the page does not jump, and take away the note about how it is made."""
    picture = Picture(str(token.attrGet("src")), token.content, str(token.attrs.pop("title", "")))
    file = FOLDER / picture.file
    if file.is_file():
        size = file.read_bytes()[_PNG_SIZE]
        token.attrSet("width", str(int.from_bytes(size[:4])))
        token.attrSet("height", str(int.from_bytes(size[4:])))
    token.attrSet("loading", "lazy")
    return picture


def _lead(token: Token) -> str:
    """Let a link to another chapter's file lead to its page; return where the text says it leads."""
    address = str(token.attrGet("href"))
    token.attrSet("href", re.sub(r"^([a-z-]+)\.md", r"\1", address))
    return address


def _widen_tables(tokens: list[Token]) -> None:
    """Headings of tables name their column or row, for those who hear the page."""
    for token in tokens:
        if token.type == "th_open":
            token.attrSet("scope", "col")
