import hashlib
import itertools
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.ledger import (
    GENESIS,
    Link,
    canonical_json,
    event_hash,
    leaf_hash,
    merkle_root,
    rating_leaf,
    sorted_root,
    verify_chain,
)

# The leaves and roots that the Certificate Transparency project publishes for RFC 6962.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def chain(length: int) -> list[Link]:
    links: list[Link] = []
    for seq in range(1, length + 1):
        event = {"seq": seq, "action": "counter.created", "reason": None, "before": [], "n": seq * 7}
        prev_hash = links[-1].hash if links else GENESIS
        links.append(Link(event, prev_hash, event_hash(prev_hash, event)))
    return links


@given(values)
def test_canonical_json_reads_back_as_the_same_value(value: Any) -> None:
    assert json.loads(canonical_json(value)) == value


@given(st.dictionaries(texts, st.integers(0, 9), max_size=6))
def test_the_order_of_writing_does_not_matter(value: dict[str, int]) -> None:
    assert canonical_json(dict(reversed(value.items()))) == canonical_json(value)


def test_canonical_json_sorts_names_as_rfc_8785_does() -> None:
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    ordered = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]

    assert list(json.loads(canonical_json(dict.fromkeys(names, 0)))) == ordered


def test_canonical_json_escapes_as_rfc_8785_does() -> None:
    text = "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/"

    assert canonical_json({"string": text, "literals": [None, True, False], "numbers": [0, -7]}) == (
        '{"literals":[null,true,false],"numbers":[0,-7],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'.encode()
    )


@pytest.mark.parametrize(
    "value", [1.0, float("nan"), 2**53, -(2**53), b"", {1: 2}, {"a": {1}}, "\ud800", {"\ud800": 1}]
)
def test_canonical_json_refuses_what_has_no_single_spelling(value: object) -> None:
    with pytest.raises(ValueError, match=r"canonical JSON|surrogates"):
        canonical_json(value)


def test_an_event_hash_is_its_formula() -> None:
    expected = hashlib.sha256(b"\x01" + GENESIS + b'{"action":"bootstrap","seq":1}').digest()

    assert event_hash(GENESIS, {"seq": 1, "action": "bootstrap"}) == expected


@pytest.mark.parametrize("length", [0, 1, 5])
def test_a_sound_chain_has_no_bad_event(length: int) -> None:
    assert verify_chain(chain(length)) is None


def test_a_chain_can_be_verified_from_a_checkpoint_on() -> None:
    links = chain(6)

    assert verify_chain(links[3:], first_seq=4, prev_hash=links[2].hash) is None
    assert verify_chain(links[3:], first_seq=4, prev_hash=links[1].hash) == 4


@pytest.mark.parametrize("place", range(5))
def test_an_edited_event_is_named(place: int) -> None:
    links = chain(5)
    links[place] = replace(links[place], event={**links[place].event, "action": "counter.deleted"})

    assert verify_chain(links) == place + 1


@pytest.mark.parametrize("place", range(4))
def test_an_edited_event_with_its_hash_recomputed_breaks_the_next(place: int) -> None:
    links = chain(5)
    event = {**links[place].event, "action": "counter.deleted"}
    links[place] = Link(event, links[place].prev_hash, event_hash(links[place].prev_hash, event))

    assert verify_chain(links) == place + 2


@pytest.mark.parametrize("place", range(4))
def test_a_dropped_event_is_named(place: int) -> None:
    links = chain(5)
    del links[place]

    assert verify_chain(links) == place + 1


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(range(5), 2)))
def test_two_swapped_events_are_noticed(one: int, other: int) -> None:
    links = chain(5)
    links[one], links[other] = links[other], links[one]

    assert verify_chain(links) == one + 1


@pytest.mark.parametrize("size", range(9))
def test_merkle_roots_agree_with_rfc_6962(size: int) -> None:
    assert merkle_root([leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES[:size]]).hex() == ROOTS[size]


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=33))
def test_a_root_joins_the_roots_of_its_two_halves_as_rfc_6962_defines(leaves: list[bytes]) -> None:
    def defined(part: list[bytes]) -> bytes:
        if len(part) == 1:
            return part[0]
        half = 1 << (len(part) - 1).bit_length() - 1
        return hashlib.sha256(b"\x01" + defined(part[:half]) + defined(part[half:])).digest()

    assert merkle_root(leaves) == defined(leaves)


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=12), st.randoms(use_true_random=False))
def test_a_sorted_root_forgets_the_order_of_arrival(leaves: list[bytes], random: Any) -> None:
    shuffled = random.sample(leaves, len(leaves))

    assert sorted_root(shuffled) == sorted_root(leaves)


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=12, unique=True), st.data())
def test_a_missing_leaf_changes_the_sorted_root(leaves: list[bytes], data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(leaves))

    assert sorted_root([leaf for leaf in leaves if leaf != gone]) != sorted_root(leaves)


def test_a_rating_leaf_is_its_formula() -> None:
    leaf = rating_leaf(b"i" * 16, b"s" * 16, {"counter": 3, "answers": {"U1": 4}})

    assert leaf == hashlib.sha256(b"\x00" + b"i" * 16 + b"s" * 16 + b'{"answers":{"U1":4},"counter":3}').digest()
