"""The detectors over a finished quarter, against hand-computed tails."""

import math
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pytest
from scipy import stats

from surveys.detectors_of_quarter import Cell, Found, Subject, of_quarter
from surveys.screening import Detector, Stream

FIRST, LAST = date(2026, 10, 1), date(2026, 12, 31)
MONDAY = date(2026, 10, 5)
AYU, BUDI, TEAM = Subject(1, 11), Subject(1, 12), Subject(1, 0)
SIGMA2 = 0.30


def cell(subject: Subject, code: str, forms: int, hist: Sequence[int] | None = None, day: date = MONDAY) -> Cell:
    return Cell(subject, day, code, forms, hist or [0] * 7)


def found(cells: Sequence[Cell], detector: Detector, alpha: float = 1e-3) -> list[Found]:
    return [each for each in of_quarter(cells, FIRST, LAST, alpha, SIGMA2) if each.finding.detector is detector]


def test_an_officer_with_few_tickets_in_a_unit_with_many_is_asked_about() -> None:
    cells = [cell(AYU, "T", 2), cell(AYU, "D1", 38), cell(BUDI, "T", 158), cell(BUDI, "D1", 2)]
    ((subject, first, last, finding),) = found(cells, Detector.TICKET_SHARE)
    assert (subject, first, last) == (AYU, FIRST, LAST)
    assert (finding.stream, finding.count) == (Stream.UNVERIFIED, 38)
    assert finding.p == pytest.approx(stats.betabinom.cdf(2, 40, 30 * 0.8, 30 * 0.2), rel=1e-10)


def test_nine_ratings_are_too_few_to_speak_of_a_share() -> None:
    cells = [cell(AYU, "D1", 9), cell(BUDI, "T", 400)]
    assert found(cells, Detector.TICKET_SHARE) == []
    assert found([*cells, cell(AYU, "D1", 1)], Detector.TICKET_SHARE) != []


def test_a_unit_with_tickets_only_or_without_any_has_no_unusual_share() -> None:
    for code in ("T", "D1"):
        assert found([cell(AYU, code, 50), cell(BUDI, code, 50)], Detector.TICKET_SHARE) == []


def test_imports_and_the_staffs_own_devices_are_left_out() -> None:
    cells = [cell(AYU, "T", 20), cell(BUDI, "T", 20)]
    more = [cell(AYU, "AI", 500), cell(AYU, "XS", 500)]
    assert of_quarter([*cells, *more], FIRST, LAST, 1e-3, SIGMA2) == of_quarter(cells, FIRST, LAST, 1e-3, SIGMA2)


@pytest.mark.parametrize(("code", "stream"), [("TF", Stream.VERIFIED), ("XF", Stream.UNVERIFIED)])
def test_many_forms_in_under_nine_seconds_are_told_by_stream(code: str, stream: Stream) -> None:
    ((_, _, _, finding),) = found([cell(AYU, code, 6), cell(AYU, "T", 30)], Detector.FAST)
    assert (finding.stream, finding.count) == (stream, 6)
    assert finding.p == pytest.approx(stats.binom.sf(5, 36, 0.03), rel=1e-10)
    assert found([cell(AYU, code, 3), cell(AYU, "T", 3)], Detector.FAST) == []
    assert found([cell(AYU, code, 4), cell(AYU, "T", 96)], Detector.FAST) == []


def test_forms_at_night_are_compared_with_all_of_the_officers_and_those_of_the_team_with_the_units() -> None:
    ((subject, _, _, finding),) = found([cell(AYU, "XH", 5), cell(AYU, "T", 20)], Detector.OFF_HOURS)
    assert (subject, finding.stream, finding.count) == (AYU, Stream.UNVERIFIED, 5)
    assert finding.p == pytest.approx(stats.binom.sf(4, 25, 0.02), rel=1e-10)
    # Nobody is on the roster at night, so those forms are the team's: five of five hundred are not many.
    assert found([cell(TEAM, "XH", 5), cell(AYU, "T", 495)], Detector.OFF_HOURS) == []


def test_two_streams_that_disagree_are_told_and_the_number_of_ratings_says_nothing_of_the_answers() -> None:
    good, bad = [0, 0, 0, 0, 2, 8, 20], [10, 6, 0, 0, 0, 0, 0]
    cells = [cell(AYU, "T", 30, good), cell(AYU, "D1", 16, bad)]
    ((_, _, _, finding),) = found(cells, Detector.TWO_STREAMS)
    assert (finding.stream, finding.count) == (Stream.UNVERIFIED, 16)
    values = np.arange(2, 9) / 2
    squares = [np.repeat(values, hist) for hist in (good, bad)]
    sigma2 = float(sum(ratings.var() * len(ratings) for ratings in squares)) / (46 - 2)
    z = float(squares[1].mean() - squares[0].mean()) / math.sqrt(sigma2 / 16 + sigma2 / 30 + 0.0025)
    assert finding.p == pytest.approx(2 * stats.norm.sf(abs(z)), rel=1e-8)


def test_four_ratings_of_a_stream_are_too_few_and_what_weighs_nothing_is_not_compared() -> None:
    good = cell(AYU, "T", 30, [0, 0, 0, 0, 2, 8, 20])
    assert found([good, cell(AYU, "D1", 4, [4, 0, 0, 0, 0, 0, 0])], Detector.TWO_STREAMS) == []
    assert found([good, cell(AYU, "XF", 40, [40, 0, 0, 0, 0, 0, 0])], Detector.TWO_STREAMS) == []


def weeks(hists: Sequence[Sequence[int]], subject: Subject = AYU) -> list[Cell]:
    return [
        cell(subject, "T", sum(hist), hist, MONDAY + timedelta(days=7 * number)) for number, hist in enumerate(hists)
    ]


def test_a_week_of_nothing_but_fours_surprises_where_fours_are_rare() -> None:
    usual, praised = [0, 0, 1, 2, 10, 2, 1], [0, 0, 0, 0, 0, 0, 14]
    cells = weeks([usual] * 6 + [praised]) + weeks([usual] * 20, BUDI)
    ((subject, first, last, finding),) = found(cells, Detector.SURPRISE)
    assert (subject, first, last) == (AYU, MONDAY + timedelta(days=42), MONDAY + timedelta(days=48))
    assert finding.count == 14
    m = (6 + 14 + 20) / (26 * 16 + 14)
    shares, sizes = [20 / 110, 20 / 320], [110, 320]
    spread = float(np.var(shares) - np.mean([m * (1 - m) / n for n in sizes]))
    weight = m * (1 - m) / max(1e-4, spread) - 1
    expected = stats.betabinom.sf(13, 14, weight * m + 6, weight * (1 - m) + 90)
    assert finding.p == pytest.approx(expected, rel=1e-9)


def test_a_week_with_four_low_ratings_surprises_where_there_were_none() -> None:
    usual, bad = [0, 0, 0, 2, 10, 2, 2], [4, 1, 0, 0, 0, 0, 0]
    cells = weeks([usual] * 8 + [bad]) + weeks([usual] * 40, BUDI)
    ((_, _, _, finding),) = found(cells, Detector.SURPRISE)
    m = 5 / (48 * 16 + 5)
    expected = stats.betabinom.sf(4, 5, 6 * m, 6 * (1 - m) + 128)
    assert finding.count == 5
    assert finding.p == pytest.approx(expected, rel=1e-9)
    three = weeks([usual] * 8 + [[3, 0, 0, 0, 0, 0, 0]]) + weeks([usual] * 40, BUDI)
    assert found(three, Detector.SURPRISE) == []


def test_a_week_at_the_edge_of_the_quarter_ends_with_it() -> None:
    usual, praised = [0, 0, 1, 2, 10, 2, 1], [0, 0, 0, 0, 0, 0, 14]
    cells = [cell(AYU, "T", 14, praised, FIRST), *weeks([usual] * 12), *weeks([usual] * 12, BUDI)]
    ((_, first, last, _),) = found(cells, Detector.SURPRISE)
    assert (first, last) == (FIRST, date(2026, 10, 4))


def test_a_quarter_without_ratings_or_a_level_of_nothing_shows_nothing() -> None:
    assert of_quarter([], FIRST, LAST, 1e-3, SIGMA2) == []
    assert of_quarter([cell(AYU, "XF", 50)], FIRST, LAST, 0.0, SIGMA2) == []


def test_honest_quarters_are_rarely_flagged() -> None:
    """300 officers who differ, 78 % tickets, some fast and late forms: two in a hundred may be flagged at most."""
    chance = np.random.default_rng(20261103)
    cells = []
    for unit in range(30):
        for officer in range(1, 11):
            subject, level = Subject(unit, officer), chance.normal(0.45, 0.05)
            for week in range(13):
                day = MONDAY + timedelta(days=7 * week)
                for code, share in (("T", 5.0), ("TF", 0.05), ("D1", 1.2), ("XF", 0.02), ("XH", 0.02)):
                    n = int(chance.poisson(share))
                    top = max(0.02, level)
                    hist = chance.multinomial(n, [0.01, 0.01, 0.02, 0.06, 0.9 - top - 0.1, 0.1, top])
                    cells.append(Cell(subject, day, code, n, hist.tolist()))
    flagged = {each.subject for each in of_quarter(cells, FIRST, LAST, 1e-3, SIGMA2)}
    assert len(flagged) <= 6
