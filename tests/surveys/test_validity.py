from dataclasses import replace
from datetime import date, time
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.validity import VERIFIED, Arrival, Channel, codes, enters_ikm, is_eligible_unverified

PHONE = Arrival(
    has_ticket=False,
    channel=Channel.OWN_PHONE,
    details_seconds=40.0,
    local_time=time(10, 30),
    staff_device=False,
    device=b"a",
    counter=3,
    day=date(2026, 10, 5),
)

arrivals = st.builds(
    Arrival,
    has_ticket=st.booleans(),
    channel=st.sampled_from(Channel),
    details_seconds=st.none() | st.floats(0, 20),
    local_time=st.times(),
    staff_device=st.booleans(),
    device=st.none() | st.sampled_from([b"a", b"b"]),
    counter=st.integers(1, 2),
    day=st.sampled_from([date(2026, 10, 4), date(2026, 10, 5)]),
)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, "D1"),
        ({"has_ticket": True}, "T"),
        ({"has_ticket": True, "channel": Channel.KIOSK}, "T"),
        ({"has_ticket": True, "details_seconds": 8.9}, "TF"),
        ({"has_ticket": True, "details_seconds": 9.0}, "T"),
        ({"has_ticket": True, "local_time": time(3)}, "T"),
        ({"has_ticket": True, "staff_device": True}, "XS"),
        ({"has_ticket": True, "channel": Channel.ASSISTED}, "A"),
        ({"channel": Channel.PAPER, "details_seconds": 1.0}, "A"),
        ({"channel": Channel.IMPORT, "local_time": time(3)}, "AI"),
        ({"details_seconds": 8.999}, "XF"),
        ({"details_seconds": 9.0}, "D1"),
        ({"details_seconds": None}, "D1"),
        ({"details_seconds": 8.0, "local_time": time(3)}, "XF"),
        ({"local_time": time(6, 59, 59)}, "XH"),
        ({"local_time": time(7)}, "D1"),
        ({"local_time": time(22, 59, 59)}, "D1"),
        ({"local_time": time(23)}, "XH"),
        ({"channel": Channel.KIOSK}, "XK"),
        ({"channel": Channel.KIOSK, "local_time": time(23)}, "XH"),
    ],
)
def test_the_first_rule_that_applies_gives_the_code(change: dict[str, object], code: str) -> None:
    assert codes([replace(PHONE, **change)]) == [code]  # type: ignore[arg-type]


def test_one_device_at_one_counter_on_one_day_shares_one_weight() -> None:
    night = [
        PHONE,
        replace(PHONE, device=b"b"),
        PHONE,
        replace(PHONE, counter=4),
        replace(PHONE, day=date(2026, 10, 4)),
        replace(PHONE, has_ticket=True),
        replace(PHONE, details_seconds=2.0),
        PHONE,
    ]

    assert codes(night) == ["D3", "D1", "D3", "D1", "D1", "T", "XF", "D3"]


def test_without_a_cookie_every_answer_is_a_device_of_its_own() -> None:
    assert codes([replace(PHONE, device=None)] * 3) == ["D1", "D1", "D1"]


@given(st.lists(arrivals, max_size=12), st.randoms(use_true_random=False))
def test_codes_do_not_depend_on_the_order_of_arrival(night: list[Arrival], random: Random) -> None:
    order = list(range(len(night)))
    random.shuffle(order)

    assert codes([night[place] for place in order]) == [codes(night)[place] for place in order]


@given(st.lists(arrivals, max_size=12))
def test_the_shares_of_each_device_add_up_to_one(night: list[Arrival]) -> None:
    given_codes = codes(night)
    weights: dict[object, list[int]] = {}
    for arrival, code in zip(night, given_codes, strict=True):
        if code.startswith("D") and arrival.device is not None:
            weights.setdefault((arrival.device, arrival.counter, arrival.day), []).append(int(code[1:]))

    assert all(multiplicities == [len(multiplicities)] * len(multiplicities) for multiplicities in weights.values())


def test_verified_and_eligible_codes_are_disjoint() -> None:
    every = ["T", "TF", "A", "AI", "XF", "XH", "XK", "XS", "D1", "D12"]

    assert {code for code in every if is_eligible_unverified(code)} == {"A", "D1", "D12"}
    assert {"T", "TF"} == VERIFIED


def test_only_staff_devices_and_late_forms_stay_out_of_the_index() -> None:
    assert all(enters_ikm(code, late=False) for code in ["T", "TF", "A", "AI", "XF", "XH", "XK", "D1", "D5"])
    assert not enters_ikm("XS", late=False)
    assert not enters_ikm("T", late=True)
