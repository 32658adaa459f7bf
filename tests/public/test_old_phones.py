"""What a phone of ten years ago does not know: scripts keep to ES2017, and no page's layout leans on newer CSS."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted((ROOT / "static").glob("*.js"))
TEMPLATES = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "templates" / "public").glob("*.html")))
STYLES = [
    ROOT / "static" / name for name in ["public.css", *sorted(set(re.findall(r"static_url\(.(\w+\.css)", TEMPLATES)))]
]

# Comments, texts and regular expressions; a division has a space behind it here.
NO_CODE = re.compile(
    r"//[^\n]*|/\*.*?\*/"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'(?:\\.|[^'\\\n])*'"
    r"|(?<=[(,=:\[!&|?{};\s])/(?![*/ ])(?P<pattern>(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n\[])+)/(?P<flags>[a-z]*)",
    re.DOTALL,
)
TEN_YEARS_ON = {
    "optional chaining": r"\?\.(?!\d)",
    "?? and its kin": r"\?\?|(?:\|\||&&)=",
    "catch without a name": r"\bcatch\s*\{",
    "asynchronous iteration": r"\bfor\s+await\b|\basync\s*(?:function\s*)?\*",
    "private names": r"#[A-Za-z_]",
    "large or grouped numbers": r"\b\d+(?:_\d+)+|\b\d+n\b",
    "modules": r"\b(?:import|export)\b",
    "template strings, whose code this test would not see": "`",
    "classes, whose fields this test would not see": r"\bclass\s+\w",
    # A worker asks for its pages by a `matchAll` without an argument.
    "newer methods": r"\.(?:finally|flat|flatMap|replaceAll|trimStart|trimEnd|allSettled|fromEntries|hasOwn"
    r"|findLast|findLastIndex|toSorted|toReversed|at)\(|\.matchAll\((?!\))",
    "newer globals": r"\b(?:globalThis|BigInt|WeakRef|structuredClone|queueMicrotask)\b",
}
NEWER_SELECTORS = re.compile(r":(?:has|is|where)\(|:not\([^)]*,|&|@(?:layer|container|supports|property)")
NEWER_VALUES = re.compile(r"\b(?:max|min|clamp|color-mix|oklch|lab)\(|\b(?:padding|margin)-(?:inline|block)\b|\binset\b"
                          r"|\baspect-ratio\b|\d[dsl]v[hw]\b|\dcq[wh]\b")  # fmt: skip


def newer_script(code: str) -> list[str]:
    """What in a script came after ES2017."""
    found = [match for match in NO_CODE.finditer(code) if match["pattern"]]
    newer = ["regular expressions"] * any(
        "(?<" in match["pattern"] or set("sdv") & set(match["flags"]) for match in found
    )
    bare = NO_CODE.sub(lambda match: '""' if match[0][0] != "/" or match["pattern"] else " ", code)
    return (
        newer
        + ["object spread"] * _spreads(bare)
        + [name for name, way in TEN_YEARS_ON.items() if re.search(way, bare)]
    )


def _spreads(bare: str) -> bool:
    """Whether three dots stand directly in braces: in brackets and in parentheses they are of ES2015."""
    opened: list[str] = []
    for token in re.findall(r"\.\.\.|[(\[{}\])]", bare):
        if token == "...":
            if opened[-1:] == ["{"]:
                return True
        elif token in "([{":
            opened.append(token)
        else:
            opened.pop()
    return False


def newer_style(css: str) -> list[str]:
    """What in a stylesheet a phone of ten years ago would drop, and with it room, order or a mark."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    rules = re.findall(r"([^{}]*)\{([^{}]*)\}", css)
    newer = NEWER_SELECTORS.findall(css) + [found for _names, body in rules for found in NEWER_VALUES.findall(body)]
    return newer + [names for names, body in rules if re.search(r"(?<!-)\bgap:", body) and "display:grid" not in body]


def test_no_script_of_the_citizen_goes_beyond_es2017() -> None:
    assert len(SCRIPTS) >= 4
    assert {path.name: newer for path in SCRIPTS if (newer := newer_script(path.read_text(encoding="utf-8")))} == {}


def test_no_stylesheet_of_the_citizen_leans_on_newer_css() -> None:
    assert len(STYLES) >= 3
    assert {path.name: newer for path in STYLES if (newer := newer_style(path.read_text(encoding="utf-8")))} == {}


@pytest.mark.parametrize(
    "code",
    ["a?.b", "a ?? b", "a ||= b", "try {} catch {}", "for await (const a of b) {}", "const a = {...b};", "f({a, ...b})",
     "const {a, ...b} = c;", "1_000", "5n", "import(a)", "`a`", "class A {}", "a.at(-1)", "a.finally(b)",
     "x = /(?<=a)b/;", "x = /a/s;", "this.#a"],
)  # fmt: skip
def test_newer_code_is_noticed(code: str) -> None:
    assert newer_script(code)


@pytest.mark.parametrize(
    "code",
    ["f(...a)", "[...a, ...b]", "(...a) => { f(a); }", "async () => { await a; }", "a ? .5 : b", '"a?.b"', "// a ?? b",
     "a ** b", "x = /a?.b/.test(c);", "try {} catch (a) {}", "Object.entries(a)", "a / b / c"],
)  # fmt: skip
def test_code_of_2017_passes(code: str) -> None:
    assert newer_script(code) == []


@pytest.mark.parametrize(
    "css",
    ["a:has(b){}", "a{padding-inline:1px}", "a{width:max(1px,2px)}", "a{display:flex;gap:8px}", "a{inset:0}",
     "a{height:1dvh}"],
)  # fmt: skip
def test_newer_css_is_noticed(css: str) -> None:
    assert newer_style(css)
