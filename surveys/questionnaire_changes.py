"""What a new questionnaire would change, in words: before it is published, and for whoever has to decide on it."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from surveys.questionnaire import POOLED, Questionnaire

INDEXED: Final = "skm"
LONGEST_CODE, LONGEST_FAMILY, MOST_FIELDS = 40, 8, 50
TAKEN_FAMILIES: Final = frozenset({"unit", "officer", "team", "own"})  # names of other streams of released answers
_QUESTION_CODE: Final = r"[A-Z][A-Z0-9_]{0,7}"


def problems(found: Questionnaire, published: Sequence[Questionnaire]) -> list[str]:
    """Why a questionnaire cannot be published beside the published ones; nothing when it can."""
    return [*_naming(found, published), *_family(found, published)]


def changes(before: Questionnaire, after: Questionnaire) -> list[str]:
    """What is asked otherwise, question by question; nothing where every word is the same."""
    return [*_whole(before, after), *_questions(before, after), *_profile(before, after)]


def consequences(before: Questionnaire | None, after: Questionnaire) -> list[str]:
    """What publishing does to the figures."""
    if after.is_supplement:
        return ["Tiap versi ditampilkan sendiri: jawaban lama tidak dijumlahkan dengan jawaban baru."] if before else []
    told = ["IKM tetap dihitung dari unsur yang sama. Grafik tren diberi garis “formulir baru” mulai versi ini."]
    several = [code for code, n in _questions_per_element(after).items() if n > 1]
    if several:
        told.append(f"Unsur {', '.join(several)} ditanya lebih dari sekali: semua jawabannya digabung.")
    personal = [element.code for element in after.elements if element.about == "person"]
    if len(personal) != 2 or set(personal) & set(several):
        told.append(
            "Komponen petugas memerlukan tepat satu pertanyaan untuk tiap unsur tentang petugas. Dengan versi ini"
            " petugas tidak mendapat angka."
        )
    return told


def _naming(found: Questionnaire, published: Sequence[Questionnaire]) -> Iterator[str]:
    if any(known.code == found.code for known in published):
        yield f"Kode {found.code} sudah terbit. Yang sudah terbit tidak pernah diubah; beri kode baru."
    if len(found.code) > LONGEST_CODE:
        yield f"Kode {found.code} terlalu panjang: paling banyak {LONGEST_CODE} huruf."
    for question in found.questions:
        if not re.fullmatch(_QUESTION_CODE, question.code):
            yield f"Kode pertanyaan {question.code} harus huruf besar dan angka, paling banyak delapan, misalnya U1."
    if len(found.questions) + len(found.profile) > MOST_FIELDS:
        yield f"Terlalu banyak pertanyaan: paling banyak {MOST_FIELDS} bersama pertanyaan tentang responden."


def _family(found: Questionnaire, published: Sequence[Questionnaire]) -> Iterator[str]:
    family = found.family
    if len(family) > LONGEST_FAMILY or family in TAKEN_FAMILIES:
        yield f"Nama rumpun {family} tidak dapat dipakai. Pilih yang lain, paling banyak {LONGEST_FAMILY} huruf."
    if found.is_supplement and family == INDEXED:
        yield f"Kuesioner rumpun {INDEXED} memerlukan pertanyaan pembuka ([opening])."
    if found.is_supplement:
        return
    if family != INDEXED:
        yield f"Kuesioner dengan pertanyaan pembuka harus rumpun {INDEXED}. Yang lain mengikutinya, tanpa pembuka."
    known = [one for one in published if one.family == family]
    if known and known[-1].element_codes != found.element_codes:
        yield f"Unsurnya harus sama dan berurutan sama: {', '.join(known[-1].element_codes)}."
    if found.aggregation != POOLED:
        yield "IKM di sini menggabungkan semua jawaban satu unsur. Hapus aggregation, atau tulis pooled."


def _whole(before: Questionnaire, after: Questionnaire) -> Iterator[str]:
    if before.title() != after.title():
        yield f"Judul: “{before.title()}” menjadi “{after.title()}”."
    if before.tap and after.tap and before.tap != after.tap:
        yield f"Pertanyaan pembuka: “{before.tap.text()}” menjadi “{after.tap.text()}”, atau labelnya lain."
    if before.scale != after.scale:
        yield f"Skala: 1 sampai {before.scale[-1]} menjadi 1 sampai {after.scale[-1]}."
    if before.comment != after.comment:
        yield "Ajakan menulis pesan berubah."
    if [code for code in _order(before) if code in _order(after)] != [
        code for code in _order(after) if code in _order(before)
    ]:
        yield f"Urutan bertanya: {', '.join(_order(after))}."


def _questions(before: Questionnaire, after: Questionnaire) -> Iterator[str]:
    old, new = ({question.code: question for question in one.questions} for one in (before, after))
    yield from (f"Dihapus: {code} “{question.text()}”" for code, question in old.items() if code not in new)
    for code, question in new.items():
        if code not in old:
            about = f" (unsur {question.element})" if question.element != code else ""
            yield f"Ditambah: {code}{about} “{question.text()}”"
            continue
        known = old[code]
        if known.element != question.element:
            yield f"{code} pindah dari unsur {known.element} ke unsur {question.element}."
        if known.text() != question.text():
            yield f"{code} dibunyikan lain: “{known.text()}” menjadi “{question.text()}”"
        elif known.short() != question.short():
            yield f"{code} diringkas lain: “{known.short()}” menjadi “{question.short()}”"
        if known.labels() != question.labels():
            yield f"{code} dijawab lain: {' / '.join(known.labels())} menjadi {' / '.join(question.labels())}."


def _profile(before: Questionnaire, after: Questionnaire) -> Iterator[str]:
    old, new = ({field.code: field for field in one.profile} for one in (before, after))
    yield from (f"Tidak lagi ditanya: {field.text()}." for code, field in old.items() if code not in new)
    yield from (f"Ditanya juga: {field.text()}." for code, field in new.items() if code not in old)
    yield from (f"Pilihan {field.text()} berubah." for code, field in new.items() if code in old and old[code] != field)


def _order(found: Questionnaire) -> list[str]:
    return [question.code for question in found.questions]


def _questions_per_element(found: Questionnaire) -> dict[str, int]:
    elements = [question.element for question in found.questions]
    return {code: elements.count(code) for code in found.element_codes}
