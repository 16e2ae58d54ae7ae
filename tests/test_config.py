"""Settings: safe when nothing is set, refused as a whole when anything is unsafe."""

import stat
from pathlib import Path

import pytest

from outcomes.config import settings_from
from outcomes.errors import ConfigurationError
from tests.conftest import settings_for


def test_nothing_set_is_safe_and_makes_a_secret_only_its_owner_reads(tmp_path: Path) -> None:
    settings = settings_from({"OUTCOMES_INSTANCE": str(tmp_path)})
    file = tmp_path / "secret-key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(settings.secret_key) >= 64
    assert settings_from({"OUTCOMES_INSTANCE": str(tmp_path)}).secret_key == settings.secret_key
    assert (settings.host, settings.demo, settings.trusted_proxies) == ("127.0.0.1", False, 0)


def test_demo_has_its_own_database_file(tmp_path: Path) -> None:
    own = settings_from({"OUTCOMES_INSTANCE": str(tmp_path), "DEMO": "0"})
    demo = settings_from({"OUTCOMES_INSTANCE": str(tmp_path), "DEMO": "1"})
    assert own.database_url == f"sqlite:///{tmp_path}/outcomes.sqlite"
    assert demo.database_url == f"sqlite:///{tmp_path}/demo.sqlite"


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as refused:
        settings_from(
            {
                "OUTCOMES_INSTANCE": str(tmp_path),
                "OUTCOMES_SECRET_KEY": "secret",
                "OUTCOMES_IDLE_MINUTES": "90",
                "OUTCOMES_ARGON2_MEMORY_KIB": "1024",
                "OUTCOMES_TRUSTED_PROXIES": "many",
                "OUTCOMES_HSTS": "yes",
                "DEMO": "perhaps",
            }
        )
    told = "\n".join(refused.value.problems)
    for name in ("secret key", "IDLE_MINUTES", "ARGON2_MEMORY", "PROXIES", "HSTS", "DEMO"):
        assert name in told


@pytest.mark.parametrize("secret", ["", "change-me", "x" * 64, "short-but-random-9f3a"])
def test_missing_default_and_weak_secrets_are_refused(tmp_path: Path, secret: str) -> None:
    with pytest.raises(ConfigurationError):
        settings_for(tmp_path, secret_key=secret)


def test_secret_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    settings_from({"OUTCOMES_INSTANCE": str(tmp_path)})
    (tmp_path / "secret-key").chmod(0o644)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        settings_from({"OUTCOMES_INSTANCE": str(tmp_path)})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("argon2_memory_kib", 19 * 1024 - 1),
        ("argon2_time", 1),
        ("argon2_parallelism", 0),
        ("idle_minutes", 4),
        ("idle_minutes", 61),
        ("absolute_hours", 13),
        ("trusted_proxies", -1),
    ],
)
def test_values_outside_their_limits_are_refused(tmp_path: Path, name: str, value: int) -> None:
    with pytest.raises(ConfigurationError):
        settings_for(tmp_path, **{name: value})


def test_settings_cannot_be_changed_afterwards(tmp_path: Path) -> None:
    with pytest.raises(AttributeError):
        settings_for(tmp_path).demo = True
