"""The evidence tree: planned names only, nothing outside its folder, old workbooks keep their files."""

import hashlib
import os
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hui_reg.model import Leftover, Verdict
from hui_reg.review import evidence
from tests import builders
from tests.review import batch as people


def bytes_of(sha256):
    return f"bytes of {sha256}".encode()


def tree(root):
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file() and p.name[0] != "."}


def test_the_tree_is_unit_name_material(tmp_path):
    plan = evidence.plan([people.assessment(Verdict.PASS, "张三", unit="螺城镇")])
    assert "evidence/螺城镇/张三/身份证_id_card.pdf" in {f.path for f in plan.files}
    assert evidence.write(tmp_path, plan.files, bytes_of, {}) == []
    assert tree(tmp_path) == {f.path: bytes_of(f.sha256) for f in plan.files}


def test_namesakes_and_units_that_differ_in_case_get_numbers():
    one = people.assessment(Verdict.PASS, "ABC", unit="Unit")
    other = people.assessment(Verdict.PASS, "X", unit="Unit")
    third = people.assessment(Verdict.PASS, "Y", unit="unit")
    other = other.model_copy(update={"dossier": other.dossier.model_copy(update={"name": "abc"})})
    folders = list(evidence.plan([one, other, third]).folders.values())
    assert folders == ["evidence/Unit/ABC", "evidence/Unit/abc(2)", "evidence/unit(2)/Y"]


def test_one_file_with_everything_is_written_once():
    who, mail = builders.person(), builders.message()
    leaf = builders.file(mail, "全部材料.pdf")
    exhibits = [
        builders.exhibit(r, mail=mail, file=leaf, format="pdf")
        for r in (builders.form(who), builders.id_card(who), builders.diploma(who))
    ]
    base = people.assessment(Verdict.PASS)
    plan = evidence.plan([base.model_copy(update={"dossier": builders.dossier(who, *exhibits, mail=mail)})])
    assert [f.path.rsplit("/", 1)[1] for f in plan.files] == ["材料合订_全部材料.pdf"]


def test_the_ending_is_chosen_by_content_never_by_the_sender():
    who = builders.person()
    base = people.assessment(Verdict.PASS)
    photo = builders.exhibit(builders.photo(), "照片.jpg.exe", format="jpeg")
    odd = builders.exhibit(builders.diploma(who), "毕业证.pdf.js", format="unknown")
    plan = evidence.plan([base.model_copy(update={"dossier": builders.dossier(who, photo, odd)})])
    assert {f.path.rsplit(".", 1)[1] for f in plan.files} == {"jpg", "bin"}


def test_leftovers_stand_under_the_unit_of_their_mail():
    assessment = people.assessment(Verdict.PASS, unit="螺城镇")
    mail = assessment.dossier.messages[0]
    leftover = Leftover(file=builders.file(mail, "材料.zip/未知.pdf"), reason="-")
    plan = evidence.plan([assessment], [leftover, leftover], [mail])
    assert plan.unfiled[mail.sha256, "材料.zip/未知.pdf"] == "evidence/螺城镇/_未归档/未知.pdf"
    assert len([f for f in plan.files if "_未归档" in f.path]) == 1


@given(st.lists(st.tuples(st.text(max_size=300), st.text(max_size=300), st.text(max_size=300)), min_size=1, max_size=6))
def test_any_names_stay_inside_and_short(names):
    assessments = []
    for number, (unit, name, path) in enumerate(names):
        base = people.assessment(Verdict.PASS, f"人{number}")
        exhibits = tuple(
            e.model_copy(update={"file": e.file.model_copy(update={"path": path})}) for e in base.dossier.exhibits
        )
        changes = {"unit": unit, "name": name, "exhibits": exhibits}
        assessments.append(base.model_copy(update={"dossier": base.dossier.model_copy(update=changes)}))
    plan = evidence.plan(assessments)
    paths = [f.path for f in plan.files]
    assert len({p.casefold() for p in paths}) == len(paths)
    for path in paths:
        parts = path.split("/")
        assert (len(parts), parts[0]) == (4, "evidence")
        assert not {"", ".", ".."} & set(parts)
        assert len(path) <= 200
        assert all(part.strip(" .") == part and "\\" not in part and ":" not in part for part in parts)


@pytest.mark.parametrize("path", ["../x", "evidence/../../x", "/etc/x", "evidence/link/x"])
def test_a_path_out_of_the_folder_is_refused(tmp_path, path):
    root = tmp_path / "out"
    (root / "evidence").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (root / "evidence" / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ValueError, match="out of its folder"):
        evidence.write(root, [evidence.Placed(path, "0" * 64)], bytes_of, {})
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_second_export_of_the_same_writes_nothing(tmp_path):
    assessments = people.people(4)
    plan = evidence.plan(assessments)
    evidence.write(tmp_path, plan.files, bytes_of, {})

    def no_bytes(sha256):
        raise AssertionError("read again")

    there = evidence.standing(tmp_path)
    again = evidence.plan(assessments, standing=there)
    assert again == plan
    evidence.write(tmp_path, again.files, no_bytes, there)


def test_a_copied_tree_with_new_times_is_still_ours(tmp_path):
    card = b"an ID card"
    placed = evidence.Placed(f"{evidence.FOLDER}/单位/张三/身份证.pdf", hashlib.sha256(card).hexdigest())
    evidence.write(tmp_path / "old", [placed], lambda _: card, {})
    copied = tmp_path / "new"
    shutil.copytree(tmp_path / "old", copied, copy_function=shutil.copyfile)
    os.utime(copied / placed.path, (1, 1))
    assert evidence.standing(copied)[placed.path] == placed.sha256, "else a second copy comes to stand beside it"
    evidence.prune(copied, [])
    assert not (copied / placed.path).exists()


def test_files_an_older_workbook_links_to_stand_until_the_new_one_is_out(tmp_path):
    before = [people.assessment(Verdict.PASS)]
    plan = evidence.plan(before)
    evidence.write(tmp_path, plan.files, bytes_of, {})
    old = tree(tmp_path)
    card = before[0].dossier.exhibits[1]
    changed = card.model_copy(update={"file": card.file.model_copy(update={"sha256": "f" * 64})})
    exhibits = (before[0].dossier.exhibits[0], changed, *before[0].dossier.exhibits[2:])
    after = [before[0].model_copy(update={"dossier": before[0].dossier.model_copy(update={"exhibits": exhibits})})]
    there = evidence.standing(tmp_path)
    new = evidence.plan(after, standing=there)
    evidence.write(tmp_path, new.files, bytes_of, there)
    assert {path: data for path, data in tree(tmp_path).items() if path in old} == old
    evidence.prune(tmp_path, new.files)
    assert tree(tmp_path) == {f.path: bytes_of(f.sha256) for f in new.files}


def test_what_people_put_there_is_neither_overwritten_nor_removed(tmp_path):
    assessments = [people.assessment(Verdict.PASS)]
    plan = evidence.plan(assessments)
    evidence.write(tmp_path, plan.files, bytes_of, {})
    note = tmp_path / plan.folders[assessments[0].dossier.key] / "我的笔记.txt"
    note.write_text("笔记")
    touched = tmp_path / plan.files[0].path
    touched.write_text("改过")
    there = evidence.standing(tmp_path)
    new = evidence.plan(assessments, standing=there)
    evidence.write(tmp_path, new.files, bytes_of, there)
    evidence.prune(tmp_path, new.files)
    assert note.read_text() == "笔记"
    assert touched.read_text() == "改过"
    assert (tmp_path / new.files[0].path).read_bytes() == bytes_of(new.files[0].sha256)


def test_lost_bytes_are_named(tmp_path):
    plan = evidence.plan([people.assessment(Verdict.PASS)])
    lost = plan.files[0]

    def blobs(sha256):
        if sha256 == lost.sha256:
            raise KeyError(sha256)
        return bytes_of(sha256)

    assert evidence.write(tmp_path / "alone" / "out", plan.files, blobs, {}) == [lost.path]


def test_a_killed_export_is_continued_in_the_same_names(tmp_path):
    assessments = people.people(3)
    plan = evidence.plan(assessments)
    seen = []

    def dying(sha256):
        seen.append(sha256)
        if len(seen) == 6:
            raise KeyboardInterrupt
        return bytes_of(sha256)

    with pytest.raises(KeyboardInterrupt):
        evidence.write(tmp_path, plan.files, dying, {})
    half = next(f for f in plan.files if (tmp_path / f.path).is_file())
    (tmp_path / half.path).write_bytes(b"ha")
    there = evidence.standing(tmp_path)
    again = evidence.plan(assessments, standing=there)
    assert again == plan
    evidence.write(tmp_path, again.files, bytes_of, there)
    assert tree(tmp_path) == {f.path: bytes_of(f.sha256) for f in plan.files}
