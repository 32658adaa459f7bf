"""The kinds of import: their words, their examples, and what works out the plan of each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import FileField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import DateInput

from backoffice import answer_plans, import_plans, recap_plan, service_count_plan
from backoffice.answer_plans import CHANNELS, ORDERS
from backoffice.door import own_unit
from backoffice.import_plans import Plan, Upload
from backoffice.permissions import NOWHERE
from extensions import glance
from models import answer_mappings, imports, old_figures
from models.units import Unit
from surveys.recap_table import ELEMENTS


class UploadForm(FlaskForm):  # type: ignore[misc]
    """A file; or, to confirm, the file of the preview with the digest of what was shown."""

    file = FileField(_l("Berkas CSV atau Excel (.xlsx)"))
    content = HiddenField()
    name = HiddenField()
    plan = HiddenField()


class AnswersForm(UploadForm):
    """Answers say how they were given and, where the file does not, when and under which headings."""

    channel = SelectField(
        _l("Asal jawaban"), choices=[SelectChoice(*pair) for pair in CHANNELS.items()], default="paper"
    )
    day = StringField(_l("Tanggal survei, bila berkas tidak punya kolom Tanggal"), widget=DateInput())
    order = SelectField(
        _l("Apakah jawaban digabung dalam satu kolom?"),
        choices=[SelectChoice(*pair) for pair in ORDERS.items()],
        default="",
    )
    mapping = SelectField(_l("Pemetaan kolom"), default="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        saved = answer_mappings.of_unit(glance(), own_unit() or NOWHERE)
        self.mapping.choices = [
            SelectChoice("", _("Kenali dari judul kolom")),
            *(SelectChoice(row.name, row.name) for row in saved),
        ]


class RecapForm(UploadForm):
    """A recap says nowhere for certain which period it is of."""

    period = StringField(
        _l("Periode rekap: 2024, 2024-S1, 2024-TW2, atau 2024-06"), [InputRequired(_l("Isi periode rekapnya."))]
    )


@dataclass(frozen=True)
class Kind:
    """One kind of import: its words, its example, what works out its plan and where it leads afterwards."""

    name: str
    slug: str
    title: str
    lead: str
    form: type[UploadForm]
    plan: Callable[[Session, Upload, Unit | None], Plan]
    columns: dict[str, str]
    example: tuple[str, ...]


OFFICERS = Kind(
    imports.OFFICERS,
    "petugas",
    _l("Impor daftar petugas"),
    _l("Petugas yang NIP-nya sudah ada akan diperbarui; Anda melihat dahulu apa yang berubah."),
    UploadForm,
    import_plans.officers,
    {
        "NIP": _l("18 digit, kolom berformat Teks, boleh berspasi seperti di CSV; kosong bagi Non-ASN"),
        "Kode": _l("kode dari instansi, wajib bagi Non-ASN"),
        "Nama": _l("nama lengkap"),
        "Jabatan": _l("boleh kosong"),
        "Unit": _l("kode atau nama unit layanan"),
        "Status": _l("PNS, PPPK, atau Non-ASN"),
    },
    ("199001172015032004", "", "Ayu Lestari", "Pengelola layanan", "dukcapil", "PNS"),
)
ROSTER = Kind(
    imports.ROSTER,
    "jadwal",
    _l("Impor jadwal tugas"),
    _l("Menambah jadwal unit Anda. Yang sudah ada tetap; hari yang sudah disegel tidak bisa diubah."),
    UploadForm,
    import_plans.roster,
    {
        "Tanggal": _l("misalnya 3/11/2026 atau 2026-11-03"),
        "Loket": _l("nomor atau nama loket unit Anda"),
        "Jam mulai": _l("sama dengan awal sif; kosong bila kolom Sif diisi"),
        "Jam selesai": _l("sama dengan akhir sif"),
        "Sif": _l("nomor atau nama sif, sebagai pengganti jam"),
        "NIP": _l("NIP petugas, boleh berspasi seperti di CSV, atau kodenya bagi Non-ASN; kolom berformat Teks"),
    },
    ("2026-11-03", "1", "08.00", "12.00", "", "199001172015032004"),
)
RESPONDENTS = Kind(
    imports.RESPONDENTS,
    "jawaban",
    _l("Impor jawaban responden"),
    _l("Satu baris per responden. Ikut segel malam ini dan dihitung untuk IKM unit Anda, tidak pernah untuk petugas."),
    AnswersForm,
    answer_plans.answers,
    {
        "Tanggal": _l("tanggal survei; boleh kosong bila dipilih di formulir"),
        **{f"U{number}": _l("1 sampai 4; kosong bila tidak dijawab") for number in range(1, 10)},
        "Usia": _l("boleh kosong"),
        "Jenis kelamin": _l("L atau P; boleh kosong"),
        "Pendidikan": _l("boleh kosong"),
        "Pekerjaan": _l("boleh kosong"),
    },
    ("2026-11-03", "3", "3", "4", "4", "3", "4", "4", "3", "3", "34", "P", "SMA", "Wirausaha"),
)
COUNTS = Kind(
    imports.COUNTS,
    "jumlah-layanan",
    _l("Impor jumlah layanan"),
    _l("Berapa warga yang dilayani per loket dan sif. Angka yang sudah ada diganti; Anda melihat dahulu yang mana."),
    UploadForm,
    service_count_plan.services,
    {
        "Tanggal": _l("misalnya 3/11/2026 atau 2026-11-03"),
        "Loket": _l("nomor atau nama loket unit Anda"),
        "Sif": _l("nomor atau nama sif"),
        "Layanan": _l("banyaknya warga yang dilayani menurut register"),
    },
    ("2026-11-03", "1", "Pagi", "42"),
)
RECAPS = Kind(
    old_figures.RECAPS,
    "rekap",
    _l("Impor rekap lama"),
    _l("Angka unit dari survei sebelum aplikasi ini. Tampil terpisah di hasil unit, tidak pernah dijumlahkan."),
    RecapForm,
    recap_plan.recaps,
    {
        "OPP": _l("kode atau nama unit layanan"),
        **{code: _l("NRR, 1,00 sampai 4,00; kosongkan semuanya bila unit itu tidak punya angka") for code in ELEMENTS},
        "SAMPEL": _l("jumlah responden; unit dengan kurang dari 10 dilewati"),
        "NILAI IKM": _l("boleh kosong; hanya dibandingkan dengan hitungan ulang"),
    },
    ("dukcapil", "3,12", "3,05", "2,98", "3,61", "3,10", "3,22", "3,25", "3,40", "3,01", "150", "79,83"),
)
KINDS = {kind.name: kind for kind in (OFFICERS, ROSTER, RESPONDENTS, COUNTS, RECAPS)}
