"""A reviewer at work in a real browser: by keyboard alone, what is pressed is what comes back, and nothing leaks."""

import json
import re
from dataclasses import replace

import pytest

from hui_reg.history.decisions import Choice, Stage
from hui_reg.model import Verdict
from hui_reg.review.album.page import page
from hui_reg.review.album.sections import row_of
from tests.review import batch as people
from tests.review.album.leaves import boxed, judged, leaf
from tests.review.album.test_page import stray_photo
from tests.servers import chromium

PEOPLE = 36
EVIL = "</script><script>document.title='ran'</script>\"'><img src=x onerror=document.title='ran'>"


@pytest.fixture(scope="module")
def browser():
    with chromium.running() as window:
        yield window


class Desk:
    """One open page; counts the keys that are pressed."""

    def __init__(self, browser, folder, made):
        self.made, self.file, self.keys, self.faults = made, folder / "单位.html", 0, []
        self.file.write_text(page(made), encoding="utf-8")
        size = {"width": chromium.WIDE, "height": chromium.HIGH}
        self.context = browser.new_context(viewport=size, accept_downloads=True)
        self.asked = []
        self.open()

    def open(self):
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("requestfailed", self._refused)
        self.page.goto(self.file.as_uri())
        self.page.wait_for_selector("body.ready")

    def _refused(self, request):
        """The page's own policy let this one not even be sent."""
        if request.failure == "csp":
            self.asked.remove(request.url)

    def press(self, *keys):
        for key in keys:
            self.keys += 1
            self.page.keyboard.press(key)

    def type(self, text):
        self.keys += len(text)
        self.page.keyboard.type(text)

    @property
    def name(self):
        return self.page.text_content("section.shown h2").split(" ")[0].strip()

    def stored(self):
        return self.page.evaluate("() => JSON.stringify({...localStorage, ...sessionStorage}) + document.cookie")

    def save(self, by="王审核"):
        """Press S, sign, and return what was downloaded."""
        with self.page.expect_download() as waiting:
            self.press("s")
            if not self.page.input_value("#by"):
                self.type(by)
                self.press("Enter")
        return json.loads(waiting.value.path().read_text(encoding="utf-8"))


@pytest.fixture
def desk(browser, tmp_path):
    opened = []

    def sit(made):
        opened.append(Desk(browser, tmp_path, made))
        return opened[-1]

    yield sit
    for one in opened:
        assert one.faults == []
        assert {url.split(":")[0] for url in one.asked} <= {"file", "data", "blob"}
        one.context.close()


def unit_of(count=PEOPLE):
    return [
        people.assessment(list(Verdict)[n % 4], f"{people.NAMES[n % 10]}{n:02}", unit=people.UNITS[0])
        for n in range(count)
    ]


def test_a_unit_of_36_is_gone_through_by_keyboard_alone(desk):
    """Two keys for whoever is as proposed: the decision, and on to the next who is open."""
    made = leaf(unit_of())
    at = desk(made)
    digits = {Verdict.PASS: "1", Verdict.REVIEW: "1", Verdict.CORRECT: "2", Verdict.INELIGIBLE: "3"}
    for assessment in made.batch.assessments:
        assert at.name == assessment.dossier.name
        at.press(digits[assessment.verdict], "Enter")
    assert at.keys == 2 * PEOPLE
    assert at.page.text_content("#open") == "全部已定"
    judgement = judged(made, at.save())
    assert judgement.issues == ()
    meant = {a.dossier.key: list(Choice)[int(digits[a.verdict]) - 1] for a in made.batch.assessments}
    assert {one.applicant: one.choice for one in judgement.decided} == meant


def test_one_misread_value_is_mended_in_twelve_keys(desk):
    """The value that asks for a look is picked when the person is shown; the other paper has the right one."""
    member = boxed(people.assessment(Verdict.REVIEW, "李昨"), "name", value="李咋", confidence=0.6)
    at = desk(leaf([member, people.assessment(Verdict.PASS)]))
    assert "李咋" in at.page.text_content(".value.picked")
    at.press("e", "ArrowDown", "Enter", "1", "Enter")
    assert at.keys <= 12
    judgement = judged(at.made, at.save())
    (one,) = judgement.decided
    assert (one.choice, one.remark, one.reasoned) == (Choice.PASS, "更正姓名", False)
    ((told,),) = judgement.corrections.values()
    assert (told.field, told.value) == ("name", "李昨")
    assert (told.paper, told.kind) == (member.dossier.fields["name"].sha256, "id_card")


def test_a_value_that_no_paper_has_right_is_typed(desk):
    member = boxed(people.assessment(Verdict.REVIEW, "李昨"), "name", value="李咋", confidence=0.6)
    at = desk(leaf([member]))
    at.press("e", "Backspace")
    at.type("佐")
    at.press("Enter", "1")
    ((told,),) = judged(at.made, at.save()).corrections.values()
    assert told.value == "李佐"


def test_a_number_that_cannot_be_is_not_taken(desk):
    at = desk(leaf([boxed(people.assessment(Verdict.REVIEW), confidence=0.6)]))
    at.press("e", "Backspace")
    at.type("Z")
    at.press("Enter")
    assert "校验位" in at.page.text_content("#said")
    at.press("Escape", "1")
    assert judged(at.made, at.save()).corrections == {}


def test_going_against_the_proposal_asks_for_the_reason_at_once(desk):
    at = desk(leaf([people.assessment(Verdict.CORRECT)]))
    at.press("1")
    at.type("已电话核实")
    at.press("Enter")
    (one,) = judged(at.made, at.save()).decided
    assert (one.choice, one.remark) == (Choice.PASS, "已电话核实")


def test_what_lacks_a_reason_is_shown_before_anything_is_saved(desk):
    at = desk(leaf([people.assessment(Verdict.PASS), people.assessment(Verdict.CORRECT, "李四")]))
    assert at.name == "李四"
    at.press("1", "Escape", "ArrowRight", "1", "s")
    assert at.name == "李四" and "先写备注" in at.page.text_content("#said")


def test_work_is_kept_without_name_or_number_and_cleared_on_saving(desk):
    member = boxed(people.assessment(Verdict.REVIEW, "李昨"), "name", value="李咋", confidence=0.6)
    at = desk(leaf([member, people.assessment(Verdict.CORRECT, "张三")]))
    at.press("e", "ArrowDown", "Enter", "2", "b")
    at.type("李昨的电话350521199003070021")
    at.press("Enter")
    at.page.wait_for_timeout(200)
    kept = at.stored()
    assert "hui-reg-" in kept
    for word in (
        "李昨",
        "李咋",
        "张三",
        "350521",
        "correct",
        *(row_of(at.made.batch, key) for key in at.made.batch.versions),
    ):
        assert word not in kept
    at.page.close()
    at.open()
    assert at.page.input_value("section.shown .remark").startswith("李昨")
    data = at.save()
    assert data["rows"][0]["choice"] == "correct" and data["rows"][0]["corrections"][0]["value"] == "李昨"
    at.page.wait_for_timeout(200)
    assert at.stored() == "{}"


def test_a_page_made_anew_finds_what_was_said_but_of_nobody_who_has_changed(desk):
    members = [people.assessment(Verdict.PASS, name) for name in people.NAMES[:3]]
    at = desk(leaf(members))
    at.press("1", "Enter", "4", "Enter", "2")
    at.page.wait_for_timeout(200)
    at.page.close()
    batch = at.made.batch
    changed = list(batch.versions)[2]
    at.made = leaf(members, versions=dict(batch.versions) | {changed: "f" * 16})
    assert at.made.batch.export_id != batch.export_id
    at.file.write_text(page(at.made), encoding="utf-8")
    at.open()
    assert "1 人的材料" in at.page.text_content("#said")
    assert at.page.text_content("#open") == "还有 1 人未定"
    judgement = judged(at.made, at.save())
    assert judgement.issues == () and {r.applicant for r in judgement.decided} == set(batch.versions) - {changed}


def test_a_name_that_is_a_program_stays_a_name(desk):
    base = people.assessment(Verdict.PASS)
    dossier = base.dossier.model_copy(update={"name": EVIL, "unit": EVIL})
    member = boxed(base.model_copy(update={"dossier": dossier}), "name", value=EVIL, confidence=0.5)
    at = desk(replace(leaf([member]), unit=EVIL))
    at.press("d", "e")
    at.type("”>'\"<b>")
    at.press("Enter", "1", "b")
    at.type(EVIL)
    at.press("Enter")
    data = at.save(EVIL[:20])
    assert at.page.title() != "ran" and at.page.locator("img[src=x]").count() == 0
    assert data["rows"][0]["remark"] == EVIL
    assert judged(at.made, data).decided[0].remark == EVIL


def test_no_other_script_runs_and_nothing_is_fetched(desk):
    at = desk(leaf([people.assessment(Verdict.PASS)]))
    text = at.file.read_text(encoding="utf-8")
    evil = '<script>document.title = "ran"</script><img src="https://evil.example/x" onerror="document.title=\'ran\'">'
    at.file.write_text(text.replace("</body>", evil + "</body>"), encoding="utf-8")
    at.open()
    assert at.page.evaluate("() => fetch('https://evil.example/').catch((fault) => String(fault))")
    assert at.page.title() != "ran"
    assert not [url for url in at.asked if "evil" in url]


def test_a_file_of_nobodys_is_given_to_whom_the_reviewer_says(desk):
    members = [people.assessment(Verdict.PASS, name) for name in people.NAMES[:3]]
    left = stray_photo(members[0].dossier.messages[0], members[1].dossier.name)
    at = desk(leaf(members, leftovers=[left]))
    at.press("End", "1")
    judgement = judged(at.made, at.save())
    assert list(judgement.owners.values()) == [members[1].dossier.key]
    assert judgement.decided == ()


def test_a_value_is_found_on_its_paper_and_a_link_leads_to_its_person(desk):
    members = [boxed(people.assessment(Verdict.PASS, name)) for name in people.NAMES[:4]]
    at = desk(leaf(members))
    for _ in range(12):
        at.press("ArrowDown")
        if "身份证" in at.page.text_content(".value.picked") and at.page.locator("i.lit").count():
            break
    assert at.page.locator("i.lit").count() == 1
    assert re.match(r"left: 30%; top: 70%; width: 60%", at.page.get_attribute("i.lit", "style"))
    at.page.wait_for_selector(".value.picked canvas")
    at.press("z")
    assert at.page.locator("figure.large i.lit").count() == 1
    third = at.made.batch.assessments[2]
    at.page.goto(f"{at.file.as_uri()}#r-{row_of(at.made.batch, third.dossier.key)}")
    at.page.wait_for_selector("body.ready")
    assert at.name == third.dossier.name


def test_the_second_review_sees_the_first_and_answers_for_itself(desk):
    from hui_reg.history.decisions import Decision
    from tests import builders as b

    members = [people.assessment(Verdict.PASS, name) for name in people.NAMES[:2]]
    first = Decision(Choice.PASS, "已核", 7, "李审核", b.moment("2024-07-06 10:00"))
    held = {m.dossier.key: {Stage.FIRST: first} for m in members}
    at = desk(leaf(members, Stage.SECOND, decisions=held))
    assert "初审：李审核 定为“通过”（已核）" in at.page.text_content("section.shown .told")
    at.press("1", "Enter", "4", "Enter")
    assert [r.choice for r in judged(at.made, at.save()).decided] == [Choice.PASS, Choice.HOLD]
