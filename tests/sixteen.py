"""A form of sixteen questions about the nine elements; no official text is at hand, so its questions are made up."""

from surveys.questionnaire import Questionnaire, read

PER_ELEMENT = (2, 3, 1, 3, 1, 1, 3, 1, 1)
ELEMENTS = tuple(f"U{number}" for number in range(1, 10))
PAIRS = [(f"{e}_{q}", e) for e, n in zip(ELEMENTS, PER_ELEMENT, strict=True) for q in range(1, n + 1)]


def written(pairs: list[tuple[str, str]], aggregation: str = "") -> str:
    """A questionnaire file of these questions, each with its element."""
    head = 'code = "contoh-2026"\nfamily = "skm"\nsource = "contoh"\ntitle.id = "Contoh"\n'
    head += f'aggregation = "{aggregation}"\n' if aggregation else ""
    head += 'labels.id = ["Buruk", "Cukup", "Baik", "Sangat baik"]\n[opening]\ntext.id = "Bagaimana?"\n'
    head += 'labels.id = ["Tidak puas", "Kurang puas", "Puas", "Sangat puas"]\n'
    for element in dict.fromkeys(element for _, element in pairs):
        about = "person" if element in {"U6", "U7"} else "unit"
        head += f'[[element]]\ncode = "{element}"\nabout = "{about}"\nname.id = "{element}"\ndefinition.id = "x"\n'
    for position, (code, element) in enumerate(pairs, 1):
        head += f'[[question]]\ncode = "{code}"\nelement = "{element}"\nposition = {position}\n'
        head += f'short.id = "{code}?"\ntext.id = "Bagaimana {code}?"\n'
    return head


def sixteen(aggregation: str = "") -> Questionnaire:
    return read(written(PAIRS, aggregation).encode(), "contoh-2026.toml")
