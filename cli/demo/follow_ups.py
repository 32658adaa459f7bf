"""What two units of the sample do about their survey: a plan for the last quarter, and what became of another."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from cli.demo.comments import NEUTRAL, UNHAPPY
from cli.demo.town import Built
from models import comments, figures, follow_ups, lexicons
from models.changes import By
from models.comments import Desk, Read, Sight
from models.follow_ups import FollowUp
from models.users import User
from surveys import follow_ups as rules
from surveys import lexicon
from surveys.periods import Kind, Period, containing

UNITS = ("dukcapil", "dpmptsp")
USEFUL = 3  # comments that a step answers
STEPS = {  # by element: theme of the comments, what is done, who does it
    "U1": ("Syarat dan prosedur", "Tempel daftar syarat di pintu masuk dan di situs", "Kepala seksi pelayanan"),
    "U2": ("Syarat dan prosedur", "Ringkas alur dari lima langkah menjadi tiga", "Kepala seksi pelayanan"),
    "U3": ("Waktu dan antrean", "Buka satu loket tambahan pukul 08.00–10.00", "Kepala seksi pelayanan"),
    "U4": ("Biaya", "Pasang papan tarif dan tulisan “gratis” di setiap loket", "Bendahara"),
    "U5": ("Sistem dan blangko", "Periksa cetakan berdua sebelum diserahkan", "Kepala seksi dokumen"),
    "U6": ("Kemampuan petugas", "Bahas aturan baru setiap Senin pagi", "Subbagian kepegawaian"),
    "U7": ("Sikap petugas", "Latihan menyapa dan menjelaskan bagi petugas loket", "Subbagian kepegawaian"),
    "U8": ("Penjelasan dan informasi", "Balas setiap pengaduan dalam tiga hari kerja", "Sekretaris"),
    "U9": ("Tempat dan sarana", "Tambah kursi tunggu dan bersihkan toilet dua kali sehari", "Subbagian umum"),
}
BEFORE = (  # the plan of an earlier survey: element, what was done, evidence
    ("U9", "Cat ulang ruang tunggu", "Ruang tunggu dicat ulang dan diberi lampu baru.", "Berita acara serah terima"),
    ("U2", "Nomor antrean dari mesin", "Mesin nomor antrean dipasang di pintu masuk.", "Foto dan kuitansi"),
    ("U3", "Formulir dapat diunduh dari situs", "", ""),
)
LATER = {
    "strategy": "Pengelola situs diminta membuka halaman unduhan.",
    "stakeholders": "Dinas Komunikasi dan Informatika",
}


def plan(session: Session, built: Sequence[Built], today: date, now: datetime, chance: Random) -> None:
    """Write the plans of both units as their heads would, with the comments they answer."""
    quarter = containing(today, Kind.QUARTER).previous()
    for place in built:
        if place.place.code in UNITS:
            by = _head(session, place, now, chance)
            _earlier(session, by, place.unit.id, quarter.previous(), today)
            _current(session, by, place.unit.id, quarter, today)


def _head(session: Session, place: Built, now: datetime, chance: Random) -> By:
    user = session.scalars(select(User).where(User.role == "unit_head", User.unit_id == place.unit.id)).one_or_none()
    name = user.username if user else f"kepala.{place.place.code}"
    return By(user.id if user else None, name, "unit_head", now, chance.randbytes(16))


def _earlier(session: Session, by: By, unit_id: int, quarter: Period, today: date) -> None:
    """Two of three steps done, the public told of the first, and the last one put off."""
    for number, (element, programme, outcome, evidence) in enumerate(BEFORE):
        theme, _programme, responsible = STEPS[element]
        fields = {"theme": theme, "programme": programme, "due": quarter.next().code, "responsible": responsible}
        step = follow_ups.add(session, by, unit_id, quarter, element=element, **fields)
        day = today - timedelta(days=20 - number)
        if outcome:
            follow_ups.finish(session, by, step, day, outcome=outcome, evidence=evidence)
        else:
            later = {"new_due": containing(today, Kind.QUARTER).code, "new_responsible": "Pranata komputer"}
            follow_ups.postpone(session, by, step, day, **LATER, **later)
        if number == 0:
            words = {"theme": "Ruang tunggu gelap dan kusam.", "done": outcome, "done_on": day, "today": today}
            follow_ups.publish(session, by, step, **words)


def _current(session: Session, by: By, unit_id: int, quarter: Period, today: date) -> None:
    """A step for each of the lowest elements; the first one has begun."""
    index = figures.unit_figure(session, unit_id, quarter).index
    read = comments.between(session, Sight(Desk.UNIT, unit_id), quarter.start, today)
    due = containing(today, Kind.QUARTER).code
    for number, element in enumerate(rules.priorities(index.elements if index else ()).elements):
        theme, programme, responsible = STEPS[element.code]
        fields = {"theme": theme, "programme": programme, "due": due, "responsible": responsible}
        step = follow_ups.add(session, by, unit_id, quarter, element=element.code, **fields)
        _answer(session, by, step, read, today)
        if number == 0:
            words = {"text": "Disepakati dalam forum konsultasi publik; mulai pekan depan.", "evidence": ""}
            follow_ups.progress(session, by, step, today, realised=30, obstacles="Petugas pengganti terbatas", **words)


def _answer(session: Session, by: By, step: FollowUp, read: Sequence[Read], today: date) -> None:
    """Mark and link wishes that speak of the step's theme."""
    themes = lexicons.in_force(session)
    wishes = [one for one in read if one.text in NEUTRAL + UNHAPPY]
    about = [one for one in wishes if step.theme in {hit.theme.label for hit in lexicon.hits(one.text, themes)}]
    for comment in about[:USEFUL]:
        comments.mark(session, by, comment, today)
        follow_ups.link(session, by, step, comment)
