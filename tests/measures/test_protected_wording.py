"""No wording or name of a protected scale is in the catalogue or its documentation.

The phrases are kept as hashes, so that not even this test spells them out. To add one: lower
case, letters only, words joined by one space, SHA-256, the first 32 digits.
"""

import re
from hashlib import sha256
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
FILES = sorted((REPOSITORY / "outcomes" / "measures").rglob("*.toml"))
FILES += sorted((REPOSITORY / "outcomes" / "measures").glob("*.py"))
FILES += [REPOSITORY / "docs" / "measures.md"]
LONGEST = 6
PROTECTED = {
    "b5cc24e0fc7b2639564a48038ee35397",
    "b13beb7b518d21a42b613d55e5aed20a",
    "f6d3baf02083b761746cac1185c103de",
    "c766034db62e7c740a249f6f44afa840",
    "6f780a3c5df85fbb654f7be5c2b77f7c",
    "cd9463ac1ef1fd22f98f831a1f499afb",
    "b10da8a5f676d52841235467502c0c50",
    "46413e2e39d68c98df3ccb425a42d69b",
    "f113433b2e241f4f78ca62d916f2f510",
    "dd3cc31b36bdc56e7367a5fad24660d0",
    "a20c45948482314083f0602e46f22da3",
    "fdd830a755c35984f996704453e2e2a2",
    "6bc223b613e80762ebb8f65e221cd13e",
    "94d9307ab16d11bb127f4f01f4e44cc6",
    "a41bfc2859be3c23c0af9073d283a29a",
    "9cd0fc79cb5bb0216ea2dce282cd9a42",
    "6476c76d4ab08ada99ec35fb975f9807",
    "dde144eca9a9c7e53c53079cfe81f943",
    "cd45e315fbd707af6c4fd313acaf15a2",
    "1145e71e42bb24056f5de9172c6f035d",
    "0e4c34f04531918366ff2082170fd536",
    "210745e4c69030a49640314a0b5bf8cc",
    "dcc388c07928b4632a3b981001dcee00",
    "07d9dd6e10b9dd494051af4af4e74da1",
    "5ef8188d5b5ed7d49957aa83f366d1d2",
    "7732ff7ba7ee147c78bdd19f1dee2632",
    "5089f6e351a1fff5bf1b3d982f6ebbc6",
    "02a1d01a30dfe9378df140c219d3229b",
    "92e5ee600c25289c13a88d52ca2d834d",
    "119c6d31214a7191573390766638054d",
    "6b45089c94789948ef30f0429c162239",
    "d7d96cdeb9b8504621185a89fc58071a",
    "dba7ca0a2947e802d865edfed8d4e0cd",
    "6c3f834a598598a546ad19c115bd6be4",
}


def fingerprints(text):
    words = re.findall(r"[a-z]+", text.lower())
    for length in range(1, LONGEST + 1):
        for start in range(len(words) - length + 1):
            phrase = " ".join(words[start : start + length])
            yield sha256(phrase.encode()).hexdigest()[:32], phrase


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_file_holds_no_protected_wording(path):
    found = {
        phrase
        for fingerprint, phrase in fingerprints(path.read_text("utf-8"))
        if fingerprint in PROTECTED
    }

    assert found == set()


def test_a_phrase_is_found_by_its_fingerprint():
    known = sha256(b"the way we work").hexdigest()[:32]

    assert known in dict(fingerprints("I like the way we work here."))
