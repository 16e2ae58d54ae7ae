"""Settings: read once, frozen, refused as a whole when anything in them is unsafe.

Everything comes from the environment (`OUTCOMES_*`, and `HOST`, `PORT`, `DEMO` of the Makefile);
what is not set has a safe default. There is no development mode with weaker rules.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from outcomes.errors import ConfigurationError
from outcomes.tls.settings import Tls, tls_from, tls_problems

PROJECT = Path(__file__).resolve().parents[1]
KNOWN_SECRETS = ("change-me", "changeme", "default", "dev", "development", "password", "secret")
FLOOR_MEMORY_KIB, FLOOR_TIME, FLOOR_PARALLELISM = 19 * 1024, 2, 1
"""The least argon2id may be set to (OWASP's lower bound: 19 MiB, two passes, one lane)."""


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """The server that takes mails with links for clients; without one they are only written down.

    `password` comes from the environment alone and is never shown.
    """

    host: str
    sender: str
    """The address mails come from."""
    port: int = 587
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    starttls: bool = True
    """Whether the connection is encrypted before anything is said; off only on this machine."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How this installation runs. Making one checks everything at once.

    Raises:
        ConfigurationError: `problems` has one sentence for each setting to mend.
    """

    secret_key: str
    """Signs the tokens in forms; sessions are on the server and need no secret."""
    database_url: str
    instance: Path
    """The folder of everything that is not code: database, secret, measure files of the clinic."""
    demo: bool = False
    """Serve the demonstration clinic from its own database file."""
    database_key: str | None = None
    """Encrypts the whole SQLite file; with the default driver only."""
    host: str = "127.0.0.1"
    port: int = 8000
    host_name: str | None = None
    """The public name; absolute links use it, and requests for another host are refused."""
    trusted_proxies: int = 0
    """How many proxies in front may say `X-Forwarded-*`; 0 ignores these headers."""
    tls: Tls = field(default_factory=Tls)
    """Whether this server encrypts the connection itself."""
    hsts: bool = False
    """Only with a publicly trusted certificate: browsers then refuse plain HTTP for a year."""
    idle_minutes: int = 15
    absolute_hours: int = 12
    unsafe_per_minute: int = 30
    """Coarse outer limit of changing requests in one session."""
    mail: MailServer | None = None
    """None: mails are written to the folder ``mail`` of the instance and not sent."""
    argon2_memory_kib: int = 64 * 1024
    argon2_time: int = 3
    argon2_parallelism: int = 4

    def __post_init__(self) -> None:
        problems = [*_secret_problems(self), *_argon2_problems(self), *_range_problems(self)]
        problems += _mail_problems(self.mail)
        problems += tls_problems(self.tls, hsts=self.hsts)
        if problems:
            raise ConfigurationError(
                "These settings are not safe to start with.", problems=problems
            )

    @property
    def origin(self) -> str:
        """Scheme, host and port that absolute links begin with, such as ``https://a.example``."""
        if self.host_name:
            return f"https://{self.host_name}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        scheme = "https" if self.tls.is_on else "http"
        return f"{scheme}://{self.tls.names[0] if self.tls.names else host}:{self.port}"

    @property
    def trusted_hosts(self) -> list[str]:
        """Host names a request may ask for; anything else is refused (DNS rebinding)."""
        names = list(dict.fromkeys([*self.tls.names, "127.0.0.1", "localhost", "[::1]"]))
        return [self.host_name.split(":")[0], *names] if self.host_name else names

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite:")

    @property
    def database_file(self) -> Path:
        """The file of a SQLite database; one without a file stands for the instance folder."""
        path = self.database_url.partition("?")[0].removeprefix("sqlite://").removeprefix("/")
        return self.instance / ("memory" if path in ("", ":memory:") else path)


def settings_from(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; at the first start write a fresh secret key, readable by its owner only.

    Raises:
        ConfigurationError: every problem at once.
    """
    env = os.environ if environ is None else environ
    instance = Path(env.get("OUTCOMES_INSTANCE") or PROJECT / "instance").absolute()
    read = _Reading(env)
    demo = read.yes_no("DEMO", default=False)
    host = env.get("HOST") or "127.0.0.1"
    database = instance / ("demo.sqlite" if demo else "outcomes.sqlite")
    values = {
        "instance": instance,
        "demo": demo,
        "database_url": env.get("OUTCOMES_DATABASE_URL") or f"sqlite:///{database}",
        "database_key": env.get("OUTCOMES_DATABASE_KEY") or None,
        "host": host,
        "tls": tls_from(env, host=host, problems=read.problems),
        "port": read.whole("PORT", default=8000),
        "host_name": env.get("OUTCOMES_HOST_NAME") or None,
        "trusted_proxies": read.whole("OUTCOMES_TRUSTED_PROXIES", default=0),
        "hsts": read.yes_no("OUTCOMES_HSTS", default=False),
        "idle_minutes": read.whole("OUTCOMES_IDLE_MINUTES", default=15),
        "absolute_hours": read.whole("OUTCOMES_ABSOLUTE_HOURS", default=12),
        "unsafe_per_minute": read.whole("OUTCOMES_UNSAFE_PER_MINUTE", default=30),
        "mail": _mail_server(env, read),
        "argon2_memory_kib": read.whole("OUTCOMES_ARGON2_MEMORY_KIB", default=64 * 1024),
        "argon2_time": read.whole("OUTCOMES_ARGON2_TIME", default=3),
        "argon2_parallelism": read.whole("OUTCOMES_ARGON2_PARALLELISM", default=4),
        "secret_key": _secret_key(env, instance, read.problems),
    }
    try:
        settings = Settings(**values)
    except ConfigurationError as error:
        problems = dict.fromkeys([*read.problems, *error.problems])
        raise ConfigurationError(error.message, problems=problems) from None
    if read.problems:
        raise ConfigurationError("These settings cannot be read.", problems=read.problems)
    return settings


class _Reading:
    """Values out of the environment; what cannot be read becomes a problem, not an exception."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = env
        self.problems: list[str] = []

    def whole(self, name: str, *, default: int) -> int:
        text = self.env.get(name, "").strip()
        if not text:
            return default
        if text.isascii() and text.isdigit():
            return int(text)
        self.problems.append(f"{name} must be a whole number, not {text!r}.")
        return default

    def yes_no(self, name: str, *, default: bool) -> bool:
        text = self.env.get(name, "").strip().casefold()
        if text in ("1", "true", "yes", "on"):
            return True
        if text in ("0", "false", "no", "off"):
            return False
        if text:
            self.problems.append(f"{name} must be 1 or 0, not {text!r}.")
        return default


def _mail_server(env: Mapping[str, str], read: _Reading) -> MailServer | None:
    host = env.get("OUTCOMES_MAIL_HOST", "").strip()
    if not host:
        return None
    return MailServer(
        host=host,
        sender=env.get("OUTCOMES_MAIL_FROM", "").strip(),
        port=read.whole("OUTCOMES_MAIL_PORT", default=587),
        user=env.get("OUTCOMES_MAIL_USER") or None,
        password=env.get("OUTCOMES_MAIL_PASSWORD") or None,
        starttls=read.yes_no("OUTCOMES_MAIL_STARTTLS", default=True),
    )


def _secret_key(env: Mapping[str, str], instance: Path, problems: list[str]) -> str:
    if "OUTCOMES_SECRET_KEY" in env:
        return env["OUTCOMES_SECRET_KEY"]
    file = Path(env.get("OUTCOMES_SECRET_KEY_FILE") or instance / "secret-key")
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        write_private(file, secrets.token_urlsafe(48))
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        problems.append(f"{file} can be read by others (mode {mode:o}); say chmod 600 {file}.")
    return file.read_text(encoding="ascii").strip()


def write_private(file: Path, text: str) -> None:
    """Write a new file that only its owner can read, from its first moment on (mode 0600)."""
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)


def _secret_problems(settings: Settings) -> list[str]:
    secret = settings.secret_key
    if not secret:
        return ["The secret key is missing; unset OUTCOMES_SECRET_KEY to have one made."]
    if secret.casefold() in KNOWN_SECRETS or len(secret) < 32 or len(set(secret)) < 10:
        return ["The secret key is too easy to guess; it needs at least 32 random characters."]
    return []


def _mail_problems(mail: MailServer | None) -> list[str]:
    if mail is None:
        return []
    problems = []
    if "@" not in mail.sender or any(letter.isspace() for letter in mail.sender):
        problems.append("OUTCOMES_MAIL_FROM must be the address that mails come from.")
    if not 1 <= mail.port <= 65535:
        problems.append(f"OUTCOMES_MAIL_PORT is {mail.port}; it must be from 1 to 65535.")
    if (mail.user is None) != (mail.password is None):
        problems.append("OUTCOMES_MAIL_USER and OUTCOMES_MAIL_PASSWORD go together.")
    if not mail.starttls and mail.host not in ("127.0.0.1", "localhost", "::1"):
        problems.append("OUTCOMES_MAIL_STARTTLS=0 is for a mail server on this machine only.")
    return problems


def _argon2_problems(settings: Settings) -> list[str]:
    floors = {
        "OUTCOMES_ARGON2_MEMORY_KIB": (settings.argon2_memory_kib, FLOOR_MEMORY_KIB),
        "OUTCOMES_ARGON2_TIME": (settings.argon2_time, FLOOR_TIME),
        "OUTCOMES_ARGON2_PARALLELISM": (settings.argon2_parallelism, FLOOR_PARALLELISM),
    }
    return [
        f"{name} is {value}; password hashes need at least {floor}."
        for name, (value, floor) in floors.items()
        if value < floor
    ]


def _range_problems(settings: Settings) -> list[str]:
    ranges = {
        "OUTCOMES_IDLE_MINUTES": (settings.idle_minutes, 5, 60),
        "OUTCOMES_ABSOLUTE_HOURS": (settings.absolute_hours, 1, 12),
        "OUTCOMES_TRUSTED_PROXIES": (settings.trusted_proxies, 0, 5),
        "PORT": (settings.port, 1, 65535),
    }
    problems = [
        f"{name} is {value}; it must be from {low} to {high}."
        for name, (value, low, high) in ranges.items()
        if not low <= value <= high
    ]
    if settings.hsts and not settings.host_name:
        problems.append("OUTCOMES_HSTS needs OUTCOMES_HOST_NAME and a trusted certificate.")
    if settings.database_key and not settings.is_sqlite:
        problems.append(
            "OUTCOMES_DATABASE_KEY encrypts SQLite files only; this is another database."
        )
    return problems
