"""A file of a million invented ratings: 100,000 clients of a PHQ-9, ten sessions on average."""

from pathlib import Path

import numpy as np

RATINGS = 1_000_000
CLIENTS = 100_000
SEED = 20_261_119


def ratings_file(folder: Path, *, ratings: int = RATINGS, clients: int = CLIENTS) -> Path:
    """The file, made once and kept. Sessions weekly, one rating in twelve missing."""
    path = folder / f"ratings-{ratings}.csv"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(SEED)
    lengths = 1 + random.multinomial(ratings - clients, np.full(clients, 1 / clients))
    client = np.repeat(np.arange(clients), lengths)
    session = np.arange(ratings) - np.repeat(np.cumsum(lengths) - lengths, lengths) + 1
    begun = np.datetime64("2021-01-01") + random.integers(0, 1500, clients)
    date = begun[client] + 7 * (session - 1)
    level = random.normal(16.4, 5.0, clients)[client]
    slope = random.normal(-2.4, 2.0, clients)[client]
    score = np.rint(level + slope * np.log(session) + random.normal(0, 2.5, ratings))
    score = np.clip(score, 0, 27).astype(int).astype(str)
    score[random.random(ratings) < 1 / 12] = ""
    draft = path.with_suffix(".draft")
    with draft.open("w", encoding="utf-8") as out:
        out.write("client_id,session,date,measure,score\n")
        out.writelines(
            f"C{c:06d},{s},{d},phq9,{x}\n"
            for c, s, d, x in zip(
                client.tolist(), session.tolist(), date.astype(str).tolist(), score.tolist(),
                strict=True,
            )
        )  # fmt: skip
    draft.replace(path)
    return path
