"""Who works at the demonstration clinic, and the names of its clients. Nobody here exists."""

from __future__ import annotations

from dataclasses import dataclass

CLINIC = "Harbour Street Practice"
HELP_TEXT = "speak to anyone at the desk, or call 0800 555 0142, day and night."
HARBOUR, HILLSIDE = "Harbour team", "Hillside team"
TEAMS = (HARBOUR, HILLSIDE)


@dataclass(frozen=True)
class Person:
    """Somebody who signs in."""

    name: str
    role: str
    team: str | None = None

    @property
    def key(self) -> str:
        """The first name in small letters, by which stories call them."""
        return self.name.split()[0].lower()

    @property
    def email(self) -> str:
        """What they sign in with; the domain can belong to nobody."""
        return ".".join(self.name.lower().split()) + "@harbour.example"


STAFF = (
    Person("Miriam Aalto", "therapist", HARBOUR),
    Person("Ingrid Solberg", "supervisor", HARBOUR),
    Person("Helena Brandt", "director"),
    Person("Noor Rahimi", "reception"),
    Person("Samir Haddad", "therapist", HARBOUR),
    Person("Priya Raman", "therapist", HARBOUR),
    Person("Judith Okoye", "therapist", HILLSIDE),
    Person("Ewa Zielinska", "therapist", HILLSIDE),
    Person("Lars Nygaard", "therapist", HILLSIDE),
)
"""In the order in which they are named to whoever looks at the clinic."""

DIRECTOR, SUPERVISOR, RECEPTION = "helena", "ingrid", "noor"
ON_DUTY = "judith"
"""Who is told of every risk answer of the clinic."""

SUPERVISED = ("miriam", "samir", "judith", "ewa")
FORMERLY_SUPERVISED = "lars"

_GIVEN_NAMES = """
Ada Adnan Agnes Aisha Alba Alfred Alina Amara Amir Anders Anita Anouk Arne Asha Astrid Ayo Beata
Bilal Birgit Bo Bruno Camille Carlos Cecilie Chen Clara Dagny Dalia David Dina Dmitri Edda Einar
Elif Elin Elsa Emil Emre Esther Fatima Felix Filip Finn Flora Frida Gabriel Gerd Greta Gunnar Hamid
Hedda Helge Henrik Hilde Hugo Ida Ines Ingeborg Irene Isak Ivan Ivo Jamila Jan Jasmin Joana Johan
Jorge Josef Julia Kaja Karim Katya Kira Knut Lana Laila Leon Leyla Lina Linus Lotte Luca Lucia
Magnus Maja Malik Marek Maria Marta Mateo Matilda Mehmet Mika Milan Mina Mona Nabil Naomi Nina Nils
Noah Nora Odd Ola Omar Oskar Paula Pavel Petra Pia Rafael Rana Rania Ravi Reidun Robin Roman Ruth
Sahar Salma Samuel Sara Selma Sigrid Silje Simon Sofia Solveig Stefan Sunniva Svein Tariq Tea Teresa
Theo Thora Tobias Tove Tuva Uma Vera Vidar Vilde Wanda Wei William Yasmin Ylva Yonas Zahra Zoe
"""
GIVEN_NAMES = _GIVEN_NAMES.split()
INITIALS = "ABCDEFGHIJKLMNOPRSTVWZ"
