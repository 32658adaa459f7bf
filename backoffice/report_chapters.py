"""The survey report of a unit: chapters I to V and appendices of PermenPANRB 14/2017, written from its facts."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from backoffice import report_drawings
from backoffice.report_appendix import appendix
from backoffice.report_drawings import Value
from backoffice.report_facts import Facts
from backoffice.report_parts import Cell, Chapter, Part, Picture, Section, Signature, SurveyReport, Table, Words
from backoffice.report_words import text, words
from filters import day, number, percent
from models.supplement_figures import SupplementFigure
from surveys.ikm import HIGHEST, LOWEST, ElementFigure, Index, half_up
from surveys.questionnaire import SCALE

EVERY: Final = 25  # lines across the trend of indices


def report(facts: Facts) -> SurveyReport:
    """The whole report."""
    return SurveyReport(
        letterhead=tuple(text(facts, "kop").splitlines()),
        marks=tuple(_marks(facts)),
        title=("Laporan Survei Kepuasan Masyarakat (SKM)", facts.name, facts.period.label),
        chapters=(
            _introduction(facts),
            _collection(facts),
            _results(facts),
            _analysis(facts),
            _end(facts),
            appendix(facts),
        ),
        signature=Signature(*(text(facts, block) for block in ("tempat", "jabatan", "nama", "nip"))),
    )


def _marks(facts: Facts) -> Iterator[str]:
    if facts.is_sample:
        yield "DATA CONTOH — bukan penilaian sungguhan."
    if not facts.is_final:
        until = f" Data sampai rilis {day(facts.figure.released_on)}." if facts.figure.released_on else ""
        yield f"ANGKA SEMENTARA: periode ini belum dikunci.{until}"


def _introduction(facts: Facts) -> Chapter:
    return Chapter(
        "BAB I PENDAHULUAN",
        (
            Section("A. Latar Belakang", (words(facts, "latar_belakang"),)),
            Section("B. Dasar Pelaksanaan SKM", (words(facts, "dasar"),)),
            Section("C. Maksud dan Tujuan", (words(facts, "tujuan"),)),
        ),
    )


def _collection(facts: Facts) -> Chapter:
    services = [Table("Jenis layanan yang disurvei", ("No", "Jenis layanan"), list(enumerate(facts.services, 1)))]
    return Chapter(
        "BAB II PENGUMPULAN DATA SKM",
        (
            Section("A. Pelaksana SKM", (words(facts, "pelaksana"),)),
            Section("B. Metode Pengumpulan Data", (words(facts, "metode"),)),
            Section("C. Lokasi Pengumpulan Data", (words(facts, "lokasi"), *(services if facts.services else ()))),
            Section("D. Waktu Pelaksanaan SKM", (words(facts, "waktu"),)),
            Section("E. Penentuan Jumlah Responden", (words(facts, "responden"), *_sample(facts))),
        ),
    )


def _sample(facts: Facts) -> Iterator[Table]:
    goal = facts.quota
    if goal is None:
        return
    rows: list[tuple[Cell, ...]] = [
        ("Pengguna layanan (populasi)", goal.population),
        ("Sampel minimal", goal.needed),
        ("Responden", goal.respondents),
        ("Tingkat tanggapan", percent(float(facts.figure.response_rate or 0), 1)),
    ]
    if goal.expected_on:
        rows.append(("Perkiraan sampel minimal tercapai", day(goal.expected_on)))
    notes = ("Krejcie dan Morgan (1970), tingkat kepercayaan 95 %, galat 5 %; dasar populasi: periode ini.",)
    yield Table("Populasi dan sampel", ("Keterangan", "Jumlah"), rows, notes=notes)


def _results(facts: Facts) -> Chapter:
    return Chapter(
        "BAB III HASIL PENGOLAHAN DATA SKM",
        (
            Section("A. Jumlah Responden SKM", tuple(_respondents(facts))),
            Section("B. Indeks Kepuasan Masyarakat", tuple(_index(facts))),
            *_supplements(facts),
        ),
    )


def _respondents(facts: Facts) -> Iterator[Part]:
    told = [f"Responden dengan sedikitnya satu unsur terisi: {number(facts.figure.respondents)} orang."]
    if facts.told.late:
        told.append(f"Penilaian yang datang terlambat dan tidak dihitung: {number(facts.told.late)}.")
    if not facts.profile:
        told.append(
            "Profil responden diisi sukarela. Rinciannya terbit setelah periode dikunci, bila tidak ada kelompok yang "
            "terlalu kecil."
        )
    yield Words(tuple(told))
    for field in facts.questionnaire.profile:
        counts = facts.profile.get(field.code, {})
        if counts:
            rows = [(option.text(), counts[option.code]) for option in field.options if option.code in counts]
            total = sum(counts.values())
            yield Table(field.text(), (field.text(), "Jumlah"), rows, [("Jumlah yang dicantumkan", total)])


def _index(facts: Facts) -> Iterator[Part]:
    index = facts.index
    if index is None or index.grade is None:
        yield Words((text(facts, "kesimpulan"),))
        return
    span = index.interval()
    sure = f" Rentang kepercayaan 95 %: {number(span[0], 1)} sampai {number(span[1], 1)}." if span else ""
    told = (
        f"Nilai IKM {number(index.value, 2)}, mutu pelayanan {index.grade.name}, kinerja unit pelayanan "
        f"{index.grade.value.lower()}, dari {number(index.respondents)} responden.{sure}"
    )
    yield Words((told,))
    yield Table(
        "Nilai rata-rata per unsur",
        ("Unsur", "n", "NRR", "Konversi", "Mutu"),
        [
            (facts.element(one.code), one.n, one.nrr_rounded, one.conversion, one.grade.name if one.grade else None)
            for one in index.elements
        ],
        [("IKM unit pelayanan", index.respondents, None, index.value, index.grade.name)],
        ("NRR ditulis dua desimal; IKM dihitung dari nilai tepatnya dan dibulatkan satu kali.",),
    )
    lowest = facts.priorities.elements[0]
    values = [Value(facts.element(one.code), half_up(one.nrr)) for one in _ascending(facts) if one.nrr is not None]
    yield Picture(
        f"{facts.element(lowest.code)} paling rendah: {number(lowest.nrr, 2)} pada skala 1 sampai 4",
        report_drawings.rows(values, SCALE[0], SCALE[-1]),
    )


def _ascending(facts: Facts) -> list[ElementFigure]:
    return sorted(facts.answered, key=lambda one: one.nrr or 0)


def _supplements(facts: Facts) -> Iterator[Section]:
    for letter, found in zip("CDEFGH", facts.supplements, strict=False):
        yield Section(f"{letter}. {found.questionnaire.title()}", (_supplement(found),))


def _supplement(found: SupplementFigure) -> Table:
    scale = found.questionnaire.scale
    return Table(
        f"{found.questionnaire.title()}: rata-rata dan sebaran jawaban, skala {scale[0]} sampai {scale[-1]}",
        ("No", "Pernyataan", "n", "Rata-rata", *(str(value) for value in scale)),
        [(at, item.question.text(), item.n, item.mean, *(item.shares)) for at, item in enumerate(found.items, 1)],
        notes=("Setiap pernyataan berdiri sendiri: tidak dijadikan indeks dan tidak digabung dengan IKM.",),
    )


def _analysis(facts: Facts) -> Chapter:
    return Chapter(
        "BAB IV ANALISIS HASIL SKM",
        (
            Section(
                "A. Analisis Permasalahan/Kelemahan dan Kelebihan Unsur Layanan",
                (words(facts, "kelemahan"), words(facts, "kelebihan")),
            ),
            Section("B. Rencana Tindak Lanjut", (words(facts, "rencana"), *_steps(facts))),
            Section("C. Tren Nilai SKM", (words(facts, "tren"), *_trend(facts))),
        ),
    )


def _steps(facts: Facts) -> Iterator[Table]:
    if facts.plan.steps:
        rows = [
            (
                at,
                facts.element(step.element) or step.theme or "Lainnya",
                step.programme,
                step.time.label,
                step.responsible,
            )
            for at, step in enumerate(facts.plan.steps, 1)
        ]
        head = ("No", "Prioritas unsur", "Program/kegiatan", "Waktu", "Penanggung jawab")
        yield Table("Rencana tindak lanjut", head, rows)


def _trend(facts: Facts) -> Iterator[Part]:
    if not facts.trend:
        return
    rows = [
        (step.label, index.respondents, index.value, index.grade.name if index.grade else None, *_span(index))
        for step, index in facts.trend
    ]
    yield Table("Nilai SKM per periode", ("Periode", "n", "IKM", "Mutu", "Batas bawah", "Batas atas"), rows)
    if len(facts.trend) > 1:
        values = [Value(step.code, index.value or Decimal(0), index.interval()) for step, index in facts.trend]
        finding = f"{len(values)} periode, dari {number(values[0].value, 2)} menjadi {number(values[-1].value, 2)}"
        yield Picture(finding, report_drawings.steps(values, LOWEST, HIGHEST, EVERY))


def _span(index: Index) -> tuple[Cell, Cell]:
    span = index.interval()
    return (number(span[0], 1), number(span[1], 1)) if span else (None, None)


def _end(facts: Facts) -> Chapter:
    return Chapter("BAB V KESIMPULAN", (Section("", (words(facts, "kesimpulan"),)),))
