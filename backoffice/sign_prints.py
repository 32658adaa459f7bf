"""Signs of a unit's counters, printed together: one PDF of all, or a ZIP of single files."""

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from flask import make_response, render_template, request
from flask_babel import gettext as _
from PIL import Image
from werkzeug.wrappers import Response

import clock
import filters
import qr
from backoffice import exports, posters, sign_pdf
from backoffice.door import own_unit, staff
from backoffice.forms import UNPROCESSABLE
from backoffice.sign_pdf import Sign
from extensions import db, house
from models import counters, units
from models.agency import Agency, the_agency
from models.counters import Counter
from models.units import Unit
from surveys import crockford, redaction, sign_sizes
from surveys.sign_sizes import FORMATS, DoesNotFit, Format

FARTHEST: Final = 500  # centimetres
LONGEST_WIFI: Final = 32  # bytes of a network's name, by IEEE 802.11
BARE_CM: Final = 100  # distance of the single codes where nobody says another one
PIXELS: Final = 16  # of a module
MM_PER_INCH: Final = 25.4
ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)  # the same signs of a day give the same bytes


@dataclass(frozen=True)
class Wish:
    """What somebody wants printed: which counters, on what paper, scanned from how far."""

    unit: Unit
    chosen: list[Counter]
    paper: Format
    distance_cm: int | None
    laminated: bool
    wifi: str

    @property
    def correction(self) -> str:
        """How many errors the codes correct."""
        return qr.LAMINATED if self.laminated else qr.CLEAN_PRINT


@staff.get("/unit/<int:unit_id>/cetak")
def sign_print(unit_id: int) -> Response:
    """Choose what to print."""
    return _page(units.get(db(), unit_id, own_unit()))


@staff.get("/unit/<int:unit_id>/cetak/berkas")
def sign_print_file(unit_id: int) -> Response:
    """The signs as one PDF, or as a ZIP of a PDF, SVG and PNG of each."""
    unit = units.get(db(), unit_id, own_unit())
    now = clock.now()
    try:
        wish = _wish(unit, now)
        made = _zip(wish, now) if request.args.get("berkas") == "zip" else _pdf(wish, wish.chosen, now)
    except DoesNotFit as problem:
        return _page(unit, str(problem))
    ending = "zip" if request.args.get("berkas") == "zip" else "pdf"
    return exports.download(made, f"stiker-{unit.code}-{wish.paper.code}.{ending}")


def _page(unit: Unit, error: str = "") -> Response:
    today = unit.local(clock.now()).date()
    body = render_template(
        "backoffice/sign_print.html",
        unit=unit,
        counters=counters.open_of_unit(db(), unit.id, today),
        formats=FORMATS.values(),
        asked=request.args,
        chosen=set(request.args.getlist("loket")),
        farthest=FARTHEST,
        longest=LONGEST_WIFI,
        error=error,
    )
    return make_response(body, UNPROCESSABLE if error else 200)


def _wish(unit: Unit, now: datetime) -> Wish:
    """What the address asks for; without a choice of counters all that are open. Raises DoesNotFit."""
    wanted = set(request.args.getlist("loket"))
    found = counters.open_of_unit(db(), unit.id, unit.local(now).date())
    chosen = [counter for counter in found if not wanted or str(counter.id) in wanted]
    if not chosen:
        raise DoesNotFit(_("Tidak ada loket buka yang dipilih. Pilih sedikitnya satu."))
    return Wish(
        unit=unit,
        chosen=chosen,
        paper=FORMATS.get(request.args.get("kertas", ""), FORMATS["a4"]),
        distance_cm=_distance(request.args.get("jarak", "").strip()),
        laminated=bool(request.args.get("laminasi")),
        wifi=redaction.clean(" ".join(request.args.get("wifi", "").split())[:LONGEST_WIFI]),
    )


def _distance(typed: str) -> int | None:
    if not typed:
        return None
    if not (typed.isascii() and typed.isdecimal() and 0 < int(typed[:9]) <= FARTHEST):
        raise DoesNotFit(_("Isi jarak pindai dengan bilangan bulat 1 sampai %(most)d cm.", most=FARTHEST))
    return int(typed)


def _pdf(wish: Wish, chosen: list[Counter], now: datetime, *, single: bool = False) -> bytes:
    agency, today = the_agency(db()), wish.unit.local(now).date()
    return sign_pdf.write(
        [_sign(wish, counter, agency, today) for counter in chosen],
        wish.paper,
        distance_cm=wish.distance_cm,
        title=_("Stiker loket %(unit)s", unit=wish.unit.name),
        made=datetime.combine(today, time.min, wish.unit.tzinfo),
        single=single,
    )


def _zip(wish: Wish, now: datetime) -> bytes:
    """One sign per PDF; the bare code as SVG and PNG bears the size it must be printed at."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for counter in wish.chosen:
            name = f"loket-{_plain(counter.label)}-{counter.id}"
            pdf = _pdf(wish, [counter], now, single=True)
            modules = _modules(wish, counter)
            size = (wish.distance_cm or BARE_CM) * 10 / sign_sizes.RATIO / len(modules)
            files = {"pdf": pdf, "svg": svg(_address(counter), wish.correction, size).encode()}
            files["png"] = png(modules, size)
            for ending, data in files.items():
                archive.writestr(zipfile.ZipInfo(f"{name}.{ending}", ZIP_TIME), data)
    return packed.getvalue()


def _sign(wish: Wish, counter: Counter, agency: Agency, today: date) -> Sign:
    """The words of a sign; those of a sample town say so."""
    host, service = house().config.host, units.service(db(), counter.service_id).name if counter.service_id else ""
    help_line = _("Bantuan: %(line)s", line=agency.help_line) if agency.help_line else ""
    printed = _("Dicetak %(day)s", day=filters.day(today))
    place = _("Loket %(label)s", label=counter.label)
    return Sign(
        above=[*([_("DATA CONTOH — bukan penilaian sungguhan")] if agency.is_sample else []), agency.name],
        call=(_("Bagaimana layanan kami?"), _("Pindai setelah dilayani. Cukup satu ketukan.")),
        words=(_("Cocokkan dua kata ini di ponsel Anda:"), counter.sign_words),
        typed=_("Tanpa kamera, buka %(host)s lalu ketik:", host=host),
        code=crockford.grouped(posters.sign_code(counter)),
        steps=(_("Arahkan kamera ponsel ke kode"), _("Ketuk satu wajah"), _("Selesai, atau isi sedikit lagi")),
        place=[wish.unit.name, " · ".join(filter(None, (place, service)))],
        promise=_("Kami tidak pernah meminta login, NIK, OTP, atau pembayaran. Alamat resmi: %(host)s", host=host),
        small=[
            *([_("Wi-Fi gratis: %(name)s", name=wish.wifi)] if wish.wifi else []),
            " · ".join(filter(None, (help_line, printed))),
        ],
        modules=_modules(wish, counter),
    )


def svg(address: str, correction: str, size: float) -> str:
    """A bare code with its quiet zone; `size` is the side of a module in millimetres."""
    code = qr.draw(address, correction)
    side, width = code.side, f"{code.side * size:.2f}mm"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{width}" viewBox="0 0 {side} {side}" '
        f'shape-rendering="crispEdges"><title>{address}</title><path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path d="{code.path}"/></svg>\n'
    )


def png(modules: qr.Matrix, size: float) -> bytes:
    """The same as pixels in black and white, with the resolution that gives a module `size` millimetres."""
    side = len(modules) + 2 * qr.QUIET_MODULES
    image = Image.new("1", (side, side), 1)
    for y, row in enumerate(modules, qr.QUIET_MODULES):
        for x, dark in enumerate(row, qr.QUIET_MODULES):
            image.putpixel((x, y), 0 if dark else 1)
    packed, resolution = io.BytesIO(), PIXELS * MM_PER_INCH / size
    image.resize((side * PIXELS, side * PIXELS)).save(packed, "PNG", dpi=(resolution, resolution))
    return packed.getvalue()


def _address(counter: Counter) -> str:
    return posters.address("L", posters.sign_code(counter))


def _modules(wish: Wish, counter: Counter) -> qr.Matrix:
    return qr.matrix(_address(counter), wish.correction)


def _plain(label: str) -> str:
    """A label as part of a file name."""
    return re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-") or "x"
