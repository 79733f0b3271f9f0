"""``export package`` on a workspace, through the real pool: of PDFs of two people each folder holds one person's."""

import zipfile
from pathlib import Path

import pytest

from hui_reg import cli
from tests import builders
from tests.commands.exports import going
from tests.pages import sealed, traces
from tests.pages.joint import DRAWINGS, built
from tests.pages.test_joint import NAMES, WAYS, WRAPPINGS


def paper(name: str, way: str, number: int) -> going.Paper:
    """A joint file as a person's ID card."""
    first = (NAMES.index(name) + WAYS.index(way)) % 2 == 0
    _, plain = built(name, first=first)
    card = builders.id_card(going.person(number)).model_copy(update={"pages": (1 if first else 2,)})
    return going.Paper(WRAPPINGS[way](plain), "pdf", card)


def packed(root: Path, papers: list[going.Paper]) -> list[bytes]:
    """What the package holds of these people's papers."""
    going.workspace(root / "w", papers)
    assert cli.run(["-w", str(root / "w"), "export", "package", "--output", str(root / "p.zip")]) in (0, 1, 3, 5)
    with zipfile.ZipFile(root / "p.zip") as package:
        whole = b"\n".join(
            name.encode() + package.read(name) for name in package.namelist() if not name.endswith("pdf")
        )
        assert b"OTHERWORD" not in whole
        return [package.read(name) for name in package.namelist() if name.endswith(".pdf")]


def only_their_own(root: Path, cases: list[tuple[str, str]]) -> None:
    pages = packed(root, [paper(name, way, number) for number, (name, way) in enumerate(cases)])
    assert len(pages) == len(cases)
    assert [(case, traces.of_the_other(page)) for case, page in zip(cases, pages, strict=True)
            if traces.of_the_other(page)] == []  # fmt: skip


def test_some_joint_files_through_the_command(tmp_path: Path) -> None:
    only_their_own(tmp_path, [(NAMES[(17 * n + 3) % len(NAMES)], WAYS[n]) for n in range(0, len(WAYS), 3)])


def test_a_signed_file_that_holds_more_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [sealed.signed(sealed.clean()), sealed.signed(sealed.UNCLEAN["an attachment"]())]
    papers = [going.Paper(data, "pdf", builders.id_card(going.person(n))) for n, data in enumerate(files)]
    one, two = packed(tmp_path, papers)
    assert one == files[0]
    assert traces.of_the_other(two) == []
    said = capsys.readouterr().err
    assert "按原样放入" in said and "签名随之失去" in said


@pytest.mark.slow
def test_two_hundred_joint_files_through_the_command(tmp_path: Path) -> None:
    assert len(DRAWINGS) > 100
    only_their_own(tmp_path, [(name, WAYS[(n + turn) % len(WAYS)]) for turn in (0, 4) for n, name in enumerate(NAMES)])
