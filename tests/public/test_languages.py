"""Four languages: every string translated, every part marked as what it is, and nothing lost by choosing another."""

import gzip
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from flask import Flask

import filters
from catalogues import FOLDER, catalogue, translations
from headers import public_style
from public import sentences
from public.language import here, period_label, wording, wordings
from surveys.languages import LANGUAGES
from surveys.nonces import ExpiredNonce, InvalidNonce
from surveys.periods import parse
from surveys.redaction import TextTooLong
from surveys.translations import load
from surveys.typed_toml import PerLanguage
from tests import factories
from tests.public.citizen import Citizen, Screen
from tests.public.test_results import released
from tests.released import answers, forms

ROOT = FOLDER.parent
OTHERS = [tag for tag in LANGUAGES if tag != "id"]
SEARCHED = {ROOT / folder for folder in ("public", "templates", "templates/public", "templates/errors")}
PAGES = ("/", "/?kode=X", "/tanda-terima?kode=X", "/privasi", "/pengaduan", "/pengaduan/lacak", "/hasil",
         "/hasil/dukcapil", "/B/X", "/tidak/ada", "/aksesibilitas")  # fmt: skip
WITHOUT_END = {"meta", "link", "input", "br", "img", "path", "circle", "rect", "line"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}")


def found_strings() -> Iterator[str]:
    """Every string of the citizen's pages, as `make translate` finds them."""
    with (FOLDER / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    for _file, _line, message, _comments, _context in extract_from_dir(
        ROOT, methods, options, {"_": None, "_l": None}, directory_filter=lambda path: Path(path) in SEARCHED
    ):
        assert isinstance(message, str), (
            f"plural forms have no place in four languages of which three know none: {message}"
        )
        yield message


STRINGS = sorted(set(found_strings()))


class Parts(HTMLParser):
    """The texts of a page, each with the language that the page says it is in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in WITHOUT_END:
            self.open.append(dict(attrs).get("lang") or (self.open or [""])[-1])

    def handle_endtag(self, tag: str) -> None:
        if tag not in WITHOUT_END:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if text := " ".join(data.split()):
            self.found.append((self.open[-1], text))


def indonesian_left(page: str, language: str) -> list[str]:
    """Indonesian sentences of ours that stand on a page of another language unmarked."""
    words = [one for one in STRINGS if not PLACEHOLDER.search(one) and translations(language).gettext(one) != one]
    texts = [text for tag, text in Parts(page).found if tag == language]
    return [one for one in words if one in texts]


def assert_in_language(screen: Screen, language: str) -> None:
    """The page says that it is in a language, and is."""
    assert re.search(r'<html lang="(.*?)"', screen.response.text)[1] == language  # type: ignore[index]
    assert indonesian_left(screen.response.text, language) == []


@pytest.mark.parametrize("language", [tag for tag in OTHERS if LANGUAGES[tag].is_complete])
def test_a_language_that_claims_to_be_complete_has_every_string(language: str) -> None:
    known = catalogue(language)
    missing = [one for one in STRINGS if one not in known or not known[one].string or known[one].fuzzy]
    assert missing == [], f"{len(missing)} strings are missing; `make translate` adds them to translations/{language}"


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_keeps_the_places_where_values_go(language: str) -> None:
    for message in catalogue(language):
        if message.id and message.string:
            assert sorted(PLACEHOLDER.findall(str(message.string))) == sorted(PLACEHOLDER.findall(str(message.id))), (
                message.id
            )


def test_what_a_catalogue_lacks_stays_indonesian() -> None:
    assert translations("su").gettext("Kirim") == "Kintun"
    assert translations("su").gettext("Belum diterjemahkan") == "Belum diterjemahkan"
    assert translations("id").gettext("Kirim") == translations("xx").gettext("Kirim") == "Kirim"


def test_the_sentences_of_the_core_that_reach_citizens_are_in_the_catalogues(app: Flask) -> None:
    assert {InvalidNonce.message, ExpiredNonce.message} <= set(map(str, sentences.KNOWN)) <= set(STRINGS)
    source = (ROOT / "models" / "case_filing.py").read_text("utf-8")
    assert set(re.findall(r'Refused\("(.+?)"\)', source)) <= set(map(str, sentences.KNOWN))
    with app.test_request_context("/?bahasa=en"):
        assert sentences.of(TextTooLong(1200)) == "The message is too long. Take away 1,200 characters."


@pytest.mark.parametrize(
    ("address", "accepted", "language"),
    [
        ("/", None, "id"),
        ("/?bahasa=su", None, "su"),
        ("/?bahasa=jw", "en", "jv"),
        ("/?bahasa=in-ID", "en", "id"),
        ("/?bahasa=SUN", "en", "su"),
        ("/?bahasa=xx", "en-GB,en;q=0.9", "en"),
        ("/?bahasa=", "jv-ID;q=0.5, su;q=0.8", "su"),
        ("/", "nl, ms;q=0.9, en;q=0.8", "id"),
        ("/", "nl, *;q=0.5", "id"),
        ("/", "de;q=zero,;;,", "id"),
        ("/staf/masuk", "en", "id"),
        ("/staf/masuk?bahasa=en", "en", "id"),
    ],
)
def test_the_address_chooses_the_language_then_the_browser_then_indonesian(
    citizen: Citizen, address: str, accepted: str | None, language: str
) -> None:
    headers = {"Accept-Language": accepted} if accepted else {}
    assert f'<html lang="{language}">' in citizen.client.get(address, headers=headers).text


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_in_the_language_that_was_asked_for(citizen: Citizen, path: str, language: str) -> None:
    mark = "&" if "?" in path else "?"
    assert_in_language(citizen.get(f"{path}{mark}bahasa={language}"), language)


@pytest.mark.parametrize("language", OTHERS)
def test_results_are_in_the_language_and_official_grades_stay_indonesian(citizen: Citizen, language: str) -> None:
    released(citizen, forms(40, answers=answers(3, U3=2)))
    for path in ("/hasil", "/hasil/dukcapil", "/hasil/dukcapil/perbaikan", "/data-terbuka"):
        assert_in_language(citizen.get(f"{path}?bahasa={language}"), language)
    page = citizen.get(f"/hasil/dukcapil?bahasa={language}").response.text
    time = next(element for element in load("skm-2017").elements if element.code == "U3")
    assert f'<th scope="row">{time.name(language)}<svg' in page
    assert ("id", "C · Kurang baik") in Parts(page).found


@pytest.mark.parametrize("language", OTHERS)
def test_the_whole_survey_stays_in_the_language_and_the_answer_remembers_it(citizen: Citizen, language: str) -> None:
    first = citizen.get(f"/T/{citizen.ticket()}?bahasa={language}")
    assert_in_language(first, language)
    [action] = re.findall(r'<form method="post" action="(.*?)"', first.response.text)
    second = citizen.follow(citizen.post(action, {**first.fields, "nilai": "3"}))
    assert_in_language(second, language)
    wrong = citizen.post(f"/lanjut?bahasa={language}", {**second.fields, "komentar": "a" * 1001})
    assert wrong.status == 422
    assert_in_language(wrong, language)
    thanks = citizen.follow(citizen.post(f"/lanjut?bahasa={language}", {**second.fields, "U1": "2"}))
    assert_in_language(thanks, language)
    assert [(row.language, row.opening, row.answers) for row in citizen.inbox()] == [(language, 3, {"U1": 2})]


def test_the_language_of_the_browser_is_remembered_with_the_answer_as_well(citizen: Citizen) -> None:
    headers = {"Accept-Language": "jw-ID"}
    page = Screen(citizen.client.get(f"/L/{citizen.sign()}", headers=headers))
    assert "bahasa=jv" not in page.response.text.replace('hreflang="jv"', "")
    citizen.post("/nilai", {**page.fields, "nilai": "4"}, headers=headers)
    assert [row.language for row in citizen.inbox()] == ["jv"]


def test_every_link_and_form_of_a_page_keeps_a_language_that_was_asked_for(citizen: Citizen) -> None:
    pages = [*PAGES, f"/L/{citizen.sign()}", f"/loket/{citizen.ticket()}"]
    for path in pages:
        page = citizen.get(f"{path}{'&' if '?' in path else '?'}bahasa=su").response.text
        addresses = re.findall(r'<(?:a [^>]*?href|form method="post" action)="(/.*?)"', page)
        assert addresses
        assert [address for address in addresses if "bahasa=su" not in address] == [], path
        for form in re.findall(r'(?s)<form method="get".*?</form>', page):
            assert '<input type="hidden" name="bahasa" value="su">' in form


def test_the_worker_and_the_addresses_on_printed_codes_know_no_language(citizen: Citizen) -> None:
    page = citizen.get(f"/L/{citizen.sign()}?bahasa=su").response.text
    assert 'data-worker="/sw.js"' in page
    assert re.search(r'<script src="/antrean-su\.js\?v=\w+"', page)
    with citizen.app.test_request_context("/staf/?bahasa=su"):
        assert citizen.app.url_for("survey.sign", code="X", _external=False) == "/L/X"


def test_the_list_names_each_other_language_in_itself_and_a_draft_a_draft(citizen: Citizen) -> None:
    page = citizen.get(f"/L/{citizen.sign()}?bahasa=en&x=%3Cb%3E").response.text
    [choices] = re.findall(r'(?s)<details class="lang">(.*?)</details>', page)
    assert re.findall(r'<li lang="(\w+)"><a href="(.*?)" hreflang="(\w+)">(.*?)</a>', choices) == [
        ("id", "?x=%3Cb%3E&amp;bahasa=id", "id", "Bahasa Indonesia"),
        ("su", "?x=%3Cb%3E&amp;bahasa=su", "su", "Basa Sunda (draf)"),
        ("jv", "?x=%3Cb%3E&amp;bahasa=jv", "jv", "Basa Jawa (draf)"),
    ]


def test_an_address_that_looks_like_another_host_is_not_offered_as_a_link(citizen: Citizen) -> None:
    page = citizen.client.get("//jahat.example/x").text
    assert "jahat" not in page


def test_changing_the_language_on_the_second_screen_keeps_what_is_filled_in_and_stores_nothing(
    citizen: Citizen,
) -> None:
    second = citizen.follow(citizen.tap(citizen.open(citizen.sign()), 3))
    filled = {"U1": "4", "U8": "1", "komentar": "antre\r\n<lama>", "profil_sex": "P", "pendamping": "1"}
    [action] = re.findall(r'formaction="(.*?bahasa=su)"', second.response.text)
    changed = citizen.post(action, {**second.fields, **filled})
    assert changed.status == 200
    assert_in_language(changed, "su")
    assert citizen.inbox()[0].answers == {}
    for name, value in (("U1", "4"), ("U8", "1"), ("profil_sex", "P")):
        assert re.search(rf'name="{name}" value="{value}"[^>]* checked', changed.response.text)
    assert 'name="pendamping" value="1" checked' in changed.response.text
    assert changed.fields == second.fields
    again = citizen.post("/lanjut/bahasa?bahasa=jv", {**changed.fields, **filled})
    assert citizen.post("/lanjut?bahasa=jv", {**again.fields, **filled}).status == 303
    [stored] = citizen.inbox()
    assert (stored.answers, stored.comment, stored.language) == ({"U1": 4, "U8": 1}, "antre\n<lama>", "jv")


def test_changing_the_language_refuses_what_sending_refuses(citizen: Citizen) -> None:
    second = citizen.follow(citizen.tap(citizen.open(citizen.sign()), 3))
    assert citizen.post("/lanjut/bahasa?bahasa=su", {**second.fields, "asing": "1"}).status == 400
    assert citizen.post("/lanjut/bahasa?bahasa=su", {**second.fields, "formulir": "palsu"}).status == 400


def test_enter_on_the_second_screen_sends_it_and_does_not_change_the_language(citizen: Citizen) -> None:
    page = citizen.follow(citizen.tap(citizen.open(citizen.sign()), 3)).response.text
    buttons = re.findall(r"<button[^>]*>", page)
    assert buttons[0].startswith('<button form="rincian" hidden')
    assert "formaction" not in buttons[0]


def test_the_official_wording_stands_beside_its_translation(citizen: Citizen) -> None:
    second = citizen.follow(citizen.tap(citizen.open(citizen.sign()), 3))
    official = "Bagaimana pendapat Saudara tentang kewajaran biaya/tarif dalam pelayanan?"
    english = Parts(citizen.post("/lanjut/bahasa?bahasa=en", second.fields).response.text).found
    assert ("en", "What is your opinion of the fairness of the cost or fee of the service?") in english
    assert ("id", official) in english
    assert second.response.text.count(official) == 1


def test_the_agencys_own_names_are_marked_as_indonesian(citizen: Citizen) -> None:
    parts = Parts(citizen.get(f"/L/{citizen.sign()}?bahasa=en").response.text).found
    assert {("id", "Dinas Kependudukan dan Pencatatan Sipil"), ("id", "KTP-el"), ("id", "melati biru")} <= set(parts)


def test_a_text_that_has_no_translation_is_shown_and_marked_as_indonesian(app: Flask) -> None:
    short = PerLanguage((("id", "Ramah <sekali>?"),))
    labels: PerLanguage[tuple[str, ...]] = PerLanguage((("id", ("Ya", "Tidak")), ("su", ("Muhun", "Henteu"))))
    with app.test_request_context("/?bahasa=su"):
        assert wording(short) == '<span lang="id">Ramah &lt;sekali&gt;?</span>'
        assert wordings(labels) == ["Muhun", "Henteu"]
    with app.test_request_context("/"):
        assert wording(short) == "Ramah &lt;sekali&gt;?"
        assert wordings(labels) == ["Ya", "Tidak"]


@pytest.mark.parametrize(
    ("language", "number", "day", "moment", "quarter", "month"),
    [
        ("id", "1.234,50", "Selasa, 3 November 2026", "3 November 2026, 10.00 WIB", "Triwulan IV 2026", "Mei 2026"),
        ("en", "1,234.50", "Tuesday, 3 November 2026", "3 November 2026, 10:00 WIB", "Quarter IV 2026", "May 2026"),
        ("su", "1.234,50", "Salasa, 3 Nopémber 2026", "3 Nopémber 2026, 10.00 WIB", "Triwulan IV 2026", "Méi 2026"),
        ("jv", "1.234,50", "Selasa, 3 November 2026", "3 November 2026, 10.00 WIB", "Triwulan IV 2026", "Mei 2026"),
    ],
)
def test_numbers_days_and_periods_are_written_as_the_language_writes_them(
    app: Flask, language: str, number: str, day: str, moment: str, quarter: str, month: str
) -> None:
    with app.test_request_context(f"/?bahasa={language}"):
        assert here.tag == language
        assert filters.number(1234.5, 2) == number
        assert filters.day(factories.TODAY, weekday=True) == day
        assert filters.moment(factories.NOW) == moment
        assert (period_label(parse("2026-TW4")), period_label(parse("2026-05"))) == (quarter, month)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_and_second_screen_are_small_in_every_language(citizen: Citizen, language: str) -> None:
    wanted = {"Accept-Encoding": "gzip", "Accept-Language": language}
    assert len(citizen.client.get(f"/T/{citizen.ticket()}", headers=wanted).data) < 6 * 1024
    second = citizen.client.get(citizen.tap(citizen.open(citizen.sign()), 3).location, headers=wanted)
    assert len(second.data) - len(gzip.compress(public_style().encode())) < 4 * 1024


def test_a_page_may_not_be_kept_for_readers_of_another_language(citizen: Citizen) -> None:
    assert "Accept-Language" in citizen.client.get("/hasil").headers["Vary"]
    assert "Accept-Language" not in citizen.client.get("/staf/masuk").headers.get("Vary", "")
