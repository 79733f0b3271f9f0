"""The committed samples are whole: small enough, invented throughout, and what the script makes today."""

import email
import io
import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest
from samples import cast, make
from samples.posts import papers, posts

from hui_reg.model import Outcome
from hui_reg.notation import resident_id
from hui_reg.rules import RULES

SAMPLES = Path(make.HERE)
MAILS = sorted((SAMPLES / "mails").rglob("*.eml"))
EXPECTED = [json.loads(line) for line in (SAMPLES / "expected.jsonl").read_text("utf-8").splitlines()]


def test_the_whole_is_at_most_twelve_megabytes() -> None:
    assert sum(path.stat().st_size for path in (SAMPLES / "mails").rglob("*") if path.is_file()) <= 12_000_000


def test_there_are_units_and_people_enough_and_half_of_them_faultless() -> None:
    assert len({line["unit"] for line in EXPECTED}) >= 6
    assert len(EXPECTED) >= 26
    assert sum(line["verdict"] == "pass" for line in EXPECTED) * 2 >= len(EXPECTED)


def test_every_folder_of_mails_is_a_unit_of_the_expectation() -> None:
    assert {path.parent.name for path in MAILS} == {line["unit"] for line in EXPECTED}


@pytest.mark.parametrize("line", EXPECTED, ids=lambda line: line["name"])
def test_an_expectation_is_well_formed(line: dict[str, object]) -> None:
    assert set(line) == {"unit", "name", "id_number", "verdict", "findings"}
    assert resident_id.problem(str(line["id_number"])) is None
    findings = line["findings"]
    assert isinstance(findings, list)
    known = {rule.id for rule in RULES}
    assert {finding["rule"] for finding in findings} <= known
    worst = min((list(Outcome).index(Outcome(finding["outcome"])) for finding in findings), default=None)
    assert line["verdict"] == ("pass" if worst is None else list(Outcome)[worst].value)


def test_nobody_is_expected_twice() -> None:
    assert max(Counter(line["id_number"] for line in EXPECTED).values()) == 1


def test_every_fault_has_its_reason_beside_the_cast() -> None:
    for unit in cast.UNITS:
        assert [a.person.name for a in unit.applicants if a.findings and not a.why] == []


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.name)
def test_a_mail_has_a_server_header_on_top_and_only_invented_addresses(path: Path) -> None:
    raw = path.read_bytes()
    assert raw.startswith(b"Received: from ")
    hosts = _hosts(email.message_from_bytes(raw))
    assert hosts
    assert [host for host in hosts if not re.search(r"(^|\.)example\.com$", host)] == []


def _hosts(message: Message) -> set[str]:
    """Hosts of every header of the mail and of the mails inside it."""
    found: set[str] = set()
    for part in message.walk():
        for name, value in part.items():
            if name in ("From", "To", "Cc", "Message-ID", "Received"):
                found.update(re.findall(r"@([\w.-]+\w)", str(value)))
                found.update(re.findall(r"(?:from|by) ([\w-]+\.[\w.-]+\w)", str(value)))
    return found


def test_the_expectation_is_the_casts() -> None:
    assert (SAMPLES / "expected.jsonl").read_text("utf-8") == make.expected()


ANEW = "python -m samples.make writes other bytes: commit them, or install requirements-dev.lock"
# Archives hold what the machine's zlib makes of the same input.
as_committed = pytest.mark.skipif("ng" in zlib.ZLIB_RUNTIME_VERSION, reason="zlib-ng compresses to other bytes")


@as_committed
def test_two_peoples_papers_made_anew_are_those_in_the_mails() -> None:
    """Of every sort: Word, scans and pictures; whole mails are made anew in the slow tier."""
    folder = SAMPLES / "mails" / cast.SONGLING.name
    held = {leaf for path in folder.iterdir() for leaf in _leaves(email.message_from_bytes(path.read_bytes()))}
    made = [paper for applicant in cast.SONGLING.applicants[:2] for paper in papers(applicant)]
    assert {paper.extension for paper in made} == {"docx", "pdf", "jpg"}
    assert [paper.material for paper in made if paper.data not in held] == [], ANEW


def _leaves(message: Message) -> Iterator[bytes]:
    """What is attached to a mail, and what is in attached archives."""
    for part in message.walk():
        data = part.get_payload(decode=True)
        if isinstance(data, bytes):
            yield data
            if zipfile.is_zipfile(io.BytesIO(data)):
                with zipfile.ZipFile(io.BytesIO(data)) as archive:
                    yield from map(archive.read, archive.namelist())


@as_committed
@pytest.mark.slow
@pytest.mark.parametrize("unit", cast.UNITS, ids=lambda unit: unit.name)
def test_every_unit_made_anew_has_the_same_bytes(unit: cast.Unit) -> None:
    _same(unit)


def _same(unit: cast.Unit) -> None:
    folder = SAMPLES / "mails" / unit.name
    made = {post.file: post.raw for post in posts(unit)}
    assert set(made) == {path.name for path in folder.iterdir()}
    different = [name for name, raw in made.items() if (folder / name).read_bytes() != raw]
    assert different == [], ANEW
