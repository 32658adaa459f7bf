"""The survey report as a document that offices edit, sign and send: real headings, captions, repeated table heads."""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from docx import Document
from docx.document import Document as Paper
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.table import Table as Grid
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

from backoffice.report_drawings import png
from backoffice.report_parts import Cell, Chapter, Part, Picture, Signature, SurveyReport, Table, Words
from filters import number

SIZES: Final = {"A4": (Mm(210), Mm(297)), "F4": (Mm(215), Mm(330))}
MARGIN: Final = Mm(25)
FONT: Final = "Arial"
DOTS: Final = "." * 30
LETTERS, EDGES, WIDEST = 84, 3, 60  # of a line of a table, of the edges of a cell, of a column that asks for more
SHORT, NO_BREAK = 7, "\N{NO-BREAK SPACE}"


def write(report: SurveyReport, *, size: str, made: datetime) -> bytes:
    """The report as DOCX. `size`: a key of SIZES; `made`: the moment the file bears."""
    paper = Document()
    _prepare(paper, report, size, made)
    _cover(paper, report)
    _contents(paper, report.chapters)
    for chapter in report.chapters:
        _chapter(paper, chapter)
        if chapter.title.startswith("BAB V "):
            _signature(paper, report.signature)
    packed = io.BytesIO()
    paper.save(packed)
    return packed.getvalue()


def _prepare(paper: Paper, report: SurveyReport, size: str, made: datetime) -> None:
    """Page, styles, footer and properties."""
    section = paper.sections[0]
    section.page_width, section.page_height = SIZES[size]
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    section.different_first_page_header_footer = True
    for name, points in (("Normal", 11), ("Title", 20), ("Heading 1", 14), ("Heading 2", 12), ("Caption", 10)):
        style = paper.styles[name]
        style.font.name, style.font.size = FONT, Pt(points)
        style.font.color.rgb = RGBColor(0x1F, 0x1F, 0x1F)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:asciiTheme"), FONT)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run("Halaman ")
    _field(footer, "PAGE")
    footer.add_run(" dari ")
    _field(footer, "NUMPAGES")
    properties = paper.core_properties
    properties.title, properties.author, properties.language = report.name, report.title[1], "id-ID"
    properties.created = properties.modified = made.replace(tzinfo=None)


def _cover(paper: Paper, report: SurveyReport) -> None:
    for at, line in enumerate(report.letterhead):
        run = _centred(paper).add_run(line)
        run.bold = at < len(report.letterhead) - 1
    for mark in report.marks:
        _centred(paper).add_run(mark).italic = True
    paper.add_paragraph()
    title = paper.add_paragraph(style="Title")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run(report.title[0])
    for line in report.title[1:]:
        _centred(paper).add_run(line).bold = True
    paper.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _centred(paper: Paper) -> Paragraph:
    paragraph = paper.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _contents(paper: Paper, chapters: Sequence[Chapter]) -> None:
    """The table of contents. Its page numbers are the word processor's to write: it does when fields are updated."""
    paper.add_paragraph().add_run("Daftar Isi").bold = True
    titles = [(title, depth) for chapter in chapters for title, depth in _titles(chapter)]
    lines = [paper.add_paragraph() for _title in titles]
    _mark(lines[0], "begin", ' TOC \\o "1-2" \\h ', "separate")
    for line, (title, depth) in zip(lines, titles, strict=True):
        line.add_run(title)
        line.paragraph_format.left_indent = Mm(8 * depth)
        line.paragraph_format.space_after = Pt(2)
    _mark(lines[-1], "end")


def _titles(chapter: Chapter) -> Iterator[tuple[str, int]]:
    """Titles with their depth."""
    yield chapter.title, 0
    yield from ((section.title, 1) for section in chapter.sections if section.title)


def _chapter(paper: Paper, chapter: Chapter) -> None:
    heading = paper.add_heading(chapter.title, 1)
    heading.paragraph_format.page_break_before = True
    for section in chapter.sections:
        if section.title:
            paper.add_heading(section.title, 2)
        for part in section.parts:
            _part(paper, part)


def _part(paper: Paper, part: Part) -> None:
    if isinstance(part, Words):
        for paragraph in part.paragraphs:
            _lines(paper.add_paragraph(), paragraph.splitlines())
    elif isinstance(part, Table):
        _table(paper, part)
    else:
        _picture(paper, part)


def _lines(paragraph: Paragraph, lines: Sequence[str]) -> None:
    for at, line in enumerate(lines):
        run = paragraph.add_run(line)
        if at < len(lines) - 1:
            run.add_break(WD_BREAK.LINE)


def _caption(paper: Paper, word: str, text: str) -> None:
    """A numbered caption, so that lists of tables and references work."""
    caption = paper.add_paragraph(f"{word} ", style="Caption")
    _field(caption, f"SEQ {word} \\* ARABIC")
    caption.add_run(f". {text}")
    caption.paragraph_format.keep_with_next = word == "Tabel"


def _table(paper: Paper, table: Table) -> None:
    _caption(paper, "Tabel", table.caption)
    grid = paper.add_table(rows=0, cols=len(table.head), style="Table Grid")
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    head = grid.add_row()
    _fill(head, table.head, bold=True)
    _repeat(head)
    for row in table.rows:
        _fill(grid.add_row(), row)
    for row in table.foot:
        _fill(grid.add_row(), row, bold=True)
    _set_widths(paper, grid, table)
    for note in table.notes:
        run = paper.add_paragraph().add_run(note)
        run.italic, run.font.size = True, Pt(9)
    paper.add_paragraph()


def _set_widths(paper: Paper, grid: Grid, table: Table) -> None:
    """Columns together as wide as the page: each fits its longest word, and what is left goes to the longest texts."""
    whole = (paper.sections[0].page_width or 0) - 2 * MARGIN
    texts = [[shown(line[at]) for line in (table.head, *table.rows, *table.foot)] for at in range(len(table.head))]
    least = [EDGES + max(len(word) for text in column for word in _unbroken(text)) for column in texts]
    wanted = [EDGES + min(max(map(len, column)), WIDEST) for column in texts]
    spare = max(0, LETTERS - sum(least)) / max(1, sum(wanted) - sum(least))
    needs = [low + spare * (high - low) for low, high in zip(least, wanted, strict=True)]
    grid.autofit = False
    for column, need in zip(grid.columns, needs, strict=True):
        column.width = Emu(int(whole * need / sum(needs)))
        for place in column.cells:  # some word processors look at the column, others at its cells
            place.width = column.width


def _unbroken(text: str) -> list[str]:
    """Its words; a short text stays whole, such as a share."""
    return text.split() if len(text) > SHORT else [text]


def _fill(row: _Row, cells: Iterable[Cell], *, bold: bool = False) -> None:
    _keep_whole(row)
    for place, value in zip(row.cells, cells, strict=True):
        _write(place, value, bold=bold)


def _write(place: _Cell, value: Cell, *, bold: bool) -> None:
    paragraph = place.paragraphs[0]
    text = shown(value)
    run = paragraph.add_run(text if len(text) > SHORT else text.replace(" ", NO_BREAK))
    run.bold, run.font.size = bold, Pt(9)
    if isinstance(value, int | Decimal):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def shown(value: Cell) -> str:
    """A cell on paper: numbers in the Indonesian way, nothing where there is none."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return number(value, max(0, -int(value.as_tuple().exponent)) if isinstance(value, Decimal) else 0)


def _picture(paper: Paper, picture: Picture) -> None:
    shape = paper.add_picture(io.BytesIO(png(picture.drawing)), width=Mm(155))
    properties = shape._inline.docPr
    properties.set("descr", picture.finding)
    paper.paragraphs[-1].paragraph_format.keep_with_next = True
    _caption(paper, "Gambar", picture.finding)


def _signature(paper: Paper, signature: Signature) -> None:
    for text in ("", signature.place or f"{DOTS}, {DOTS}", signature.office, "", "", "", signature.name or DOTS):
        paragraph = paper.add_paragraph(text)
        paragraph.paragraph_format.left_indent = Mm(85)
        paragraph.paragraph_format.keep_with_next = True
    paper.add_paragraph(f"NIP {signature.nip or DOTS}").paragraph_format.left_indent = Mm(85)


def _field(paragraph: Paragraph, code: str) -> None:
    """A number that the word processor computes."""
    _mark(paragraph, "begin", f" {code} ", "separate")
    paragraph.add_run("1")
    _mark(paragraph, "end")


def _mark(paragraph: Paragraph, *marks: str) -> None:
    """Marks of a field: begin, its code, separate, end."""
    for mark in marks:
        is_code = mark.startswith(" ")
        element = OxmlElement("w:instrText" if is_code else "w:fldChar")
        element.set(*(qn("xml:space"), "preserve") if is_code else (qn("w:fldCharType"), mark))
        element.text = mark if is_code else None
        paragraph.add_run()._r.append(element)


def _repeat(row: _Row) -> None:
    """Say the head again on every page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _keep_whole(row: _Row) -> None:
    """A row does not break across pages."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
