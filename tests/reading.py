"""A page as a test reads it: its words by class and id, and whether it is well made at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import tinyhtml5
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

CONTROLS = {"input", "select", "textarea"}
INSIDE_WORDS = {"a", "b", "em", "i", "strong"}
UNLABELLED = {"hidden", "submit", "radio", "checkbox"}


class Page:
    """A page that was answered. Reading one checks headings, title, ids and labels first."""

    def __init__(self, answer: TestResponse) -> None:
        self.status = answer.status_code
        self.html = answer.text
        self.root: Element = tinyhtml5.parse(answer.text, namespace_html_elements=False)
        for element in self.root.iter():
            # Drawings are parsed into a namespace of their own; their names alone are enough.
            element.tag = str(element.tag).rpartition("}")[2]
        self._check()

    @property
    def title(self) -> str:
        return words(self._one("title"))

    @property
    def heading(self) -> str:
        return words(self._one("h1"))

    def all(self, name: str) -> list[Element]:
        """Elements with a class (``.row``), an id (``#respond``) or a tag name."""
        return list(self._matching(name, self.root))

    def one(self, name: str) -> Element:
        """The one element of that class, id or tag."""
        found = self.all(name)
        assert len(found) == 1, f"{len(found)} of {name}"
        return found[0]

    def has(self, name: str) -> bool:
        return bool(self.all(name))

    def says(self, name: str) -> str:
        """The words of the one element."""
        return words(self.one(name))

    def each(self, name: str) -> list[str]:
        """The words of every such element, in order."""
        return [words(each) for each in self.all(name)]

    def within(self, element: Element, name: str) -> list[Element]:
        """The same search inside an element."""
        return list(self._matching(name, element))

    def link(self, text: str) -> str:
        """Where the one link with these words leads to."""
        found = {a.get("href") for a in self.all("a") if words(a) == text}
        assert len(found) == 1, f"{len(found)} links {text!r}"
        return found.pop() or ""

    def place(self) -> str:
        """The place of the menu that is marked as where one is; empty where none is."""
        marked = [a for a in self.all(".place") if a.get("aria-current") == "page"]
        return words(marked[0]) if marked else ""

    def links(self) -> list[str]:
        """The words of every link."""
        return [words(a) for a in self.all("a")]

    def buttons(self) -> list[str]:
        """The words of every button."""
        return [words(button) for button in self.all("button")]

    def form(self, action: str) -> Element:
        """The one form that is sent to this address."""
        found = [each for each in self.all("form") if each.get("action") == action]
        assert len(found) == 1, f"{len(found)} forms to {action}"
        return found[0]

    def value(self, field: str) -> str:
        """What stands in a field."""
        control = self.one(f"#{field}")
        if control.tag == "textarea":
            return control.text or ""
        if control.tag == "select":
            chosen = [o for o in control.iter("option") if o.get("selected") is not None]
            return chosen[0].get("value", "") if chosen else ""
        return control.get("value", "")

    def _one(self, tag: str) -> Element:
        found = [each for each in self.root.iter(tag) if not _inside_drawing(each, self.root)]
        assert len(found) == 1, f"a page has one {tag}, not {len(found)}"
        return found[0]

    def _matching(self, name: str, root: Element) -> Iterator[Element]:
        kind, rest = name[:1], name[1:]
        for each in root.iter():
            if (
                (kind == "." and rest in (each.get("class") or "").split())
                or (kind == "#" and each.get("id") == rest)
                or each.tag == name
            ):
                yield each

    def _check(self) -> None:
        assert self.heading, "the heading is empty"
        assert self.title, "the title is empty"
        ids = Counter(each.get("id") for each in self.root.iter() if each.get("id"))
        assert not [each for each, count in ids.items() if count > 1], "an id stands twice"
        assert not [each for each in self.root.iter() if each.get("style")], "an inline style"
        labelled = {each.get("for") for each in self.root.iter("label")}
        for control in self.root.iter():
            if control.tag in CONTROLS and control.get("type") not in UNLABELLED:
                assert control.get("id") in labelled, f"{control.get('name')} has no label"


def read(client: FlaskClient, address: str, *, status: int = 200) -> Page:
    """Open a page and read it."""
    answer = client.get(address)
    assert answer.status_code == status, f"{address}: {answer.status}"
    return Page(answer)


def words(element: Element) -> str:
    """The words of an element as a reader gets them, without drawings and forms' scripts."""
    return " ".join("".join(_texts(element)).split())


def _texts(element: Element) -> Iterator[str]:
    if element.tag in ("svg", "script", "style"):
        return
    yield element.text or ""
    for child in element:
        # Whatever lies apart on the page is read apart; a link or a bold word is not.
        apart = "" if child.tag in INSIDE_WORDS else " "
        yield apart
        yield from _texts(child)
        yield apart
        yield child.tail or ""


def _inside_drawing(element: Element, root: Element) -> bool:
    return any(element in list(svg.iter()) for svg in root.iter("svg"))
