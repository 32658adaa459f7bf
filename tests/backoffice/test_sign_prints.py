"""Signs printed together: every code on paper is read and is the one in letters beside it."""

import re
import zipfile
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream

from models.agency import the_agency
from qr import QUIET_MODULES
from surveys import crockford, tickets
from surveys.keys import KeyRing
from surveys.sign_sizes import FORMATS, Format
from tests.backoffice.conftest import Staff
from tests.conftest import SECRET
from tests.qr_reading import painted, read

FILE = "/staf/unit/1/cetak/berkas"
POINTS = 72 / 25.4
CODE = re.compile(r"\b(?:[0-9A-Z]{4} ){3}[0-9A-Z]{4}\b")


def pages(staff: Staff, query: str) -> list[PageObject]:
    answer = staff("operator").get(f"{FILE}?{query}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return list(PdfReader(BytesIO(answer.data)).pages)


def boxes(page: PageObject) -> list[tuple[float, float, float, float]]:
    """Filled boxes of a page: x, y from above, width and height in millimetres."""
    found, last = [], None
    for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
        if operator == b"re":
            last = [float(number) / POINTS for number in operands]
        elif operator == b"f" and last:
            x, y, width, height = last
            found.append((x, float(page.mediabox.height) / POINTS - y, width, abs(height)))
    return found


def codes(page: PageObject, paper: Format) -> list[str]:
    """What the codes on a page say, sign by sign."""
    signs: dict[tuple[int, int], list[tuple[float, float, float, float]]] = {}
    for box in boxes(page):
        signs.setdefault((int(box[1] // paper.height), int(box[0] // paper.width)), []).append(box)
    return [read(_modules(found)) for _place, found in sorted(signs.items())]


def _modules(found: list[tuple[float, float, float, float]]) -> list[list[bool]]:
    left, top, size = min(box[0] for box in found), min(box[1] for box in found), found[0][3]
    side = round((max(box[0] + box[2] for box in found) - left) / size)
    picture = [[False] * side for _ in range(side)]
    for x, y, width, _height in found:
        row, column = round((y - top) / size), round((x - left) / size)
        for step in range(round(width / size)):
            picture[row][column + step] = True
    return picture


@pytest.mark.parametrize("paper", FORMATS.values(), ids=FORMATS)
@pytest.mark.parametrize("laminated", ["", "&laminasi=1"])
def test_every_code_on_paper_says_what_is_printed_beside_it(staff: Staff, paper: Format, laminated: str) -> None:
    found = pages(staff, f"kertas={paper.code}{laminated}")
    said = [text for page in found for text in codes(page, paper)]
    printed = [code for page in found for code in CODE.findall(page.extract_text())]
    assert said == [f"HTTP://LOCALHOST/L/{crockford.normalise(code)}" for code in printed]
    keys = {1: KeyRing(SECRET).sign(1)}
    assert [tickets.parse_sign(text[-16:], keys).counter for text in said] == [1, 2]
    assert (round(float(found[0].mediabox.width) / POINTS), len(found)) == (
        round(paper.sheet[0]),
        -(-2 // (paper.columns * paper.rows)),
    )


def test_a_sign_says_everything_a_citizen_needs(app: Flask, staff: Staff) -> None:
    with app.extensions["house"].database.writing() as session:
        the_agency(session).is_sample = True
        session.commit()
    [page] = pages(staff, "loket=1&wifi=PEMKOT-TAMU")
    text = " ".join(page.extract_text().split())
    for words in (
        "DATA CONTOH", "Kota Contoh", "Bagaimana layanan kami?", "Pindai setelah dilayani", "melati biru",
        "buka localhost lalu ketik", "1. Arahkan kamera", "2. Ketuk satu wajah", "3. Selesai",
        "Dinas Kependudukan dan Pencatatan Sipil", "Loket 1 · KTP-el",
        "Kami tidak pernah meminta login, NIK, OTP, atau pembayaran. Alamat resmi: localhost", "(021) 555-0100",
        "Dicetak 3 November 2026", "Wi-Fi gratis: PEMKOT-TAMU",
    ):  # fmt: skip
        assert words in text
    assert "kenari emas" not in text


def test_a_sign_is_printed_without_any_colour(staff: Staff) -> None:
    for paper in FORMATS:
        for page in pages(staff, f"kertas={paper}"):
            operators = {operator for _operands, operator in ContentStream(page.get_contents(), page.pdf).operations}
            drawn = {operator for operator in operators if operator in {b"rg", b"RG", b"k", b"K"}}
            colours = [
                operands
                for operands, operator in ContentStream(page.get_contents(), page.pdf).operations
                if operator in drawn
            ]
            assert all(len(set(map(float, colour))) == 1 for colour in colours), colours


def test_the_code_is_a_tenth_of_the_distance_wide(staff: Staff) -> None:
    [page] = pages(staff, "loket=1&jarak=80")
    found = boxes(page)
    width = max(box[0] + box[2] for box in found) - min(box[0] for box in found)
    assert width == pytest.approx(80, abs=0.05)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("jarak=400", "Pilih kertas yang lebih besar"),
        ("jarak=5", "Isi jarak paling sedikit"),
        ("jarak=x", "Isi jarak pindai dengan bilangan bulat"),
        ("jarak=0", "Isi jarak pindai dengan bilangan bulat"),
        ("loket=77", "Pilih sedikitnya satu"),
    ],
)
def test_what_no_camera_could_read_is_refused_in_words(staff: Staff, query: str, words: str) -> None:
    answer = staff("operator").get(f"{FILE}?{query}")
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)


def test_the_zip_holds_pdf_svg_and_png_of_each_sign_and_all_say_the_same(staff: Staff) -> None:
    answer = staff("operator").get(f"{FILE}?berkas=zip&jarak=100")
    again = staff("operator").get(f"{FILE}?berkas=zip&jarak=100")
    assert answer.data == again.data
    with zipfile.ZipFile(BytesIO(answer.data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert sorted(files) == [f"loket-{n}-{n}.{ending}" for n in (1, 2) for ending in ("pdf", "png", "svg")]
    for n in (1, 2):
        [page] = PdfReader(BytesIO(files[f"loket-{n}-{n}.pdf"])).pages
        [said] = codes(page, FORMATS["a4"])
        drawing = files[f"loket-{n}-{n}.svg"].decode()
        assert f"<title>{said}</title>" in drawing
        assert read(_svg(drawing)) == read(_png(files[f"loket-{n}-{n}.png"])) == said
        [width] = re.findall(r'width="([\d.]+)mm"', drawing)
        modules = len(_svg(drawing))
        assert float(width) * modules / (modules + 2 * QUIET_MODULES) == pytest.approx(100, abs=0.05)


def _svg(drawing: str) -> list[list[bool]]:
    side, path = re.findall(r'viewBox="0 0 (\d+) \d+"', drawing)[0], re.findall(r'<path d="([^"]+)"', drawing)[0]
    quiet = QUIET_MODULES
    return [row[quiet:-quiet] for row in painted(path, int(side))[quiet:-quiet]]


def _png(data: bytes) -> list[list[bool]]:
    image = Image.open(BytesIO(data))
    pixels = image.width // round(image.width / 16)
    side = image.width // pixels
    dark = [[not image.getpixel((x * pixels + 8, y * pixels + 8)) for x in range(side)] for y in range(side)]
    return [row[QUIET_MODULES:-QUIET_MODULES] for row in dark[QUIET_MODULES:-QUIET_MODULES]]


def test_the_page_offers_every_open_counter_and_paper(staff: Staff) -> None:
    page = staff("unit_head").get("/staf/unit/1/cetak").get_data(as_text=True)
    assert page.count('name="loket"') == 2
    assert all(paper.name in page for paper in FORMATS.values())
