import hashlib
import tomllib
from dataclasses import MISSING, fields, replace
from pathlib import Path

import pytest

from surveys import policy
from surveys.policy import FOLDER, Policy, PolicyError

PUBLISHED = (FOLDER / "2026-2.toml").read_text(encoding="utf-8")


def load_text(folder: Path, text: str) -> policy.Policy:
    (folder / "uji.toml").write_text(text, encoding="utf-8")
    return policy.load("uji", folder)


def changed(old: str, new: str) -> str:
    assert old in PUBLISHED
    return PUBLISHED.replace('name = "2026-2"', 'name = "uji"').replace(old, new)


def test_a_published_policy_never_changes() -> None:
    pinned = tomllib.loads((FOLDER / "checksums.toml").read_text(encoding="utf-8"))
    actual = {name: hashlib.sha256((FOLDER / f"{name}.toml").read_bytes()).hexdigest() for name in policy.available()}
    assert actual == pinned


def test_the_first_policy_has_the_thresholds_of_the_handbook() -> None:
    chosen = policy.load()
    assert chosen.elements == ("U6", "U7")
    assert (chosen.n_show, chosen.n_min, chosen.b_min, chosen.b_use) == (10, 30, 0.5, 0.7)
    assert (chosen.winsor_c, chosen.n_vc, chosen.sigma2_0) == (1.5, 5, 0.30)
    assert (chosen.tau_v2_0, chosen.weight_v0, chosen.tau_u2_0, chosen.weight_u0) == (0.0144, 30, 0.006, 15)
    assert (chosen.delta, chosen.p_low, chosen.p_high) == (2.5, 0.90, 0.80)
    assert chosen.kq_weights == (60, 30, 10)
    assert not chosen.kq


def test_the_second_policy_adds_equal_circumstances_clusters_service_weights_and_deadlines() -> None:
    first, second = policy.load("2026-1"), policy.load("2026-2")
    assert (second.mode, second.case_mix, second.case_mix_minimum) == ("karier", True, 200)
    assert second.clusters == ("counter", "day")
    assert (second.w_unverified, second.rho, second.alpha) == (0.25, 0.10, 0.001)
    assert (second.fast_seconds, second.opens, second.closes) == (9, "07:00", "23:00")
    assert (second.day_cap_minimum, second.day_cap_factor) == (4, 3)
    assert (second.objection_days, second.lock_after_days) == (14, 8)
    added = {field.name for field in fields(Policy) if field.default is not MISSING}
    assert all(
        getattr(first, field.name) == getattr(second, field.name)
        for field in fields(Policy)
        if field.name not in added | {"name"}
    )


def test_a_policy_from_before_a_part_existed_leaves_that_part_out() -> None:
    first = policy.load("2026-1")
    assert (first.case_mix, first.clusters) == (False, ())
    assert (first.w_unverified, first.rho, first.alpha) == (0, 0, 0)


def test_switches_are_ordinary_fields() -> None:
    switched = replace(policy.load(), winsorise=False, blend=False, n_vc=1)
    assert (switched.winsorise, switched.blend, switched.n_vc) == (False, False, 1)


def test_whole_numbers_may_stand_for_decimals(tmp_path: Path) -> None:
    assert load_text(tmp_path, changed("winsor_c = 1.5", "winsor_c = 1")).winsor_c == 1


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("n_min = 30\n", "", "n_min"),
        ("n_min = 30", "n_min = 30\nn_maks = 9", "n_maks"),
        ("n_min = 30", "n_min = 30.5", "n_min"),
        ("n_min = 30", "n_min = true", "n_min"),
        ("n_min = 30", "n_min = 5", "n_show"),
        ("n_vc = 5", "n_vc = 0", "n_vc"),
        ("blend = true", "blend = 1", "blend"),
        ("delta = 2.5", 'delta = "2,5"', "delta"),
        ("delta = 2.5", "delta = nan", "delta"),
        ("delta = 2.5", "delta = inf", "delta"),
        ("p_low = 0.90", "p_low = 90", "p_low"),
        ("b_min = 0.5", "b_min = 0.8", "b_min"),
        ('["U6", "U7"]', '["U6", 7]', "elements"),
        ('["U6", "U7"]', '"U6 U7"', "elements"),
        ('["U6", "U7"]', '["U6", "U6"]', "elements"),
        ("[60, 30, 10]", "[60, 30, 20]", "kq_weights"),
        ("[60, 30, 10]", "[60, 40]", "kq_weights"),
        ("[60, 30, 10]", "[0.6, 0.3, 0.1]", "kq_weights"),
        ('mode = "karier"', 'mode = "cepat"', "mode"),
        ('["counter", "day"]', '["counter", "petugas"]', "clusters"),
        ('["counter", "day"]', '["day", "day"]', "clusters"),
        ('opens = "07:00"', 'opens = "7.00"', "opens"),
        ('closes = "23:00"', 'closes = "24:00"', "closes"),
        ('closes = "23:00"', 'closes = "06:00"', "closes"),
        ("alpha = 0.001", "alpha = 1", "alpha"),
        ("case_mix = true", "case_mix = 200", "case_mix"),
        ('name = "uji"', 'name = "lain"', "name"),
        ('name = "uji"', "name = 1", "name"),
    ],
)
def test_a_malformed_policy_is_refused_with_file_key_and_reason(tmp_path: Path, old: str, new: str, key: str) -> None:
    text = PUBLISHED.replace('name = "2026-2"', 'name = "uji"')
    assert old in text
    with pytest.raises(PolicyError, match=rf"^uji\.toml, kunci “{key}”: \w.*\.$"):
        load_text(tmp_path, text.replace(old, new))


def test_text_that_is_no_toml_is_refused_with_the_file(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"^uji\.toml: bukan TOML"):
        load_text(tmp_path, "n_min 30")


@pytest.mark.parametrize("name", ["2099-1", "../policies/2026-1", "checksums", ""])
def test_only_policies_of_the_folder_can_be_named(name: str) -> None:
    with pytest.raises(PolicyError, match="tersedia: 2026-1, 2026-2"):
        policy.load(name)
