"""Signs of counters as PDF: posters, counter stands and table cards, in black on white alone.

Words are measured first; the code takes the room they leave, or as much of it as its distance asks for. Sizes are in
millimetres, letters in points.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, cast

from fpdf import FPDF
from fpdf.fonts import TTFFont

from backoffice.evidence_pdf import FONTS
from qr import QUIET_MODULES, Matrix
from surveys.sign_sizes import DoesNotFit, Format, module_size

DRAWINGS: Final = Path(__file__).parent.parent / "templates" / "shared"
MARGIN: Final = 12.0  # on A4; smaller signs have less
SMALLEST: Final = 6.0  # points
LINE: Final = 0.45  # height of a line in millimetres, per point
STEP: Final = 15.0  # side of a drawing on A4
BESIDE: Final = 0.46  # share of the width that a code beside the words takes


@dataclass(frozen=True)
class Sign:
    """What stands on one sign.

    Attributes:
        above: agency and, on sample data, the warning; call: the question and what to do, largest first.
        words: the sentence before the two sign words, and the words; typed: how to come here without a camera.
        code: in letters, in groups of four; steps: captions of the three drawings.
        place: unit first, then service and counter; promise: what is never asked; small: help, Wi-Fi, day of issue.
        modules: the QR code.
    """

    above: Sequence[str]
    call: tuple[str, str]
    words: tuple[str, str]
    typed: str
    code: str
    steps: tuple[str, str, str]
    place: Sequence[str]
    promise: str
    small: Sequence[str]
    modules: Matrix


@dataclass(frozen=True)
class Line:
    """A centred paragraph. `size` in points and `after`, the gap below it, in millimetres, both as on A4."""

    text: str
    size: float
    bold: bool = False
    after: float = 1.0
    boxed: bool = False


@dataclass(frozen=True)
class Steps:
    """The three drawings side by side, with their captions."""

    captions: tuple[str, str, str]
    after: float = 3.0


Block = Line | Steps


class Page:
    """A file in which blocks are measured and set at the scale of its signs."""

    def __init__(self, paper: Format, sheet: tuple[float, float], title: str, made: datetime) -> None:
        self.paper = paper
        self.pdf = FPDF(format=sheet)
        self.pdf.set_title(title)
        self.pdf.set_lang("id")
        self.pdf.set_creation_date(made)
        self.pdf.set_auto_page_break(auto=False)
        self.pdf.c_margin = 0
        for style, file in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
            self.pdf.add_font("DejaVu", style, FONTS / file)

    def close(self) -> None:
        """Give up a file that is not written: only writing it would close its fonts."""
        for font in self.pdf.fonts.values():
            cast("TTFFont", font).close()

    @property
    def margin(self) -> float:
        """Free edge of a sign."""
        return max(5.0, MARGIN * self.paper.scale)

    def set(self, blocks: Iterable[Block], x: float, y: float, width: float, *, dry: bool = False) -> float:
        """Set blocks below each other from `y`, or only measure them. Returns where the next one would begin."""
        for block in blocks:
            if isinstance(block, Steps):
                y = self._steps(block, x, y, width, dry=dry)
            else:
                y = self._line(block, x, y, width, dry=dry)
            y += block.after * self.paper.scale
        return y

    def height(self, blocks: Iterable[Block], width: float) -> float:
        """How high blocks are."""
        return self.set(blocks, 0, 0, width, dry=True)

    def code(self, modules: Matrix, x: float, y: float, size: float) -> None:
        """The QR code as one box per run of dark modules; `x`, `y` is the corner of its quiet zone."""
        self.pdf.set_fill_color(0)
        for row, line in enumerate(modules, QUIET_MODULES):
            for start, length in _runs(line):
                left = x + (start + QUIET_MODULES) * size
                self.pdf.rect(left, y + row * size, length * size, size, style="F")

    def cut(self, x: float, y: float) -> None:
        """A thin frame along which the sign is cut out."""
        self.pdf.set_draw_color(170)
        self.pdf.set_line_width(0.1)
        self.pdf.rect(x, y, self.paper.width, self.paper.height)

    def _line(self, line: Line, x: float, y: float, width: float, *, dry: bool) -> float:
        size = max(SMALLEST, line.size * self.paper.scale)
        inner = 1.5 * self.paper.scale if line.boxed else 0.0
        self.pdf.set_font("DejaVu", "B" if line.bold else "", size)
        self.pdf.set_text_color(0)
        self.pdf.set_xy(x, y + inner)
        height = cast(
            "float", self.pdf.multi_cell(width, size * LINE, line.text, "", "C", dry_run=dry, output="HEIGHT")
        )
        if line.boxed and not dry:
            frame = self.pdf.get_string_width(line.text) + 8 * self.paper.scale
            self.pdf.set_draw_color(0)
            self.pdf.set_line_width(0.5 * self.paper.scale)
            self.pdf.rect(x + (width - frame) / 2, y, frame, height + 2 * inner)
        return y + height + 2 * inner

    def _steps(self, steps: Steps, x: float, y: float, width: float, *, dry: bool) -> float:
        side, column, bottom = STEP * self.paper.scale, width / len(steps.captions), y
        for number, caption in enumerate(steps.captions, 1):
            left = x + (number - 1) * column
            if not dry:
                self.pdf.image(DRAWINGS / f"sign_step_{number}.svg", left + (column - side) / 2, y, side, side)
            words = Line(f"{number}. {caption}", 11)
            bottom = max(bottom, self._line(words, left + 0.5, y + side + 1, column - 1, dry=dry))
        return bottom


def write(
    signs: Sequence[Sign], paper: Format, *, distance_cm: int | None, title: str, made: datetime, single: bool = False
) -> bytes:
    """The signs as one file, as many to a sheet as fit, or with `single` each on a page of its own size.

    Raises DoesNotFit when a code would be too large for the paper or too small for a camera.
    """
    page = Page(paper, (paper.width, paper.height) if single else paper.sheet, title, made)
    try:
        for number, sign in enumerate(signs):
            position = 0 if single else number % (paper.columns * paper.rows)
            if position == 0:
                page.pdf.add_page()
            x, y = position % paper.columns * paper.width, position // paper.columns * paper.height
            if not single and paper.columns > 1:
                page.cut(x, y)
            (_beside if paper.beside else _stacked)(page, sign, x, y, distance_cm)
    except DoesNotFit:
        page.close()
        raise
    return bytes(page.pdf.output())


def _stacked(page: Page, sign: Sign, x: float, y: float, distance_cm: int | None) -> None:
    """Call, code and all the rest below each other; what room is left over lies around the code."""
    paper, margin = page.paper, page.margin
    width = paper.width - 2 * margin
    head, foot = [*_head(sign), *_call(sign)], [*_identity(sign), Steps(sign.steps), *_place(sign), *_foot(sign)]
    free = paper.height - 2 * margin - page.height(head, width) - page.height(foot, width)
    size = module_size(len(sign.modules), min(free, width), paper, distance_cm)
    side = size * (len(sign.modules) + 2 * QUIET_MODULES)
    top = page.set(head, x + margin, y + margin, width)
    page.code(sign.modules, x + (paper.width - side) / 2, top + (free - side) / 2, size)
    page.set(foot, x + margin, top + free, width)


def _beside(page: Page, sign: Sign, x: float, y: float, distance_cm: int | None) -> None:
    """Whose sign it is above, then the code with the words on its right, steps and promise below both."""
    paper, margin = page.paper, page.margin
    width = paper.width - 2 * margin
    left = width * BESIDE
    head, foot = [*_head(sign), *_place(sign)], [Steps(sign.steps), *_foot(sign)]
    right = [*_call(sign), *_identity(sign)]
    free = paper.height - 2 * margin - page.height(head, width) - page.height(foot, width)
    size = module_size(len(sign.modules), min(free, left), paper, distance_cm)
    side = size * (len(sign.modules) + 2 * QUIET_MODULES)
    top = page.set(head, x + margin, y + margin, width)
    page.code(sign.modules, x + margin + (left - side) / 2, top + (free - side) / 2, size)
    page.set(right, x + margin + left, top + (free - page.height(right, width - left)) / 2, width - left)
    page.set(foot, x + margin, top + free, width)


def _head(sign: Sign) -> list[Block]:
    return [Line(text, 12) for text in sign.above]


def _call(sign: Sign) -> list[Block]:
    question, action = sign.call
    return [Line(question, 28, bold=True, after=1.5), Line(action, 15, after=2)]


def _identity(sign: Sign) -> list[Block]:
    """What a citizen compares and types."""
    sentence, words = sign.words
    return [
        Line(sentence, 12),
        Line(words, 17, bold=True, after=3, boxed=True),
        Line(sign.typed, 12),
        Line(sign.code, 17, bold=True, after=4),
    ]


def _place(sign: Sign) -> list[Block]:
    unit, *rest = sign.place
    return [Line(unit, 14, bold=True), *(Line(text, 13) for text in rest)]


def _foot(sign: Sign) -> list[Block]:
    return [Line(sign.promise, 11.5, bold=True, after=1.5), *(Line(text, 10, after=0.5) for text in sign.small)]


def _runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Start and length of each run of dark modules."""
    start = 0
    for x, dark in enumerate([*row, False]):
        if dark:
            continue
        if x > start:
            yield start, x - start
        start = x + 1
