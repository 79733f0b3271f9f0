"""A file of nobody's, of which it is said later that some of its pages are something."""

import pytest

from hui_reg.dossiers.ruled.papers import ruled_file
from hui_reg.history.rulings import fold_rulings
from hui_reg.model import FileReadings
from hui_reg.vocabulary import Fact, Kind
from tests.builders import diploma, form, person
from tests.dossiers.ruled.test_orders import entry

WHO, SHA256 = person("张三"), "a" * 64
READ = FileReadings(
    sha256=SHA256,
    format="pdf",
    page_count=2,
    readings=(
        form(WHO).model_copy(update={"pages": (1,)}),
        diploma(WHO).model_copy(update={"pages": (2,)}),
    ),
)
OWNED, PAPER = {"is": "owner", "name": "张三"}, {"is": "kind", "paper": "diploma", "sides": ""}


def ruled(*said: dict[str, str]) -> dict[Kind, tuple[int, ...]]:
    """The papers of the file, with their pages, when this was said of it in this order."""
    entries = [
        entry(n, "ruling", "", {"ruling": "file", "file": SHA256, "path": "a.pdf", "pages": "", **one})
        for n, one in enumerate(said, 1)
    ]
    read = ruled_file(READ, fold_rulings(entries).by_file[SHA256])
    assert not any(r.facts.get(Fact.NO_MATERIAL) for r in read.readings if r.kind is not Kind.BLANK)
    return {reading.kind: reading.pages for reading in read.readings}


@pytest.mark.parametrize("something", [OWNED, PAPER])
def test_what_is_said_later_of_some_pages_holds(something: dict[str, str]) -> None:
    assert ruled({"is": "none"}) == {Kind.BLANK: (1, 2)}
    assert ruled({"is": "none"}, {**something, "pages": "2"}) == {Kind.BLANK: (1,), Kind.DIPLOMA: (2,)}
    assert ruled({"is": "none", "pages": "1,2"}, {**something, "pages": "2"}) == {
        Kind.BLANK: (1,),
        Kind.DIPLOMA: (2,),
    }
    assert ruled({**something, "pages": "2"}, {"is": "none"}) == {Kind.BLANK: (1, 2)}


def test_another_kind_of_a_page_that_was_nothing_keeps_what_was_read_there() -> None:
    found = ruled({"is": "none"}, {**PAPER, "paper": "degree_certificate", "pages": "2"})
    assert found == {Kind.BLANK: (1,), Kind.DEGREE_CERTIFICATE: (2,)}
