"""Evidence sheets as PDF, one A4 page each.

The same sheet gives the same bytes: the only moment in the file is that of the approval.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from fpdf import FPDF
from fpdf.enums import XPos, YPos

import qr

FONTS: Final = Path(__file__).parent / "fonts"
MARGIN: Final = 20.0  # mm, as every size here
WIDTH: Final = 170.0
QR_SIDE: Final = 34.0
LABEL: Final = 80.0
INK: Final = (31, 31, 31)
QUIET: Final = (82, 82, 82)


@dataclass(frozen=True)
class Page:
    """The words of one sheet, ready to be set.

    Attributes:
        head: agency and unit, above the title; title, warning: what the paper is, and what it is not.
        facts: label and value of each line; feedback: the sentence for the appraisal form; small: notes and method.
        address, proof: what the QR code leads to, and the lines beside it.
    """

    head: tuple[str, str]
    title: str
    warning: str
    facts: Sequence[tuple[str, str]]
    feedback_heading: str
    feedback: str
    small: Sequence[str]
    address: str
    proof: Sequence[str]


def write(pages: Iterable[Page], *, title: str, made: datetime) -> bytes:
    """The pages as one file. `made`: the moment the file bears."""
    pdf = FPDF(format="A4")
    pdf.set_title(title)
    pdf.set_lang("id")
    pdf.set_creation_date(made)
    pdf.set_margins(MARGIN, MARGIN)
    pdf.set_auto_page_break(auto=False)
    for style, file in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
        pdf.add_font("DejaVu", style, FONTS / file)
    for page in pages:
        pdf.add_page()
        _set(pdf, page)
    return bytes(pdf.output())


def _set(pdf: FPDF, page: Page) -> None:
    agency, unit = page.head
    _text(pdf, agency, 11, bold=True)
    _text(pdf, unit, 11, colour=QUIET)
    pdf.ln(6)
    _text(pdf, page.title, 17, bold=True)
    _text(pdf, page.warning, 9.5, colour=QUIET)
    pdf.ln(5)
    for label, value in page.facts:
        _fact(pdf, label, value)
    pdf.ln(5)
    _text(pdf, page.feedback_heading, 9.5, colour=QUIET)
    pdf.ln(1)
    _text(pdf, page.feedback, 11)
    pdf.ln(4)
    for sentence in page.small:
        _text(pdf, sentence, 8.5, colour=QUIET)
        pdf.ln(1.5)
    _proof(pdf, page)


def _text(pdf: FPDF, text: str, size: float, *, bold: bool = False, colour: tuple[int, int, int] = INK) -> None:
    pdf.set_font("DejaVu", "B" if bold else "", size)
    pdf.set_text_color(*colour)
    pdf.multi_cell(WIDTH, size * 0.5, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _fact(pdf: FPDF, label: str, value: str) -> None:
    """A line of the table: label on the left, value beside it, a hairline under both."""
    top = pdf.get_y() + 1.6
    bottoms = []
    for x, width, text, bold in ((MARGIN, LABEL, label, False), (MARGIN + LABEL, WIDTH - LABEL, value, True)):
        pdf.set_xy(x, top)
        pdf.set_font("DejaVu", "B" if bold else "", 10)
        pdf.set_text_color(*(INK if bold else QUIET))
        pdf.multi_cell(width, 5, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        bottoms.append(pdf.get_y())
    bottom = max(bottoms) + 1.6
    pdf.set_draw_color(200)
    pdf.set_line_width(0.2)
    pdf.line(MARGIN, bottom, MARGIN + WIDTH, bottom)
    pdf.set_y(bottom)


def _proof(pdf: FPDF, page: Page) -> None:
    """The QR code at the foot of the page, drawn as boxes, and what is beside it."""
    modules = qr.matrix(page.address)
    top, size = pdf.h - MARGIN - QR_SIDE, QR_SIDE / len(modules)
    pdf.set_fill_color(0)
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            if dark:
                pdf.rect(MARGIN + x * size, top + y * size, size, size, style="F")
    pdf.set_xy(MARGIN + QR_SIDE + 6, top)
    pdf.set_text_color(*INK)
    for line in page.proof:
        pdf.set_x(MARGIN + QR_SIDE + 6)
        pdf.set_font("DejaVu", "", 9)
        pdf.multi_cell(WIDTH - QR_SIDE - 6, 4.8, line, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        pdf.ln(1)
