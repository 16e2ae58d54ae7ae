"""Which passwords are taken, which are refused and why, and how they are stored."""

import threading

import argon2
import pytest

from outcomes.actions import passwords

GOOD = "blue kettle over seven hills"
NAMES = ["Miriam Aalto", "m.aalto@harbour.example", "m.aalto", "Harbour Street Practice"]


@pytest.fixture(autouse=True)
def cheap():
    """The lowest allowed cost, so that the tests are quick."""
    passwords.configure(argon2.PasswordHasher(memory_cost=19 * 1024, time_cost=2, parallelism=1))
    yield
    passwords.configure(argon2.PasswordHasher(memory_cost=64 * 1024, time_cost=3, parallelism=4))


def test_fourteen_characters_are_too_few_and_fifteen_enough() -> None:
    assert "at least 15" in passwords.problems_with("kettle-hills-7")[0]
    assert passwords.problems_with("kettle-hills-77") == []


def test_256_characters_are_enough_and_257_too_many() -> None:
    long = "kettle over hills " * 20
    assert passwords.problems_with(long[:256]) == []
    assert "up to 256" in passwords.problems_with(long[:257])[0]


@pytest.mark.parametrize(
    "password",
    [
        "only lower case words here",
        "     spaces at the start and end   ",
        "пять слов без всяких правил",
        "日本語のパスワードはここにあります",
        "🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧🐦🐤🦆",
        "739218465520193",
    ],
)
def test_any_characters_may_be_used(password: str) -> None:
    assert passwords.problems_with(password) == []
    assert passwords.matches(passwords.hash_of(password), password)


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "password1234567",
        "P@ssw0rd-------",
        "PASSWORDqwerty123",
        "123456789012345",
        "iloveyouiloveyou!",
        "qwertyuiopasdfghjkl",
        "sunshine-football",
    ],
)
def test_common_passwords_and_near_copies_are_refused(password: str) -> None:
    assert passwords.problems_with(password) == [
        "It is one of the most common passwords, or close to one."
    ]


@pytest.mark.parametrize(
    "password",
    [
        "outcomes-outcomes",
        "Outcomes2026!!!!",
        "harbourstreet2026",
        "HarbourStreetPractice",
        "miriamaalto1984",
        "m1r1am-aalto-m1r1am",
        "aalto@harbour.example",
    ],
)
def test_names_of_clinic_product_and_person_are_refused(password: str) -> None:
    assert passwords.problems_with(password, names=NAMES) == [
        "It is mostly the name of the clinic, the software or yourself."
    ]


def test_a_name_inside_a_long_sentence_is_fine() -> None:
    assert passwords.problems_with("miriam keeps blue kettles", names=NAMES) == []


def test_one_letter_again_and_again_is_refused() -> None:
    assert "few characters" in passwords.problems_with("aaaaaaaabbbbbbbb")[0]


def test_list_holds_at_least_ten_thousand_passwords() -> None:
    assert len(passwords._common()) >= 10_000


def test_parameters_stand_in_the_stored_hash() -> None:
    stored = argon2.extract_parameters(passwords.hash_of(GOOD))
    assert (stored.type, stored.memory_cost) == (argon2.Type.ID, 19 * 1024)
    assert (stored.time_cost, stored.parallelism) == (2, 1)


def test_default_is_64_mib_three_passes_four_lanes(tmp_path) -> None:
    from outcomes.config import Settings

    defaults = Settings(
        secret_key="k9" + "abcdefghij" * 4, database_url="sqlite://", instance=tmp_path
    )
    assert defaults.argon2_memory_kib == 64 * 1024
    assert (defaults.argon2_time, defaults.argon2_parallelism) == (3, 4)


def test_hash_of_other_parameters_still_matches_and_is_outdated() -> None:
    old = passwords.hash_of(GOOD)
    passwords.configure(argon2.PasswordHasher(memory_cost=20 * 1024, time_cost=2, parallelism=1))
    assert passwords.matches(old, GOOD)
    assert passwords.is_outdated(old)
    assert not passwords.is_outdated(passwords.hash_of(GOOD))


def test_same_letters_typed_on_another_system_match() -> None:
    composed, decomposed = "\u00e9t\u00e9 de la grande mare", "e\u0301te\u0301 de la grande mare"
    assert passwords.matches(passwords.hash_of(composed), decomposed)


def test_nobody_and_a_damaged_hash_match_nothing() -> None:
    assert not passwords.matches(None, GOOD)
    assert not passwords.matches("not a hash", GOOD)


def test_no_more_than_four_hashes_are_made_at_once() -> None:
    """A flood of sign-ins may hold 4 x 64 MiB, not one block of memory each."""

    class Watching(argon2.PasswordHasher):
        now = most = 0
        lock = threading.Lock()

        def verify(self, hash, password):  # noqa: A002 - the library's own name
            with self.lock:
                self.now += 1
                self.most = max(self.most, self.now)
            try:
                return super().verify(hash, password)
            finally:
                with self.lock:
                    self.now -= 1

    watching = Watching(memory_cost=19 * 1024, time_cost=2, parallelism=1)
    passwords.configure(watching)
    threads = [threading.Thread(target=passwords.matches, args=(None, GOOD)) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1 <= watching.most <= 4
