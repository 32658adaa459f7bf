"""Charts for paper: lines, dots and words at coordinates in one ink, for a page as SVG and for a document as PNG."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from filters import number

FONT: Final = Path(__file__).parent / "fonts" / "DejaVuSans.ttf"
WIDTH: Final = 640
ROW: Final = 30
SIZE: Final = 14  # of letters, in the same units as coordinates
SCALE: Final = 3  # pixels per unit: about 290 dots per inch on paper
INK, PALE = "#1f1f1f", "#8c8c8c"


@dataclass(frozen=True)
class Stroke:
    """A straight line; a pale one is only there to guide the eye."""

    x1: float
    y1: float
    x2: float
    y2: float
    pale: bool = False


@dataclass(frozen=True)
class Dot:
    """A filled circle around a point."""

    x: float
    y: float
    radius: float = 5.0


@dataclass(frozen=True)
class Word:
    """Text whose baseline begins, lies or ends at a point: `anchor` is start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "start"


@dataclass(frozen=True)
class Drawing:
    """Shapes on a white ground of this size, from the back to the front."""

    width: int
    height: int
    strokes: tuple[Stroke, ...]
    dots: tuple[Dot, ...]
    words: tuple[Word, ...]


@dataclass(frozen=True)
class Value:
    """A number under its label, with the ends of its interval where it has one."""

    label: str
    value: Decimal
    interval: tuple[float, float] | None = None


def rows(values: Sequence[Value], lowest: int, highest: int) -> Drawing:
    """One dot per row on an axis of its own; the label on the left, the number on the right."""
    left, right, top = 290.0, WIDTH - 70.0, 12.0
    strokes, dots, words = [], [], []
    bottom = top + ROW * len(values)
    for tick in range(lowest, highest + 1):
        x = _between(tick, lowest, highest, left, right)
        strokes.append(Stroke(x, top, x, bottom, pale=True))
        words.append(Word(x, bottom + 18, str(tick), "middle"))
    for at, value in enumerate(values):
        y = top + ROW * (at + 0.5)
        x = _between(float(value.value), lowest, highest, left, right)
        strokes.append(Stroke(left, y, right, y, pale=True))
        dots.append(Dot(x, y))
        words += [
            Word(left - 12, y + 5, _shortened(value.label), "end"),
            Word(right + 12, y + 5, number(value.value, 2)),
        ]
    return Drawing(WIDTH, int(bottom + 28), tuple(strokes), tuple(dots), tuple(words))


def steps(values: Sequence[Value], lowest: int, highest: int, every: int) -> Drawing:
    """Numbers in the order of time, joined by a line, each with its interval and its value above it."""
    left, right, top, bottom = 50.0, WIDTH - 50.0, 24.0, 220.0
    strokes: list[Stroke] = []
    dots: list[Dot] = []
    words: list[Word] = []
    for tick in range(lowest, highest + 1, every):
        y = _between(tick, lowest, highest, bottom, top)
        strokes.append(Stroke(left, y, right, y, pale=True))
        words.append(Word(left - 8, y + 5, str(tick), "end"))
    width = (right - left) / len(values)
    for at, value in enumerate(values):
        x = left + width * (at + 0.5)
        y = _between(float(value.value), lowest, highest, bottom, top)
        if dots:
            strokes.append(Stroke(dots[-1].x, dots[-1].y, x, y))
        if value.interval:
            low, high = (_between(end, lowest, highest, bottom, top) for end in value.interval)
            strokes += [Stroke(x, low, x, high), Stroke(x - 5, low, x + 5, low), Stroke(x - 5, high, x + 5, high)]
        dots.append(Dot(x, y))
        words += [Word(x + 9, y - 7, number(value.value, 2)), Word(x, bottom + 22, value.label, "middle")]
    return Drawing(WIDTH, int(bottom + 34), tuple(strokes), tuple(dots), tuple(words))


def png(drawing: Drawing) -> bytes:
    """The drawing as a picture, SCALE pixels per unit, in shades of grey."""
    image = Image.new("L", (drawing.width * SCALE, drawing.height * SCALE), "white")
    canvas = ImageDraw.Draw(image)
    font = ImageFont.truetype(FONT, SIZE * SCALE)
    for line in drawing.strokes:
        ends = [SCALE * at for at in (line.x1, line.y1, line.x2, line.y2)]
        canvas.line(ends, fill=PALE if line.pale else INK, width=SCALE if line.pale else 2 * SCALE)
    for dot in drawing.dots:
        x, y, radius = (SCALE * at for at in (dot.x, dot.y, dot.radius))
        canvas.ellipse([x - radius, y - radius, x + radius, y + radius], fill=INK)
    anchors = {"start": "ls", "middle": "ms", "end": "rs"}
    for word in drawing.words:
        canvas.text((SCALE * word.x, SCALE * word.y), word.text, fill=INK, font=font, anchor=anchors[word.anchor])
    packed = io.BytesIO()
    image.save(packed, "PNG", optimize=True)
    return packed.getvalue()


def _between(value: float, lowest: float, highest: float, first: float, last: float) -> float:
    """Where a value lies between two coordinates; values beyond the axis lie on its end."""
    share = (min(max(value, lowest), highest) - lowest) / (highest - lowest)
    return round(first + share * (last - first), 1)


def _shortened(label: str, most: int = 32) -> str:
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"
