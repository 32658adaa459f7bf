"""The sums of a month: what its batches say, whatever the order of adding up, and no few verified forms told apart."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from surveys import tally
from surveys.disclosure import may_slice
from surveys.month_sums import VALID, VERIFIED, Part, Sums, together
from surveys.questionnaire import load
from surveys.tally import Form

SKM = load("skm-2017")
Batch = tuple[int, int]  # verified and other forms

batches = st.lists(st.tuples(st.integers(0, 15), st.integers(0, 15)), max_size=6)


def part(forms: list[Form]) -> dict[str, Any]:
    return {"tally": tally.count(SKM, forms).to_json(), "moments": tally.moments(SKM, forms).to_json()}


def payload(batch: Batch) -> dict[str, Any]:
    verified = [Form(4, dict.fromkeys(SKM.element_codes, 4))] * batch[0]
    others = [Form(2, dict.fromkeys(SKM.element_codes, 2))] * batch[1]
    found = {VALID: part(verified + others)}
    return {SKM.code: found | ({VERIFIED: part(verified)} if verified else {})}


def grown(month: list[Batch]) -> Sums:
    sums = Sums()
    for batch in month:
        sums = sums.grown(payload(batch))
    return sums


def n(one: Part | None) -> int:
    return one.n_forms if one else 0


@given(batches)
def test_a_month_counts_every_form_of_its_batches(month: list[Batch]) -> None:
    sums = grown(month)
    assert n(sums.valid) == sum(map(sum, month))
    assert n(sums.verified) == sum(verified for verified, _others in month)


@given(batches)
def test_verified_forms_told_apart_and_the_rest_are_none_or_enough(month: list[Batch]) -> None:
    sums = grown(month)
    told = n(sums.valid) - sums.run_forms
    assert may_slice(n(sums.separable), told)
    assert n(sums.separable) + n(sums.run) == n(sums.verified)


@given(st.lists(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=24), max_size=5))
def test_nor_are_the_few_among_many_taps_who_answered_more(month: list[list[tuple[bool, bool]]]) -> None:
    sums = Sums()
    for batch in month:
        given_ = [(ticket, Form(4, dict.fromkeys(SKM.element_codes, 4) if whole else {})) for ticket, whole in batch]
        found = {VALID: part([form for _ticket, form in given_])}
        sums = sums.grown({SKM.code: found | {VERIFIED: part([form for ticket, form in given_ if ticket])}})
    told = answered(sums.separable)
    rest = answered(sums.valid) - told - answered(sums.run) - answered(sums.others)
    assert not {told, rest} & set(range(1, 10))


def answered(one: Part | None) -> int:
    """Answers to the first element."""
    return sum(one.read()[0].counts["U1"]) if one else 0


@given(batches, batches)
def test_two_months_together_are_what_each_of_them_tells(one: list[Batch], other: list[Batch]) -> None:
    both = together([grown(one), grown(other)])
    assert n(both.valid) == n(grown(one).valid) + n(grown(other).valid)
    assert n(both.separable) == n(grown(one).separable) + n(grown(other).separable)


@given(batches)
def test_sums_survive_being_written_and_read(month: list[Batch]) -> None:
    assert Sums.from_json(grown(month).to_json()) == grown(month)


def test_nine_verified_of_ten_wait_for_the_next_batch() -> None:
    assert n(grown([(9, 1)]).separable) == 0
    assert n(grown([(9, 1), (3, 12)]).separable) == 12


def test_a_row_of_integers_is_read_as_the_tally_and_moments_it_was_made_of() -> None:
    forms = [Form(value, {code: (value + at) % 4 + 1 for at, code in enumerate(SKM.element_codes)}) for value in (1, 3)]
    assert Part.of(part(forms)).read() == (tally.count(SKM, forms), tally.moments(SKM, forms))
