"""Who keeps every page of every day and subtracts: no two of them tell of one to nine people.

The numbers are read from the answers of the real addresses. A page that tells of ratings stands in FIGURES; every other
one that the routes know is looked at too, so that a new page with numbers cannot be forgotten. One that needs things
that this town does not have stands in NEVER_SEEN.
"""

import csv
import dataclasses
import io
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from html import unescape
from itertools import count, product
from random import Random
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

import clock
from models import periods, releases, units
from models.counters import Counter
from models.units import Unit
from surveys.questionnaire import load
from tests import factories, locked, released
from tests.backoffice.conftest import account, log_in
from tests.backoffice.test_permissions import EXPECTED, ROLE_LETTERS
from tests.factories import NOW, TODAY, Town
from tests.released import Form

DAY: Final = timedelta(days=1)
OCTOBER: Final = date(2026, 10, 30)
NIGHTS: Final = 12
SPANS: Final = ("2026-10", "2026-11", "2026-TW4", "2026")
INSIDE: Final = {
    ("2026-10", "2026-TW4"), ("2026-10", "2026"), ("2026-11", "2026-TW4"), ("2026-11", "2026"), ("2026-TW4", "2026"),
}  # fmt: skip
SLICES: Final = ("layanan=1", "saluran=own_phone", "saluran=kiosk", "saluran=paper")
RESPONDENTS: Final = "responden"
ELEMENTS: Final = load("skm-2017").element_codes

STAFF: Final = "backoffice."
LETTERS: Final = "HEPKOAU"  # accounts in the order of their numbers: those who lock and decide come first
THINGS: Final[Mapping[str, object]] = {
    "code": "2026-11", "day": "2026-11-03", "month": "2026-11", "block": "kop", "ending": "csv", "name": "mulai",
    "language": "id", "purpose": "nilai", "file": "unit.png",
}  # fmt: skip
PUBLIC_CODE: Final = {"code": "dukcapil"}
OF_ENDPOINT: Final[Mapping[str, Mapping[str, object]]] = {
    "results.unit": PUBLIC_CODE, "results.notice": PUBLIC_CODE, "result_files.unit": PUBLIC_CODE,
    "embed.unit": PUBLIC_CODE, "improvements.of_unit": PUBLIC_CODE,
}  # fmt: skip
COUNTS: Final = (
    r"(?<![\d.,–-])(\d[\d.]*) (?:responden|penilaian|jawaban|ketukan|formulir)\b",
    r"\b[Nn]\s*=\s*(\d[\d.]*)(?!,?\d)",
    r"\(n (\d[\d.]*)\)",
    r"N responden (\d[\d.]*)",
)
# Pages that tell of ratings; any other one names no number of people that was not told before the first rating.
FIGURES: Final = frozenset(
    {
        "embed.agency",
        "embed.unit",
        "open_data.table",
        "result_files.agency",
        "result_files.unit",
        "results.notice",
        "results.unit",
        "results.unit_list",
        *(
            STAFF + page
            for page in (
                "appraisal_list", "appraisal_page", "component_list", "component_page", "figure_list", "figure_page",
                "follow_up_plan", "home", "my_component", "report_list", "report_page", "supplement_page",
            )
        ),
    }
)  # fmt: skip
# Pages about things that this town does not have (a report, a hand-over), files, and what needs a code of one citizen.
NEVER_SEEN: Final = frozenset(
    {
        "api.handover_rows", "api.handovers", "api.nothing_here", "displays.idle", "displays.ticket",
        "evidence.confirm", "kiosk.copy", "kiosk.receipt", "kiosk.start", "offline.nonce", "pages.ready",
        "pages.typed_address", "supplements.page", "survey.change", "survey.continuation", "survey.nothing_to_show",
        "survey.others", "survey.sign", "survey.thanks", "survey.ticket", "trials.done", "trials.first",
        *(
            STAFF + page
            for page in (
                "case_assign", "case_escalate", "case_original_ask", "case_original_grant", "case_page",
                "case_reject", "case_return", "case_template_edit", "case_verify", "case_write", "client_approve",
                "comment_link", "download_page", "download_progress", "evidence_page", "expectation_edit",
                "follow_up_edit", "follow_up_finish", "follow_up_page", "follow_up_postpone", "follow_up_progress",
                "follow_up_publish", "formula_approve", "handover_approve", "handover_export", "import_batch",
                "improvement_withdraw", "lexicon_theme_edit", "login", "objection_agree", "objection_comment",
                "objection_decide", "objection_page", "objection_revise", "own_question_refuse", "paper_batch",
                "paper_check", "paper_close", "paper_code", "paper_differences", "paper_print", "paper_type",
                "paper_void", "questionnaire_page", "record_sign", "remark_answer", "remark_new",
                "roster_request_approve", "sheet_print", "sheet_void",
            )
        ),
    }
)  # fmt: skip

Counts = Mapping[str, int]  # respondents, and answers by element
Seen = dict[str, dict[date, Counts]]  # unit and span -> what was told of it on each day


def code_of(unit: int) -> str:
    return {1: "dukcapil", 2: "kecamatan"}[unit]


def few(n: int) -> bool:
    """Whether a number of people is one by which somebody could be recognised."""
    return 1 <= abs(n) <= 9


def town_of(session: Session) -> tuple[Town, Town]:
    """Two units: three officers who take turns at two counters, and a small office without a roster."""
    session.add(Unit(code=code_of(2), name="Kecamatan Utara", kind="Kecamatan", zone="Asia/Jakarta"))
    session.flush()
    session.add(Counter(unit_id=2, label="1", sign_words="rusa perak"))
    for letter in LETTERS:
        account(session, ROLE_LETTERS[letter])
    large = Town(1, (1, 2), (1, 2, 3), 1)
    for number in range(NIGHTS):
        for shift in (1, 2):
            for at, counter in enumerate(large.counters):
                factories.on_duty(
                    session, large.officers[(number + shift + at) % 3], counter, TODAY + number * DAY, shift
                )
    return large, dataclasses.replace(large, unit=2, counters=(3,), officers=())


def said(chance: Random) -> dict[str, int]:
    """What somebody answers: many tap a face and leave, some skip questions."""
    mood = chance.random()
    if mood < 0.35:
        return {}
    asked = ELEMENTS if mood > 0.45 else chance.sample(ELEMENTS, 4)
    return {code: chance.choice((1, 2, 3, 4)) for code in asked}


def forms(chance: Random, town: Town, most: int) -> list[Form]:
    """What comes in on a day; some of it is about October."""
    found = []
    for _ in range(chance.randrange(most)):
        channel, ticket = chance.choice((("own_phone", True), ("own_phone", True), ("kiosk", True), ("paper", False)))
        form = {
            "answers": said(chance),
            "channel": channel,
            "has_ticket": ticket,
            "counter_id": chance.choice(town.counters),
            "shift": chance.choice((1, 2)),
            "service_id": chance.choice((None, 1)) if town.unit == 1 else None,
            "opening": None if channel == "paper" else chance.choice((1, 2, 3, 4)),
        }
        found.append({**form, "service_day": OCTOBER} if chance.random() < 0.2 else form)
    return sorted(found, key=len)


def in_page(page: str) -> Counts | None:
    """Respondents and answers per element in the table of a unit's page for working its index out again."""
    row = re.search(r">Jawaban n</th>(.*?)</tr>", page, re.DOTALL)
    n = re.search(r"N responden</dt><dd>([\d.]+)", page)
    if row is None or n is None:
        return None
    cells = re.findall(r">([^<]*)</td>", row[1])
    codes = re.findall(r'class="number">(U\d)</th>', page)
    return {RESPONDENTS: number(n[1]), **dict(zip(codes, map(number, cells), strict=False))}


def number(text: str) -> int:
    """A number as it is printed; nothing where it is not told."""
    return int(text.replace(".", "")) if text[:1].isdigit() else 0


def in_json(client: FlaskClient, unit: int, span: str) -> Counts | None:
    """The same in the public file of a unit; None where it has no index."""
    told = client.get(f"/hasil/{code_of(unit)}.json?periode={span}").get_json()
    if not told["unsur"]:
        return None
    return {RESPONDENTS: told["responden"], **{one["kode"]: one["n"] or 0 for one in told["unsur"]}}


def in_table(client: FlaskClient) -> Iterator[tuple[str, Counts]]:
    """The same in the open table of the year, by unit and span."""
    rows: dict[str, dict[str, int]] = {}
    for row in csv.DictReader(io.StringIO(client.get("/data-terbuka.csv?tahun=2026").get_data(as_text=True))):
        one = rows.setdefault(f"{row['unit_kode']} {row['periode']}", {RESPONDENTS: int(row["responden"])})
        one[row["unsur"]] = int(row["n"] or 0)
    yield from rows.items()


def look(seen: Seen, staff: FlaskClient, public: FlaskClient) -> None:
    """What a day's pages tell of each unit and span; files for everybody say the same or nothing."""
    table = dict(in_table(public))
    for unit in (1, 2):
        for span in SPANS:
            name = f"{code_of(unit)} {span}"
            told = in_page(staff.get(f"/staf/unit/{unit}/hasil?periode={span}").get_data(as_text=True))
            for other in (in_json(public, unit, span), table.get(name)):
                assert other is None or other == told, name
            if told is not None:
                seen.setdefault(name, {})[clock.now().date()] = told


def differences(seen: Seen) -> Iterator[tuple[str, int]]:
    """Respondents between every two pages of which one holds all of the other: of two days, of a span in another."""
    for name, days in seen.items():
        unit, span = name.split()
        for outer in (span, *(outer for inner, outer in INSIDE if inner == span)):
            for (day, told), (later, whole) in product(days.items(), seen.get(f"{unit} {outer}", {}).items()):
                if day <= later:
                    yield f"{unit} {outer} of {later} - {span} of {day}", whole[RESPONDENTS] - told[RESPONDENTS]


def text_of(html: str) -> str:
    plain = re.sub(r"<(script|style|head)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", plain)))


def addresses(app: Flask) -> Iterator[tuple[str, str]]:
    """Every page that can be asked for, once: endpoint and an address."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static":
            things = {**THINGS, **OF_ENDPOINT.get(rule.endpoint, {})}
            built = rule.build({name: things.get(name, 1) for name in rule.arguments})
            assert built is not None, rule
            yield rule.endpoint, built[1]


def readers(endpoint: str) -> str:
    """Letters of the roles that may open a page."""
    return EXPECTED[endpoint.removeprefix(STAFF)][0] if endpoint.startswith(STAFF) else "H"


def counts_in(text: str) -> set[int]:
    """The numbers of people or answers in a text."""
    return {number(found) for pattern in COUNTS for found in re.findall(pattern, text)}


def pages(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Endpoint, letter of the reader and text of every page that answers: those with figures for all their readers."""
    clients = {letter: log_in(app, at) for letter, at in zip(LETTERS, count(1))}
    for endpoint, address in addresses(app):
        for letter in readers(endpoint) if endpoint in FIGURES else readers(endpoint)[:1]:
            answer = clients[letter].get(f"{address}?periode=2026-11", buffered=True)
            if answer.status_code == 200:
                yield endpoint, letter, text_of(answer.data.decode(errors="replace"))


@pytest.fixture
def towns(app: Flask) -> tuple[Town, Town]:
    """The two units in the database of the application."""
    with app.extensions["house"].database.writing() as session:
        found = town_of(session)
        session.commit()
    return found


def live(app: Flask, towns: tuple[Town, Town], seed: int) -> Iterator[int]:
    """Night after night, as they are on the morning after."""
    chance = Random(seed)
    for night in range(NIGHTS):
        moment = NOW + night * DAY
        with app.extensions["house"].database.writing() as session:
            for town, most in zip(towns, (34, 12), strict=True):
                released.nights(session, town, [forms(chance, town, most)], first=moment)
            session.commit()
        clock.move_to(moment + DAY)
        yield night


@pytest.mark.parametrize("seed", [1, 2])
def test_no_two_pages_of_any_day_or_span_differ_by_one_to_nine_people(
    app: Flask, towns: tuple[Town, Town], seed: int
) -> None:
    seen: Seen = {}
    public = app.test_client()
    for _night in live(app, towns, seed):
        look(seen, log_in(app, locked.HR), public)
    lock(app, towns)
    client = log_in(app, locked.HR)
    look(seen, client, public)
    assert len(seen["dukcapil 2026-11"]) > 3
    assert all(not few(n) for told in seen.values() for day in told.values() for n in day.values())
    assert [(name, left) for name, left in differences(seen) if few(left)] == []
    whole = seen["dukcapil 2026-11"][clock.now().date()]
    for chosen in SLICES:
        part = in_page(client.get(f"/staf/unit/1/hasil?periode=2026-11&{chosen}").get_data(as_text=True))
        if part is not None:
            left = whole[RESPONDENTS] - part[RESPONDENTS]
            assert not any(map(few, [*part.values(), left])), chosen


def lock(app: Flask, towns: tuple[Town, Town]) -> None:
    """Lock November, and release what the lock lets go."""
    clock.move_to(locked.DUE)
    with app.extensions["house"].database.writing() as session:
        periods.close_ended(session, locked.by("system"), locked.LAST_DAY)
        session.flush()
        locked.lift_flags(session)
        locked.lock(session)
        for town in towns:
            releases.release_unit(session, units.get(session, town.unit), now=locked.DUE + DAY, salt=bytes(16))
        session.commit()
    clock.move_to(locked.DUE + DAY)


def test_no_page_tells_anybody_of_one_to_nine_people_and_only_pages_with_figures_tell_any(
    app: Flask, towns: tuple[Town, Town]
) -> None:
    rules = {n for _endpoint, _letter, text in pages(app) for n in counts_in(text)}
    *_nights, _last = live(app, towns, seed=3)
    lock(app, towns)
    after = {(endpoint, letter): counts_in(text) for endpoint, letter, text in pages(app)}
    told = {key: numbers for key, numbers in after.items() if key[0] in FIGURES}
    assert {endpoint for endpoint, _letter in told} == FIGURES
    assert {key: numbers for key, numbers in told.items() if any(map(few, numbers))} == {}
    assert {key: numbers for key, numbers in after.items() if key not in told and numbers - rules} == {}
    assert max(max(numbers, default=0) for numbers in told.values()) > 100
    unseen = {endpoint for endpoint, _address in addresses(app)} - {endpoint for endpoint, _letter in after}
    assert unseen == NEVER_SEEN
