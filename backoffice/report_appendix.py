"""The appendices of the survey report: questionnaire, processing, documentation, and what came of the last plan."""

from collections.abc import Iterator, Sequence
from typing import Final

from backoffice.report_facts import Facts
from backoffice.report_parts import Cell, Chapter, Part, Section, Table, Words
from backoffice.report_words import text, words
from filters import number
from models.follow_ups import FollowUp

DONE: Final = {True: "Sudah", False: "Belum"}
GRADES: Final = (
    ("1,00 – 2,5996", "25,00 – 64,99", "D", "Tidak baik"),
    ("2,60 – 3,064", "65,00 – 76,60", "C", "Kurang baik"),
    ("3,0644 – 3,532", "76,61 – 88,30", "B", "Baik"),
    ("3,5324 – 4,00", "88,31 – 100,00", "A", "Sangat baik"),
)


def appendix(facts: Facts) -> Chapter:
    """LAMPIRAN."""
    return Chapter(
        "LAMPIRAN",
        (
            Section("1. Kuesioner", (_questions(facts),)),
            Section("2. Hasil Pengolahan Data", tuple(_processing(facts))),
            Section("3. Dokumentasi", (words(facts, "dokumentasi"),)),
            Section("4. Laporan Tindak Lanjut Periode Sebelumnya", tuple(_followed_up(facts))),
        ),
    )


def _questions(facts: Facts) -> Table:
    asked = facts.questionnaire
    return Table(
        f"{asked.title()} ({asked.code})",
        ("Unsur", "Pertanyaan", "1", "2", "3", "4"),
        [(question.element, question.text(), *question.labels()) for question in asked.questions],
        notes=(f"Sumber: {asked.source}.",),
    )


def _processing(facts: Facts) -> Iterator[Part]:
    index = facts.index
    if index is None:
        yield Words((text(facts, "kesimpulan"),))
        return
    codes = [one.code for one in index.elements]
    weighted = [one.weighted_rounded for one in index.elements]
    again = (
        f"IKM unit pelayanan: {number(index.value, 2)} = 25 × rata-rata NRR tepat kesembilan unsur.",
        "Jumlah di atas cukup untuk menghitung ulang IKM.",
    )
    yield Table(
        "Pengolahan data SKM per unsur pelayanan",
        ("", *codes),
        [
            ("Jumlah jawaban", *(one.n for one in index.elements)),
            ("Jumlah nilai/unsur", *(one.total for one in index.elements)),
            ("NRR/unsur", *(one.nrr_rounded for one in index.elements)),
            ("NRR tertimbang/unsur", *weighted),
        ],
        notes=(
            *(again if index.value is not None else ()),
            "Jawaban per responden tidak dicantumkan, agar tidak ada penilaian yang dapat ditelusuri ke orangnya.",
        ),
    )
    yield Table(
        "Mutu pelayanan menurut PermenPANRB 14/2017", ("Nilai interval", "Nilai konversi", "Mutu", "Kinerja"), GRADES
    )


def _followed_up(facts: Facts) -> Iterator[Part]:
    last = facts.last
    if last is None or not last.steps:
        yield Words(("Belum ada rencana tindak lanjut periode sebelumnya.",))
        return
    yield Words(
        (f"Tindak lanjut {last.period.label}: {len(last.done)} dari {len(last.steps)} kegiatan, {last.closing} %.",)
    )
    head = (
        "No",
        "Rencana tindak lanjut",
        "Ditindaklanjuti",
        "Deskripsi tindak lanjut",
        "Dokumentasi kegiatan",
        "Tantangan/hambatan",
    )
    yield Table("Laporan tindak lanjut", head, [_done(at, step) for at, step in enumerate(last.steps, 1)])
    if last.unfinished:
        head = (
            "No",
            "Rencana tindak lanjut",
            "Strategi penyelesaian",
            "Target waktu",
            "Penanggung jawab",
            "Stakeholder terkait",
        )
        yield Table("Rencana tindak lanjut yang belum selesai", head, _unfinished(last.unfinished))


def _done(at: int, step: FollowUp) -> tuple[Cell, ...]:
    return (at, step.programme, DONE[step.is_done], step.outcome, step.evidence, step.obstacles)


def _unfinished(steps: Sequence[FollowUp]) -> list[tuple[Cell, ...]]:
    return [
        (
            at,
            step.programme,
            step.strategy,
            step.time.label,
            step.new_responsible or step.responsible,
            step.stakeholders,
        )
        for at, step in enumerate(steps, 1)
    ]
