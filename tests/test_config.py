"""Settings: production is the default, and every mistake is told at once."""

import stat
from pathlib import Path

import pytest

from config import Config, ConfigError

SECRET = "x" * 40


def right(data: Path) -> dict[str, str]:
    return {
        "SECRET_KEY": SECRET,
        "DATABASE_URL": "sqlite:////var/lib/suara-loket/suara.db",
        "BASE_URL": "https://skm.kota-contoh.go.id/",
        "SUARA_DATA": str(data),
    }


def test_right_settings_are_taken(tmp_path: Path) -> None:
    config = Config.from_environment(right(tmp_path))
    assert config.environment == "production"
    assert config.base_url == "https://skm.kota-contoh.go.id"
    assert config.hosts == ("skm.kota-contoh.go.id",)
    assert config.secure


def test_saying_nothing_means_production_and_lists_every_missing_setting() -> None:
    with pytest.raises(ConfigError) as refused:
        Config.from_environment({"SUARA_DATA": "/nowhere/at/all"})
    for name in ("SECRET_KEY", "DATABASE_URL", "BASE_URL", "SUARA_DATA"):
        assert name in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "pendek"),
        ("DATABASE_URL", "sqlite:///relative.db"),
        ("DATABASE_URL", "mysql://somewhere"),
        ("BASE_URL", "http://skm.kota-contoh.go.id"),
        ("BASE_URL", "https://skm.kota-contoh.go.id/jalur"),
        ("BASE_URL", "https://[skm"),
        ("BASE_URL", "https://skm.kota-contoh.go.id:pintu"),
        ("TRUSTED_PROXIES", "satu"),
        ("SUARA_ENV", "staging"),
        ("SECRET_KEY_FILE", "/nowhere/at/all"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError) as refused:
        Config.from_environment(right(tmp_path) | {name: value})
    assert len(refused.value.problems) == 1
    assert name in refused.value.problems[0]


def test_the_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(SECRET + "\n")
    environment = right(tmp_path) | {"SECRET_KEY": "", "SECRET_KEY_FILE": str(file)}
    assert Config.from_environment(environment).secret == SECRET.encode()


def test_a_secret_of_raw_bytes_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes(b"\xff" * 40)
    with pytest.raises(ConfigError, match="sebagai teks"):
        Config.from_environment(right(tmp_path) | {"SECRET_KEY_FILE": str(file)})


def test_development_makes_a_secret_once_and_shows_it_to_nobody(tmp_path: Path) -> None:
    environment = {"SUARA_ENV": "development", "SUARA_DATA": str(tmp_path)}
    first, second = Config.from_environment(environment), Config.from_environment(environment)
    assert first.secret == second.secret
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_a_laptop_is_reached_by_its_address_on_the_office_network(tmp_path: Path) -> None:
    config = Config.from_environment({"SUARA_ENV": "development", "SUARA_DATA": str(tmp_path), "PORT": "8123"})
    assert config.base_url.startswith("http://")
    assert config.base_url.endswith(":8123")
    assert {"localhost", "127.0.0.1"} <= set(config.hosts)
