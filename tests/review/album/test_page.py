"""The page of an album: own people only, every text escaped, no request possible, everything at its place."""

import re

import pytest

from hui_reg.history.decisions import Choice, Decision, Stage
from hui_reg.model import File, Leftover, RosterEntry, Verdict
from hui_reg.notice import parse, shipped
from hui_reg.review.album import papers
from hui_reg.review.album.page import page
from hui_reg.review.printed import texts_of
from hui_reg.rules import check
from hui_reg.store.merkle import head, heads_in
from hui_reg.vocabulary import Kind
from tests import builders as b
from tests.review import batch as people
from tests.review.album.leaves import boxed, leaf, row
from tests.review.sheets.test_workbook import PAYLOADS


def changed(assessment, **what):
    return assessment.model_copy(update={"dossier": assessment.dossier.model_copy(update=what)})


def test_everyone_has_a_section_with_papers_values_and_findings():
    members = [people.assessment(v, n) for v, n in zip(Verdict, people.NAMES, strict=False)]
    text = page(leaf(members))
    assert text.count('<section class="person"') == 4
    for member in members:
        assert member.dossier.name in text
        for finding in member.findings:
            assert finding.message in text


def test_a_value_stands_beside_the_same_value_on_the_other_papers_and_leads_to_its_place():
    text = page(leaf([boxed(people.assessment(Verdict.PASS))]))
    line = re.search(r"<th>公民身份号码</th><td>(.*?)</td>", text)[1]
    assert [re.findall(r"<small>(\S+)", line)] == [["身份证", "申报表"]]
    mark = re.search(r'data-field="id_number"[^>]*data-mark="([^"]+)"', line)[1]
    assert f'<i id="{mark}" data-box="0.3000,0.7000,0.9000,0.8000"></i>' in text


def test_what_contradicts_stands_first_and_is_marked():
    text = page(leaf([boxed(people.assessment(Verdict.PASS), "school", value="别的学校")]))
    table = text[text.index('<table class="values">') :]
    assert table.index("毕业院校") < table.index("姓名")
    assert re.search(r'<tr class="?asks"?><th>毕业院校', table) and "differs" in table


def test_a_page_shared_by_two_papers_shows_its_region_and_the_marks_move_with_it():
    base = boxed(people.assessment(Verdict.PASS))
    exhibits = tuple(
        e.model_copy(update={"reading": e.reading.model_copy(update={"region": (0.2, 0.6, 1.0, 1.0)})})
        if e.reading.kind is Kind.ID_CARD
        else e
        for e in base.dossier.exhibits
    )
    text = page(leaf([changed(base, exhibits=exhibits)]))
    left, top, right, bottom = map(float, re.search(r'data-box="([^"]+)"', text)[1].split(","))
    shown = (0.15, 0.55, 1.0, 1.0)  # the region and its margin
    assert left == pytest.approx((0.3 - shown[0]) / (shown[2] - shown[0]), abs=1e-3)
    assert bottom == pytest.approx((0.8 - shown[1]) / (shown[3] - shown[1]), abs=1e-3)
    assert 0 < left < right < 1 and 0 < top < bottom < 1


def test_an_office_page_is_drawn_anew_and_its_cells_are_the_places_of_the_values():
    member = people.assessment(Verdict.PASS)
    made = leaf([member])
    form = next(v for v in papers.views(member) if v.exhibit.reading.kind is Kind.APPLICATION_FORM)
    rows = (("申报表",), ("姓名", member.dossier.name, "", "电话", "139"))
    text = page(leaf_with(made, {form.key: rows}))
    cell = re.search(rf'<td id="([^"]+)" colspan="2">{member.dossier.name}</td>', text)[1]
    assert f'data-mark="{cell}"' in text


def leaf_with(made, drawn):
    from dataclasses import replace

    return replace(made, drawn={**made.drawn, **drawn})


def test_the_own_line_of_the_roster_is_drawn():
    file = File(message=b.sha("mail"), path="汇总表.xlsx", sha256="9" * 64, size=9)
    roster = RosterEntry(file=file, fields={"name": "张三", "phone": "13900000000"})
    text = page(leaf([changed(people.assessment(Verdict.PASS), roster=roster)]))
    assert "汇总表（本人的一行） · 汇总表.xlsx" in text
    assert "<td>13900000000</td>" in text


def test_somebody_elses_paper_and_one_of_unsure_origin_stand_first_and_say_so():
    member = people.assessment(Verdict.REVIEW)
    foreign = b.exhibit(b.diploma(b.person("柯建业")), "毕业证(1).pdf")
    waiting = b.exhibit(b.photo(chroma=70), "照片2.jpg", superseded=True, unconfirmed=True)
    dossier = {"strangers": (foreign,), "exhibits": (*member.dossier.exhibits, waiting)}
    text = page(leaf([changed(member, **dossier)]))
    figures = re.findall(r'<figure[^>]*class="apart"><figcaption><b>([^<]+)</b>', text)
    assert figures == ["像是柯建业的材料", "来源待核，没有采用"]
    assert text.index('class="apart"') < text.index('class="photo"')


def test_the_record_is_checked_with_one_click():
    """The code whole, once, beside the link; among the readings it stays masked."""
    member = people.assessment(Verdict.PASS)
    code = member.dossier.fields["chsi_code"].value.value
    text = page(leaf([member]))
    assert f"<code>{code}</code>" in text and text.count(code or "") == 2
    assert f'href="https://www.chsi.com.cn/xlcx/bg.do?vcode={code}"' in text
    assert code[:4] + "*" in text


@pytest.mark.parametrize(
    "link",
    [
        "https://copy.example\\@www.chsi.com.cn/xlcx/bg.do?vcode=ABCD1234EFGH5678",
        "https://www.chsi.com.cn@copy.example/",
        "javascript:alert(1)//www.chsi.com.cn/",
        "https://www.chsi.com.cn:8443/",
    ],
)
def test_a_link_that_leads_elsewhere_cannot_be_clicked(link):
    who = b.person()
    record = b.record(who, chsi_link=link, chsi_qr=link)
    dossier = b.dossier(who, *b.materials(who)[:3], record, b.photo())
    text = page(leaf([check(dossier, parse(shipped()))]))
    assert "href=" not in text and "没有可以放心点开的链接" in text


def test_nothing_is_fetched_from_anywhere():
    text = page(leaf(people.people(4)))
    assert re.search(
        r"default-src 'none'; img-src data:; style-src 'sha256-[^']+'; script-src( 'sha256-[^']+'){3}; base-uri", text
    )
    for attribute in re.findall(r'(?:src|href|action)="([^"]*)"', text):
        assert attribute.startswith(("data:image/jpeg;base64,", "https://www.chsi.com.cn/"))
    assert " style=" not in text and " onclick" not in text


@pytest.mark.parametrize("payload", [p for p in PAYLOADS if any(c in p for c in "<>&\"'")])
def test_texts_from_outside_stay_text(payload):
    base = people.assessment(Verdict.CORRECT)
    finding = base.findings[0].model_copy(update={"message": payload, "hint": payload})
    made = changed(boxed(base, "name", value=payload, alternatives=(payload,)), name=payload, unit=payload)
    held = {made.dossier.key: {Stage.FIRST: Decision(Choice.HOLD, payload, 7, payload, b.moment("2024-07-01 10:00"))}}
    member = made.model_copy(update={"findings": (finding,)})
    text = page(leaf([member], unit=payload, decisions=held))
    assert text.count("<script>") == text.count("</script>") == 3
    assert text.count("<section") == 1
    assert "alert(1)" not in re.sub(r"(&lt;script&gt;|script_|javascript:)alert\(1\)", "", text)
    assert row(text, re.search(r'id="r-([0-9a-f]{24})"', text)[1])["choice"] == "hold"


def stray_photo(message, *candidates):
    file = File(message=message.sha256, path="材料.zip/IMG_0001.jpg", sha256="e" * 64, size=9)
    return Leftover(file=file, pages=(1,), kind=Kind.PHOTO, reason="照片上没有姓名", candidates=candidates)


def test_a_file_of_nobodys_stands_beside_the_cards_of_its_candidates_alone():
    members = [people.assessment(Verdict.PASS, name) for name in people.NAMES[:3]]
    own = members[0].dossier.messages[0]
    named = stray_photo(own, members[1].dossier.name)
    foreign = stray_photo(own.model_copy(update={"sha256": "f" * 64}), members[1].dossier.name)
    unowned = papers.strays(members, [named, foreign])
    assert [stray.file for stray in unowned] == [named], "another unit's photo stays out"
    text = page(leaf(members, leftovers=[named, foreign]))
    last = text.split('<section class="stray"')[-1]
    assert text.count("<section") == text.count("<option>") == 4
    assert "材料.zip/IMG_0001.jpg" in last and members[1].dossier.name in last
    assert members[0].dossier.name not in last
    assert last.count("<img ") == 2 and last.count("data-to=") == 2


def test_the_head_of_the_ledger_is_printed_and_found_again():
    printed = head(["00" * 32])
    text = page(leaf([people.assessment(Verdict.PASS)], head=str(printed)))
    assert heads_in("\n".join(texts_of(text.encode())[0].texts)) == [printed]
