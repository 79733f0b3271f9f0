"""``export album``: a page a unit, and the workbook that leads into it."""

import pytest
from openpyxl import load_workbook

from hui_reg import cli
from hui_reg.desk.workspace import open_workspace
from hui_reg.review import columns
from hui_reg.store import results
from tests.commands.test_review import run, stored
from tests.review import batch as people


@pytest.fixture
def workspace(tmp_path):
    root = tmp_path / "w"
    assert cli.run(["-w", str(root), "init", "-q"]) == 0
    stored(root, people.people(8))
    return root


def test_the_workbook_leads_to_each_persons_place_in_the_album(workspace, tmp_path):
    out = tmp_path / "out" / "审核表.xlsx"
    assert run(workspace, "export", "review", "--album", "--output", out) == 0
    sheet = load_workbook(out)[columns.SHEET]
    places = {row[1].value: row[0].hyperlink for row in sheet.iter_rows(min_row=3)}
    assert len(places) == 8
    for name, link in places.items():
        page = (out.parent / link.target).read_text(encoding="utf-8")
        section = page[page.index(f'id="{link.location}"') :].split("</section>")[0]
        assert f"<h2>{name} " in section


def test_the_album_has_a_page_a_unit(workspace, tmp_path):
    assert run(workspace, "export", "album", "--output", tmp_path / "album") == 0
    pages = {p.stem: p.read_text(encoding="utf-8") for p in (tmp_path / "album").iterdir()}
    assert set(pages) == set(people.UNITS)
    with open_workspace(workspace) as opened, opened.database.begin() as connection:
        everyone = results.load_assessments(connection)
    for unit, text in pages.items():
        assert "data:image/jpeg;base64," in text
        assert all((a.dossier.id_number in text) is (a.dossier.unit == unit) for a in everyone)
