"""Words for an episode: its kind, its ending, its sessions."""

from __future__ import annotations

from outcomes.wording.numbers import counted

SERVICE_LABELS = {
    "therapy": "Therapy",
    "coaching": "Coaching",
    "skills": "Skills training",
    "group": "Group",
}

ENDING_LABELS = {
    "planned": "planned ending",
    "client_stopped": "client stopped",
    "service_stopped": "service stopped",
    "moved_or_referred": "moved or referred",
    "other": "other ending",
}


def service_label(service_kind: str) -> str:
    """ "Therapy", "Skills training"."""
    return SERVICE_LABELS[service_kind]


def ending_label(ending_kind: str | None) -> str:
    """ "planned ending"; "open" while there is no ending."""
    return "open" if ending_kind is None else ENDING_LABELS[ending_kind]


def sessions_words(attended: int, rated: int, missed: int) -> str:
    """ "7 sessions, 6 rated, 1 missed"."""
    words = f"{counted(attended, 'session')}, {rated} rated"
    return words + (f", {missed} missed" if missed else "")
