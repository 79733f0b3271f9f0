"""What staff read is so: the handbook is run again, word for word; the pages of reference are made anew."""

import re
from collections.abc import Iterator, Mapping
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest
from tools import handbook, reference
from tools.office_acts import ACTS

from hui_reg.commands import tree
from hui_reg.desk import validation
from hui_reg.desk.workspace import Workspace, open_workspace
from hui_reg.model import FileReadings
from hui_reg.store import mails, results
from tests.samples.validated import validated_samples

ROOT = Path(handbook.ROOT)


@pytest.fixture
def read_once(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the samples' files say is taken from where this test run has read them."""
    root = validated_samples(tmp_path / "w", tmp_path_factory)
    with open_workspace(root) as workspace, workspace.database.begin() as connection:
        hashes = {file.sha256 for file in mails.load_files(connection)}
        known = {reading.sha256: reading for reading in results.load_readings(connection, hashes)}
    really = validation.read_files

    def read(workspace: Workspace, mail_of: Mapping[str, str], *more: Any) -> Iterator[FileReadings]:
        yield from (known[sha256] for sha256 in mail_of if sha256 in known)
        yield from really(workspace, {sha: mail for sha, mail in mail_of.items() if sha not in known}, *more)

    monkeypatch.setattr(validation, "read_files", read)


@pytest.mark.slow  # the whole season by hand, a minute and more; `python tools/handbook.py` says the same
@pytest.mark.timeout(900)
@pytest.mark.usefixtures("read_once")
def test_the_handbook_is_what_happens() -> None:
    text = handbook.made(ACTS, {"HUI_REG_READING__WORKERS": "1"})
    different = list(unified_diff(handbook.PAGE.read_text(encoding="utf-8").splitlines(), text.splitlines(), n=0))
    assert different == [], "python tools/handbook.py --write"


def test_the_first_blocks_are_what_happens(tmp_path: Path) -> None:
    """What needs no reading, of the same run."""
    text, page = handbook.SOURCE.read_text(encoding="utf-8"), handbook.PAGE.read_text(encoding="utf-8")
    with handbook._moved_to(tmp_path, {}):
        for block in list(handbook._BLOCK.finditer(text))[:2]:
            assert handbook._console(block, ACTS) in page


def test_what_the_handbook_shows_is_there() -> None:
    text = handbook.SOURCE.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https:)([^)#]+)\)", text):
        assert (ROOT / "docs" / target).resolve().exists(), target
    for first, second in re.findall(r"hui-reg(?: -w \S+)? ([a-z][\w-]+)(?: ([a-z][\w-]+))?", text):
        assert first in tree.VERBS, first
        if second and first in tree.GROUPS:
            assert second in tree.GROUPS[first].verbs, (first, second)


@pytest.mark.parametrize("page", reference.PAGES)
def test_a_page_of_reference_is_what_the_code_says(page: str) -> None:
    assert page not in reference.stale(), "python tools/reference.py --write"


def test_every_message_has_a_section_with_what_to_do() -> None:
    sections = re.split(r"^### ", reference.errors_page(), flags=re.M)[1:]
    assert len(sections) > 100
    silent = [section.splitlines()[0] for section in sections if len(section.strip().splitlines()) < 2]
    assert silent == []
