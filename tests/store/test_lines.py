"""Lines that are only added to: torn ends are cut off, damage is told, and nothing that was added is lost."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hui_reg.store.journal import Journal
from hui_reg.store.lines import Lines

LINES = [json.dumps({"n": n, "名": "甲" * n}, ensure_ascii=False) for n in range(1, 5)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lines")


def fresh(folder: Path) -> Lines:
    (folder / "a.jsonl").unlink(missing_ok=True)
    return Journal(folder / "a.jsonl")


def whole(lines: Lines) -> list[str]:
    return [line.text for line in lines.read() if line.text is not None]


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_flipped_bit_is_told_wherever_it_is(folder: Path, data: st.DataObject) -> None:
    lines = fresh(folder)
    lines.append(LINES)
    content = bytearray(lines.path.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    lines.path.write_bytes(content)
    told = [line.number for line in lines.read() if line.text is None]
    assert told or lines.torn()
    assert set(whole(lines)) < set(LINES) or lines.torn()


@given(st.integers(0, 10**6))
@settings(max_examples=100, deadline=None)
def test_cut_off_anywhere_it_goes_on(folder: Path, at: int) -> None:
    lines = fresh(folder)
    lines.append(LINES[:3])
    safe = lines.path.stat().st_size
    lines.append(LINES[3:])
    cut = safe + at % (lines.path.stat().st_size - safe)
    with lines.path.open("r+b") as file:
        file.truncate(cut)
    lines.append(["{}"])
    assert [text for text in whole(lines) if text != LINES[3]] == [*LINES[:3], "{}"]
    assert all(line.text is not None for line in lines.read())
    assert lines.last() == "{}"


def test_the_last_line_is_found_behind_long_ones(tmp_path: Path) -> None:
    lines = Lines(tmp_path / "a.jsonl")
    assert lines.last() is None
    for text in (json.dumps("长" * 100_000), "1", json.dumps("长" * 300_000)):
        lines.append([text])
        assert lines.last() == text


def test_lines_of_an_older_program_stand_before_those_with_sums(tmp_path: Path) -> None:
    lines = Journal(tmp_path / "a.jsonl")
    lines.path.write_text('\n{"a": 1}\n{"a": 2}', encoding="utf-8")
    lines.append(["3"])
    assert whole(lines) == ['{"a": 1}', '{"a": 2}', "3"]
    assert lines.path.read_bytes().count(b"\n") == 4


def test_what_was_taken_back_was_never_there(tmp_path: Path) -> None:
    lines = Lines(tmp_path / "a.jsonl")
    lines.append(["1"])
    sizes = lines.append(["2"])
    lines.take_back(sizes)
    assert whole(lines) == ["1"]
    lines.append(["3"])
    lines.take_back(sizes)
    assert whole(lines) in (["1"], ["1", "3"])


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    lines = Lines(tmp_path / "new" / "a.jsonl")
    lines.append(["1"])
    assert lines.path.stat().st_mode & 0o077 == 0


def test_who_wakes_up_between_looking_and_adding_cuts_nothing_of_others_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that slept while its turn went to another: what the other added stays, also when it takes its own back."""
    mine, others = Lines(tmp_path / "a.jsonl"), Lines(tmp_path / "a.jsonl")
    mine.append(LINES[:1])
    looks = Lines._gap

    def asleep(descriptor: int, end: int) -> str:
        monkeypatch.setattr(Lines, "_gap", staticmethod(looks))
        others.append(LINES[1:2])
        return looks(descriptor, end)

    monkeypatch.setattr(Lines, "_gap", staticmethod(asleep))
    sizes = mine.append(LINES[2:3])
    assert whole(mine) == LINES[:3]
    mine.take_back(sizes)
    assert whole(mine) == LINES[:2]
    sizes = mine.append(LINES[2:3])
    others.append(LINES[3:])
    mine.take_back(sizes)
    assert whole(mine) == LINES
