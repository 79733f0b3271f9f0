"""The ID photo: each measure just inside and just outside of what the notice allows, and which of several counts."""

from typing import Any

import pytest

from hui_reg.notice import BACKGROUNDS, Notice
from hui_reg.rules import check
from hui_reg.rules.case import Case
from hui_reg.rules.photo import best_photo
from tests import builders as b

WHO = b.person("张三")
UNTOLD = "?"


def told(notice: Notice, **facts: Any) -> dict[str, str]:
    dossier = b.dossier(WHO, *b.materials(WHO)[:4], b.photo(**facts))
    return {f.rule: f.message for f in check(dossier, notice).findings}


def grounded(notice: Notice, ground: str) -> Notice:
    return notice.model_copy(update={"photo": notice.photo.model_copy(update={"background": ground})})


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({}, {"chroma": 12.0}),
        ({"chroma": 12.1}, {"chroma": 12.0}),
        ({}, {"chroma": UNTOLD}),
        ({"white_share": 0.9}, {"white_share": 0.89}),
        ({}, {"white_share": UNTOLD}),
        ({}, {"faces": 0}),
        ({}, {"faces": 2}),
        ({}, {"faces": UNTOLD}),
        ({}, {"turned": 90}),
        ({"faces": 2}, {"chroma": 3.0, "white_share": 0.1}),
        ({"chroma": 3.0}, {"faces": 0, "turned": 90}),
        ({"turned": 90}, {"faces": 0, "white_share": UNTOLD}),
        ({"white_share": 0.1}, {"chroma": UNTOLD, "turned": 180}),
        ({"chroma": UNTOLD}, {"chroma": UNTOLD, "faces": 2}),
        ({"faces": 2, "turned": 90}, {"faces": UNTOLD, "turned": 90, "chroma": 3.0}),
    ],
)
def test_the_photo_with_the_fewest_faults_counts(notice: Notice, better: Any, worse: Any) -> None:
    good, bad = b.exhibit(b.photo(**better), "好.jpg"), b.exhibit(b.photo(**worse), "差.jpg")
    for order in ((good, bad), (bad, good)):
        assert best_photo(Case(b.dossier(WHO, *order), notice)) == good


def test_of_equals_the_first_counts_and_of_none_none(notice: Notice) -> None:
    pair = [b.exhibit(b.photo(), name) for name in ("甲.jpg", "乙.jpg")]
    assert best_photo(Case(b.dossier(WHO, *pair), notice)) == pair[0]
    assert best_photo(Case(b.dossier(WHO), notice)) is None


@pytest.mark.parametrize("ground", ["blue", "red"])
def test_the_share_of_the_wanted_ground_counts(notice: Notice, ground: str) -> None:
    share = f"{ground}_share"
    good = b.exhibit(b.photo(**{share: 0.9, "white_share": 0.0}), "好.jpg")
    bad = b.exhibit(b.photo(**{share: 0.89}), "差.jpg")
    assert best_photo(Case(b.dossier(WHO, bad, good), grounded(notice, ground))) == good


@pytest.mark.parametrize(
    ("ground", "shares", "said"),
    [
        ("blue", {"blue_share": 0.9, "white_share": 0.95}, None),
        ("blue", {"blue_share": 0.89, "white_share": 0.9}, "证件照是白底，通知要求蓝底。"),
        ("blue", {"blue_share": 0.89, "white_share": 0.89}, "通知要求蓝底的证件照，底色颜色不够或不均匀。"),
        ("blue", {"blue_share": 0.1, "white_share": 0.0, "red_share": 0.9}, "证件照是红底，通知要求蓝底。"),
        ("blue", {"blue_share": 0.1, "white_share": UNTOLD}, "通知要求蓝底的证件照，底色颜色不够或不均匀。"),
        ("blue", {"white_share": 0.95}, "证件照的蓝底比例没有测出，请人工查看。"),
        ("red", {"red_share": 0.9, "white_share": 0.0}, None),
        ("red", {"red_share": 0.5, "white_share": 0.0, "blue_share": 0.95}, "证件照是蓝底，通知要求红底。"),
        ("red", {"red_share": UNTOLD, "blue_share": 0.95}, "证件照的红底比例没有测出，请人工查看。"),
    ],
)
def test_a_coloured_ground(notice: Notice, ground: str, shares: Any, said: str | None) -> None:
    found = check(b.dossier(WHO, b.photo(**shares)), grounded(notice, ground)).findings
    hint = f"请提交{BACKGROUNDS[ground]}的证件照电子档。"
    assert [(f.message, f.hint) for f in found if f.rule == "B208"] == ([(said, hint)] if said else [])


@pytest.mark.parametrize(
    ("chroma", "said"),
    [(12.0, "证件照是黑白照片。"), (12.1, None), (UNTOLD, "证件照的彩色程度没有测出，请人工查看。")],
)
def test_colour(notice: Notice, chroma: Any, said: str | None) -> None:
    assert told(notice, chroma=chroma).get("B207") == said


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"head_ratio": 0.38}, None),
        ({"head_ratio": 0.37}, "证件照上头部太小，占高度的37%。"),
        ({"head_ratio": 0.92}, None),
        ({"head_ratio": 0.93}, "证件照上头部太大，占高度的93%。"),
        ({"head_ratio": UNTOLD}, "证件照的头部占比没有测出，请人工查看。"),
        ({"faces": 0}, "证件照上没有测到人脸。"),
        ({"faces": 2}, "证件照上测到2张人脸。"),
        ({"faces": UNTOLD}, "证件照的人脸数没有测出，请人工查看。"),
        ({"turned": 90}, "证件照没有放正，顺时针转90度才正。"),
    ],
)
def test_the_head(notice: Notice, facts: Any, said: str | None) -> None:
    assert told(notice, **facts).get("B209") == said


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, None),
        ({"width": 295, "height": 413}, None),
        ({"width": 294, "height": 413}, "294×413像素，不足295×413"),
        ({"width": 295, "height": 412}, "295×412像素，不足295×413"),
        ({"width": 700, "height": 1000}, None),
        ({"width": 699, "height": 1000}, "宽高比0.70"),
        ({"width": 850, "height": 1000}, None),
        ({"width": 851, "height": 1000}, "宽高比0.85"),
        ({"width": UNTOLD, "height": 100}, None),
        ({"width": 100, "height": UNTOLD}, None),
        ({"bytes": 10_000}, None),
        ({"bytes": 9_999}, "大小10kB"),
        ({"bytes": 1_000_000}, None),
        ({"bytes": 1_000_001}, "大小1000kB"),
        ({"bytes": UNTOLD}, None),
        ({"head_ratio": 0.45}, None),
        ({"head_ratio": 0.44}, "头部占高度的44%，偏小"),
        ({"head_ratio": 0.38}, "头部占高度的38%，偏小"),
        ({"head_ratio": 0.37}, None),
        ({"head_ratio": 0.85}, None),
        ({"head_ratio": 0.86}, "头部占高度的86%，偏大"),
        ({"head_ratio": 0.92}, "头部占高度的92%，偏大"),
        ({"head_ratio": 0.93}, None),
        ({"width": 200, "height": 300, "bytes": 1}, "200×300像素，不足295×413；宽高比0.67；大小0kB"),
    ],
)
def test_what_is_noted(notice: Notice, facts: Any, said: str | None) -> None:
    assert told(notice, **facts).get("B210") == (said and f"证件照规格：{said}。")
