import pytest

from surveys.keys import KeyRing, WeakMaster, hkdf

MASTER = bytes(range(32))


def test_hkdf_agrees_with_rfc_5869_case_1() -> None:
    output = hkdf(
        bytes.fromhex("0b" * 22),
        salt=bytes.fromhex("000102030405060708090a0b0c"),
        info=bytes.fromhex("f0f1f2f3f4f5f6f7f8f9"),
        length=42,
    )

    assert output.hex() == ("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")


def test_hkdf_agrees_with_rfc_5869_case_2() -> None:
    output = hkdf(bytes(range(0x50)), salt=bytes(range(0x60, 0xB0)), info=bytes(range(0xB0, 0x100)), length=82)

    assert output.hex() == (
        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
        "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
    )


def test_hkdf_agrees_with_rfc_5869_case_3() -> None:
    output = hkdf(bytes.fromhex("0b" * 22), info=b"", length=42)

    assert output.hex() == ("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8")


def test_hkdf_refuses_more_than_its_counter_can_tell_apart() -> None:
    with pytest.raises(ValueError, match="255"):
        hkdf(MASTER, info=b"", length=255 * 32 + 1)


def test_no_two_purposes_share_a_key() -> None:
    ring = KeyRing(MASTER)
    keys = [
        *(ring.ticket(epoch) for epoch in range(256)),
        *(ring.sign(epoch) for epoch in range(256)),
        *(ring.form, ring.nullifier, ring.idem, ring.receipt, ring.cookie),
        *(ring.device(day_key) for day_key in (b"1" * 32, b"2" * 32)),
        *(ring.limiter(day_key) for day_key in (b"1" * 32, b"2" * 32)),
    ]

    assert len(set(keys)) == len(keys)
    assert {len(key) for key in keys} == {32}


def test_the_same_master_gives_the_same_keys_and_another_gives_others() -> None:
    assert KeyRing(MASTER).form == KeyRing(MASTER).form != KeyRing(MASTER[::-1]).form


def test_a_short_master_is_refused_in_words() -> None:
    with pytest.raises(WeakMaster, match="sedikitnya 32 bita"):
        KeyRing(MASTER[1:])


def test_the_master_is_not_printed() -> None:
    assert "master" not in repr(KeyRing(MASTER))
