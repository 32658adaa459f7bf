"""The night's detectors: bursts, devices, twins."""

from collections.abc import Hashable, Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from surveys.detectors_at_seal import Past, Place, Visit, at_seal, burst, densest, twins
from surveys.screening import Detector, Finding, Stream, divide, sets_aside
from tests.agencies import law

ALPHA = 1e-3
MORNING = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
PLACE = Place(1, date(2026, 11, 3), 1)
QUIET = Past(ratings=60, days=62)


def quiet(_subject: Hashable) -> Past:
    return QUIET


def visits(
    seconds: Sequence[float], stream: Stream = Stream.UNVERIFIED, device: Hashable = None, place: Place = PLACE
) -> list[Visit]:
    return [Visit("officer", place, stream, MORNING + timedelta(seconds=second), device) for second in seconds]


def test_five_ratings_within_ten_minutes_of_a_quiet_officer_are_a_burst() -> None:
    ((place, finding),) = at_seal(visits([0, 60, 120, 180, 600]), quiet, ALPHA)
    assert place == PLACE
    assert (finding.detector, finding.stream, finding.count) == (Detector.BURST, Stream.UNVERIFIED, 5)
    assert finding.p == pytest.approx(stats.poisson.sf(4, 60 / (62 * 36)), rel=1e-10)


def test_a_second_beyond_ten_minutes_is_no_longer_within_them() -> None:
    assert at_seal(visits([0, 60, 120, 180, 600.001]), quiet, ALPHA) == []
    assert at_seal(visits([0, 60, 120, 180]), quiet, ALPHA) == []


def test_a_busy_officer_may_have_five_in_ten_minutes() -> None:
    busy = Past(ratings=2000, days=62)
    assert burst(5, busy) > ALPHA / (62 * 36)
    assert at_seal(visits([0, 60, 120, 180, 240]), lambda _subject: busy, ALPHA) == []


def test_the_rate_never_falls_below_its_floor() -> None:
    assert burst(5, Past(1, 62)) == pytest.approx(stats.poisson.sf(4, 0.02), rel=1e-10)


def test_the_densest_ten_minutes_are_found_wherever_they_are() -> None:
    own = visits([0, 300, 900, 1000, 1100, 1200, 1300, 1400, 4000])
    assert [visit.moment for visit in densest(own)] == [visit.moment for visit in own[2:8]]
    assert densest([]) == ()


def test_a_mixed_burst_names_each_stream_that_would_be_one_alone() -> None:
    seconds = [float(second) for second in range(0, 250, 50)]
    mixed = visits(seconds, Stream.VERIFIED) + visits([1.0, 2.0])
    assert [(f.stream, f.count) for _, f in at_seal(mixed, quiet, ALPHA)] == [(Stream.VERIFIED, 5)]
    both = visits(seconds, Stream.VERIFIED) + visits([*seconds, 300.0])
    found = {finding.stream: finding.count for _, finding in at_seal(both, quiet, ALPHA)}
    assert found == {Stream.VERIFIED: 5, Stream.UNVERIFIED: 6}


def test_where_no_stream_is_enough_alone_the_larger_one_is_named_and_of_equals_the_verified_one() -> None:
    assert divide({Stream.VERIFIED: 2, Stream.UNVERIFIED: 3}, 5) == {Stream.UNVERIFIED: 3}
    assert divide({Stream.VERIFIED: 3, Stream.UNVERIFIED: 3}, 5) == {Stream.VERIFIED: 3}


def test_a_fourth_rating_from_one_device_is_flagged_and_a_third_is_not() -> None:
    hours = [0, 3600, 7200, 10800]
    assert at_seal(visits(hours[:3], device="phone"), quiet, ALPHA) == []
    ((_, finding),) = at_seal(visits(hours, device="phone"), quiet, ALPHA)
    assert finding == Finding(Detector.DEVICE, Stream.UNVERIFIED, 4, None)


def test_phones_without_a_cookie_are_devices_of_their_own() -> None:
    assert at_seal(visits([0, 3600, 7200, 10800]), quiet, ALPHA) == []


def test_a_finding_stands_at_the_place_most_of_it_belongs_to() -> None:
    other = Place(2, date(2026, 11, 2), 2)
    own = visits([0.0, 10.0], place=PLACE) + visits([20.0, 30.0, 40.0], place=other)
    assert [place for place, _ in at_seal(own, quiet, ALPHA)] == [other]


def test_a_level_of_nothing_flags_nothing() -> None:
    assert at_seal(visits([float(second) for second in range(30)], device="phone"), quiet, 0.0) == []
    assert twins(["444444444"] * 20, {}, 0.0) is None


def test_twins_are_as_improbable_as_the_agency_makes_them() -> None:
    week = ["443343434"] * 4 + [str(number) for number in range(20)]
    found = twins(week, {"443343434": 0.001}, ALPHA)
    assert found is not None
    assert (found.detector, found.stream, found.count) == (Detector.TWINS, Stream.UNVERIFIED, 4)
    assert found.p == pytest.approx(stats.binom.sf(3, 24, 0.001), rel=1e-10)
    assert twins(week, {"443343434": 0.25}, ALPHA) is None
    assert twins(week[1:], {"443343434": 0.001}, ALPHA) is None


def test_a_pattern_nobody_knows_counts_as_very_rare_and_the_commonest_never_as_certain() -> None:
    found = twins(["x"] * 4, {}, ALPHA)
    assert found is not None
    assert found.p == pytest.approx(1e-20, rel=1e-10)
    assert twins(["x"] * 10, {"x": 0.99}, ALPHA) is None


def test_only_findings_about_times_and_devices_set_a_stream_aside_and_never_a_verified_one() -> None:
    aside = {(detector, stream) for detector in Detector for stream in Stream if sets_aside(detector, stream)}
    assert {stream for _, stream in aside} == {Stream.UNVERIFIED}
    at_answers = {Detector.TWINS, Detector.SURPRISE, Detector.TWO_STREAMS}
    assert {detector for detector, _ in aside} == set(Detector) - at_answers


@law
@given(st.lists(st.floats(0, 30_000), max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_arrival_in_the_list_changes_nothing(seconds: list[float], chance: object) -> None:
    own = visits(seconds, device="phone")
    shuffled = list(own)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert at_seal(shuffled, quiet, ALPHA) == at_seal(own, quiet, ALPHA)


def test_honest_days_are_rarely_flagged() -> None:
    """400 officers, ten days each, visitors who come as they like: at most one flag."""
    chance = np.random.default_rng(20261103)
    flagged = 0
    for _officer in range(400):
        mean = chance.uniform(1, 12)
        past = Past(round(mean * 62), 62)
        for _day in range(10):
            seconds = sorted(chance.uniform(0, 21_600, chance.poisson(mean)).tolist())
            flagged += bool(at_seal(visits(seconds), lambda _subject, past=past: past, ALPHA))  # type: ignore[misc]
    assert flagged <= 1
