"""The citizen's pages for everybody: by keyboard, enlarged, in colours of one's own, by ear, on an old phone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, ViewportSize, expect

from tests.browser.conftest import Server
from tests.public.citizen import COUNTER, Citizen

OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
RING = "one => [getComputedStyle(one).outlineStyle, parseFloat(getComputedStyle(one).outlineWidth)]"
NAME = "one => ((one.labels && one.labels[0]) || one).textContent.trim()"
MARK = """label => {
  const {content, borderTopWidth} = getComputedStyle(label.querySelector("span"), "::before");
  return [content, borderTopWidth];
}"""
SPACING = """
*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important} p{margin-bottom:2em!important}
"""

# Links inside a sentence may be as high as its line; everything else is a target of its own.
SMALL = """() => Array.from(document.querySelectorAll(
    "a, button, select, textarea, summary, label.option, input[type=text]"
  )).filter((one) => one.offsetParent).filter((one) => {
    const around = one.parentElement;
    const isInSentence = one.matches("p > a") && getComputedStyle(one).display === "inline"
      && around.textContent.trim() !== one.textContent.trim();
    return one.getBoundingClientRect().height < (isInSentence ? 24 : 47.9);
  }).map((one) => one.outerHTML.slice(0, 90) + " " + one.getBoundingClientRect().height)"""

MOVING = """() => Array.from(document.querySelectorAll("*")).filter((one) => {
    const style = getComputedStyle(one);
    return style.animationName !== "none" || style.transitionDuration !== "0s" || style.scrollBehavior !== "auto";
  }).map((one) => one.tagName)"""

SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
CUT_OFF = """() => Array.from(document.querySelectorAll("main *, header *, footer *")).filter((one) =>
    getComputedStyle(one).overflow === "hidden"
    && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
  ).map((one) => one.outerHTML.slice(0, 90))"""


@pytest.fixture
def citizen(server: Server) -> Citizen:
    return Citizen(server.app)


@pytest.fixture
def addresses(server: Server, citizen: Citizen) -> list[str]:
    """Every kind of page that an address leads to."""
    code = citizen.sign(COUNTER)
    second = citizen.tap(citizen.open(code), 3).location
    known = (
        "/ /?kode=X /tanda-terima?kode=X /privasi /pengaduan /pengaduan/lacak /hasil /hasil/dukcapil /data-terbuka /B"
        " /anjungan/pasang /aksesibilitas"
    )
    strange = ["/L/XXXX", "/tidak/ada"]
    coded = [f"/{page}/{code}" for page in ("L", "loket", "luring")]
    begun = [second.replace("lanjut", page) for page in ("lanjut", "ubah", "terima-kasih")]
    return [server.url + path for path in (*known.split(), *strange, *coded, *begun)]


def opened(context: BrowserContext, addresses: list[str]) -> Iterator[Page]:
    page = context.new_page()
    for address in addresses:
        page.goto(address)
        yield page


def test_everything_to_press_is_48_pixels_high_and_nothing_moves(browser: Browser, addresses: list[str]) -> None:
    found = {}
    with browser.new_context(viewport=ViewportSize(width=320, height=640)) as context:
        for page in opened(context, addresses):
            page.evaluate(OPEN_ALL)
            found[page.url] = page.evaluate(SMALL) + page.evaluate(MOVING)
    assert {url: wrong for url, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(("width", "height", "scale"), [(640, 400, 2), (320, 200, 4), (640, 320, 1)])
def test_no_page_is_lost_enlarged_twice_or_four_times_or_with_wide_letters(
    browser: Browser, addresses: list[str], width: int, height: int, scale: int
) -> None:
    viewport = ViewportSize(width=width, height=height)
    with browser.new_context(viewport=viewport, device_scale_factor=scale, bypass_csp=True) as context:
        for page in opened(context, addresses):
            page.evaluate(OPEN_ALL)
            assert page.evaluate(SIDEWAYS) <= 0, page.url
            page.add_style_tag(content=SPACING)
            assert page.evaluate(SIDEWAYS) <= 0, page.url
            assert page.evaluate(CUT_OFF) == [], page.url


def step_to(page: Page, name: str) -> list[str]:
    """Press Tab until what has this text has the focus; what was passed. Each stop shows where it is."""
    passed: list[str] = []
    for _stop in range(80):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        style, width = focused.evaluate(RING)
        assert style != "none"
        assert width >= 2
        passed.append(focused.evaluate(NAME))
        if passed[-1].startswith(name):
            return passed
    raise AssertionError(f"{name} is out of reach: {passed}")


def test_the_whole_journey_goes_by_keyboard_alone(page: Page, server: Server, citizen: Citizen) -> None:
    page.goto(f"{server.url}/T/{citizen.ticket()}")
    passed = step_to(page, "Sangat puas")
    assert passed[-5:] == ["Bukan loket ini?", "Tidak puas", "Kurang puas", "Puas", "Sangat puas"]
    page.keyboard.press("Enter")
    page.locator("#rincian").wait_for()
    step_to(page, "Tidak sesuai")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    step_to(page, "Ada yang ingin Anda sampaikan?")
    page.keyboard.type("Antreannya tertib.")
    step_to(page, "Sedikit tentang Anda")
    page.keyboard.press("Enter")
    step_to(page, "Laki-laki")
    step_to(page, "Kirim")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Terima kasih")
    [stored] = citizen.inbox()
    assert (stored.opening, stored.answers, stored.comment) == (4, {"U1": 2}, "Antreannya tertib.")


def test_a_screen_reader_hears_the_place_then_the_question_then_the_faces_by_name(
    page: Page, server: Server, citizen: Citizen
) -> None:
    page.goto(f"{server.url}/T/{citizen.ticket()}")
    heard = page.locator("main").aria_snapshot()
    faces = [f'button "{label}"' for label in ("Tidak puas", "Kurang puas", "Puas", "Sangat puas")]
    before = ["Anda menilai:", "Dinas Kependudukan", "Loket 1", "Bukan loket ini?", "heading", "Bagaimana layanan"]
    order = [*before, *faces, "Nama, NIK"]
    places = [heard.find(words) for words in order]
    assert -1 not in places, heard
    assert places == sorted(places), heard
    assert "img" not in heard


def test_a_screen_reader_hears_each_question_as_a_group_of_named_answers(
    page: Page, server: Server, citizen: Citizen
) -> None:
    page.goto(server.url + citizen.tap(citizen.open(citizen.sign()), 3).location)
    page.locator("#rincian details").last.evaluate("details => details.open = true")
    assert page.locator("fieldset").count() == 13
    for group in page.locator("fieldset").all():
        heard = group.aria_snapshot()
        name = group.locator("legend").inner_text()
        assert heard.startswith(f'- group "{name}"'), heard
        assert heard.count('radio "') >= 3, heard
    assert 'textbox "Ada yang ingin Anda sampaikan? (boleh kosong)"' in page.locator("form").aria_snapshot()
    assert 'status:\n  - heading "Penilaian Anda sudah tersimpan."' in page.locator(".saved").aria_snapshot()


def test_in_colours_of_ones_own_a_chosen_answer_is_still_marked(
    browser: Browser, server: Server, citizen: Citizen
) -> None:
    with browser.new_context(forced_colors="active") as context:
        page = context.new_page()
        page.goto(server.url + citizen.tap(citizen.open(citizen.sign()), 3).location)
        group = page.get_by_role("group", name="Biayanya wajar?")
        group.get_by_label("Gratis").check()
        marks = {label.inner_text().strip(): label.evaluate(MARK) for label in group.locator("label").all()}
        assert marks.pop("Gratis") == ['""', "3px"]
        assert {content for content, _width in marks.values()} == {"none"}
        for button in page.locator("button.button").all():
            assert button.evaluate("one => getComputedStyle(one).borderTopWidth") == "2px"


VOICES = """
window.said = [];
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
Object.defineProperty(window, "speechSynthesis", {value: {
  getVoices: () => [{lang: "LANGUAGE"}], speak: (part) => said.push(part.text), cancel: () => { said.push("-"); },
}});"""


@pytest.mark.parametrize(("language", "is_offered"), [("in_ID", True), ("id-ID", True), ("en-US", False)])
def test_the_page_is_read_aloud_only_where_the_phone_has_a_voice_for_its_language(
    page: Page, server: Server, citizen: Citizen, language: str, *, is_offered: bool
) -> None:
    page.add_init_script(VOICES.replace("LANGUAGE", language))
    page.goto(f"{server.url}/T/{citizen.ticket()}")
    button = page.get_by_role("button", name="Bacakan")
    expect(button).to_have_count(int(is_offered))
    if is_offered:
        button.click()
        said = page.evaluate("said")
        assert (
            said.index("Bagaimana layanan yang baru Anda terima?")
            < said.index("Tidak puas")
            < said.index("Sangat puas")
        )
        assert "Berhenti membaca" not in said
        page.get_by_role("button", name="Berhenti membaca").click()
        expect(button).to_be_visible()
    assert citizen.inbox() == []


NOT_KNOWN_IN_2016 = re.compile(
    r"display:grid|(?:grid-template-columns|grid-gap|gap|text-wrap|accent-color|scroll-margin-top):[^;}]*"
    r"|overflow-wrap:anywhere|:focus-visible\{[^}]*}"
)


def without_newer_css(route: Route) -> None:
    """The page as an engine of 2016 reads it: what it does not know is not there."""
    answer = route.fetch()
    route.fulfill(response=answer, body=NOT_KNOWN_IN_2016.sub("", answer.text()))


def test_on_a_phone_of_ten_years_ago_the_pages_keep_their_shape(
    browser: Browser, server: Server, addresses: list[str]
) -> None:
    viewport = ViewportSize(width=320, height=640)
    with browser.new_context(viewport=viewport, bypass_csp=True, java_script_enabled=False) as context:
        context.route(lambda url: "/static/" not in url, without_newer_css)
        for page in opened(context, addresses):
            edges = page.locator("main > *:visible").evaluate_all(
                "all => all.map((one) => one.getBoundingClientRect().x)"
            )
            assert min(edges) >= 11, page.url
            assert page.evaluate(SIDEWAYS) <= 0, page.url
            boxes = [face.bounding_box() for face in page.locator("button.face").all()]
            assert all(box and box["width"] >= 120 and box["height"] >= 96 for box in boxes), page.url
            assert len({box["x"] for box in boxes if box}) in {0, 2}, page.url
