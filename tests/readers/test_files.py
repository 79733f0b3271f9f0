"""A whole file: problems instead of exceptions, pages that belong to one kind, versions that tell what to reread."""

import hashlib
import io
import time

import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject
from samples.press import cards, fonts

from hui_reg.model import FileReadings, ProblemKind, Reading
from hui_reg.pages import paging
from hui_reg.pages.page import Line, Page
from hui_reg.readers import VERSIONS, is_current, read_file, read_in_worker
from hui_reg.readers import select as choosing
from hui_reg.readers.claims import Reader
from hui_reg.readers.select import READERS
from hui_reg.sandbox.pool import Job, Limits, Sandbox
from hui_reg.vocabulary import Kind
from tests.readers.paper import A4, jpeg, pdf, person


def locked(password: str) -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(pdf(Image.new("RGB", (200, 200), "white")))))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", ProblemKind.EMPTY),
        (b"%PDF-1.7 nothing", ProblemKind.DAMAGED),
        (locked("secret"), ProblemKind.ENCRYPTED),
        (b"\xff\xd8\xff\xe0 nothing", ProblemKind.DAMAGED),
        (b"PK\x03\x04 nothing", ProblemKind.DAMAGED),
        (b"\x7fELF" + bytes(range(256)), ProblemKind.UNSUPPORTED),
    ],
)
def test_bad_input_is_a_problem_with_its_remedy(data: bytes, kind: ProblemKind) -> None:
    readings = read_file(data)
    assert readings.problem is not None
    assert readings.problem.kind == kind
    assert "请" in readings.problem.detail
    assert readings.sha256 == hashlib.sha256(data).hexdigest()


def test_owner_password_is_no_obstacle() -> None:
    assert read_file(locked("")).problem is None


def test_blank_pages_are_blank() -> None:
    readings = read_file(pdf(Image.new("RGB", A4, "white"), Image.new("RGB", A4, (250, 250, 246))))
    assert [(r.kind, r.pages) for r in readings.readings] == [(Kind.BLANK, (1,)), (Kind.BLANK, (2,))]


@pytest.mark.parametrize("wraps", [True, False])
def test_the_cover_of_a_portfolio_is_no_paper(wraps: bool) -> None:
    """Its files come as files of their own; a page that merely says so is a page."""
    page = Image.new("RGB", A4, "white")
    ImageDraw.Draw(page).text((200, 300), "请在更高版本中打开此文件集合", "black", fonts.sized(fonts.HEI, 40))
    writer = PdfWriter(PdfReader(io.BytesIO(pdf(page))))
    writer.add_attachment("毕业证.jpg", b"anything")
    if wraps:
        writer.root_object[NameObject("/Collection")] = DictionaryObject()
    out = io.BytesIO()
    writer.write(out)
    readings = read_file(out.getvalue())
    assert readings.problem is None
    assert [reading.kind for reading in readings.readings] == ([Kind.LETTER] if wraps else [])


def test_versions_of_those_that_took_part() -> None:
    readings = read_file(jpeg(cards.portrait_side(person())))
    assert set(readings.versions) == {"ocr", "id_card"}
    assert is_current(readings)
    assert not is_current(readings.model_copy(update={"versions": {"id_card": VERSIONS["id_card"] + 1}}))
    assert not is_current(readings.model_copy(update={"versions": {"a reader of the past": 1}}))


def test_what_could_not_be_read_is_tried_again_by_whoever_learns() -> None:
    readings = read_file(b"\x7fELF" + bytes(range(256)))
    assert is_current(readings)
    for name in VERSIONS:
        assert not is_current(readings.model_copy(update={"versions": {**VERSIONS, name: VERSIONS[name] - 1}}))
    assert not is_current(readings.model_copy(update={"versions": {}}))  # kept by versions before there were formats


def test_every_reader_has_its_version() -> None:
    assert {reader.name: reader.version for reader in READERS}.items() <= VERSIONS.items()


def test_unclaimed_pages_depend_on_every_reader() -> None:
    readings = read_file("今天天气很好".encode())
    if not readings.readings:
        assert {reader.name for reader in READERS} <= set(readings.versions)


def claim(kind: Kind, confidence: float, *pages: int) -> Reading:
    return Reading(kind=kind, kind_confidence=confidence, pages=pages)


def choose(monkeypatch: pytest.MonkeyPatch, *claims: Reading) -> list[Reading]:
    readers = tuple(Reader(c.kind.value, 1, lambda _, c=c: [c]) for c in claims)  # type: ignore[misc]
    monkeypatch.setattr(choosing, "READERS", readers)
    pages = [Page(number, "ocr", (Line("text"),)) for number in (1, 2, 3)]
    return choosing.select(pages, [])[0]


def test_the_surest_claim_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = choose(monkeypatch, claim(Kind.LETTER, 0.6, 1), claim(Kind.DIPLOMA, 0.95, 1))
    assert [(r.kind, r.kind_confidence) for r in chosen] == [(Kind.DIPLOMA, 0.95)]


def test_equally_sure_claims_leave_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    (chosen,) = choose(monkeypatch, claim(Kind.DIPLOMA, 0.95, 1), claim(Kind.DEGREE_CERTIFICATE, 0.94, 1))
    assert chosen.kind_confidence <= 0.6


def test_pages_are_shared_out(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = choose(monkeypatch, claim(Kind.APPLICATION_FORM, 0.9, 1, 2), claim(Kind.DIPLOMA, 0.8, 3))
    assert [(r.kind, r.pages) for r in chosen] == [(Kind.APPLICATION_FORM, (1, 2)), (Kind.DIPLOMA, (3,))]


def test_weak_claims_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    assert choose(monkeypatch, claim(Kind.LETTER, 0.4, 1)) == []


def test_inside_the_sandbox() -> None:
    data = pdf(cards.sheet(cards.portrait_side(person()), cards.emblem_side(person())))
    with Sandbox(workers=1, limits=Limits(seconds=60)) as sandbox:
        (done,) = sandbox.run(read_in_worker, FileReadings, [Job("key", lambda: data)])
    assert done.problem is None
    assert done.document is not None
    assert done.document.readings[0].fields["name"].value == person().name


def test_what_was_cut_short_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    page = cards.sheet(cards.portrait_side(person()))
    monkeypatch.setattr(paging, "_SECONDS", 0.05)
    readings = read_file(pdf(page, page, page, page))
    assert readings.problem is not None
    assert readings.problem.kind == ProblemKind.TIMEOUT
    assert "页数" not in readings.problem.detail, "a slow machine is nobody's fault"
    assert len(readings.readings) >= 1
    assert not is_current(readings)


def test_a_busy_machine_cuts_nothing_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the clock on the wall says: only the worker's own work counts."""
    page = cards.sheet(cards.portrait_side(person()))
    clock = iter(range(0, 10**9, 1000))
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(time, "time", lambda: next(clock))
    readings = read_file(pdf(page, page))
    assert readings.problem is None
    assert readings.page_count == 2


def test_a_reader_that_fails_costs_only_its_own_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> list[Reading]:
        raise ValueError

    good = Reader("good", 1, lambda _: [claim(Kind.LETTER, 0.9, 1)])
    monkeypatch.setattr(choosing, "READERS", (Reader("bad", 1, fail), good))
    chosen, _ = choosing.select([Page(1, "ocr", (Line("text"),))], [])
    assert [reading.kind for reading in chosen] == [Kind.LETTER]
