"""``export album``: one offline page a unit, for people who would rather look than read.

Everything stands inside the page: pictures, style, script. Its policy allows no request whatever, and only the one
style and the one script that were hashed into it; all text is escaped. A page holds its own unit's people alone.
"""

import base64
import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib import resources

from hui_reg.model import Assessment, Box, Exhibit, Leftover, Outcome, Value
from hui_reg.review.batch import Picture, in_order
from hui_reg.review.columns import shown_findings
from hui_reg.review.verification import verifications
from hui_reg.spreadsheets.cleaning import clean
from hui_reg.vocabulary import APPLICANT_FIELDS, FIELDS, KIND_TITLES, Field, Kind, papers

SHOWN = papers(lambda paper: paper.album, lambda paper: paper.album)
"""What is shown, in this order."""


@dataclass(frozen=True)
class View:
    """One page of one file that an applicant's sheet shows."""

    exhibit: Exhibit
    page: int

    @property
    def key(self) -> str:
        """By which the page's picture is found."""
        return f"{self.exhibit.file.sha256}-{self.page}"


@dataclass(frozen=True)
class Beside:
    """What the papers don't tell: by applicant key where each one stands, and the hosts of the register's own links."""

    standings: Mapping[str, str] = dataclasses.field(default_factory=dict)
    hosts: Sequence[str] = ()


@dataclass(frozen=True)
class Stray:
    """A photo that could be tied to nobody, to be compared by eye with the ID cards of those it may show.

    Faces are left to people's eyes: to measure one is to process biometric data (PIPL, article 28), and needless here.
    """

    photo: Leftover
    candidates: tuple[Assessment, ...]

    @property
    def key(self) -> str:
        """By which its picture is found."""
        return f"{self.photo.file.sha256}-{self.page}"

    @property
    def page(self) -> int:
        return self.photo.pages[0] if self.photo.pages else 1


def strays(people: Sequence[Assessment], leftovers: Sequence[Leftover]) -> list[Stray]:
    """The unit's photos of nobody, each with the candidates named, else with those who have no photo."""
    mails = {message.sha256 for person in people for message in person.dossier.messages}
    unseen = [person for person in people if not person.dossier.current(Kind.PHOTO)]
    found = []
    for left in leftovers:
        if left.kind is Kind.PHOTO and left.file.message in mails:
            named = [person for person in people if person.dossier.name in left.candidates]
            found.append(Stray(left, tuple(named or unseen)))
    return found


def views(assessment: Assessment) -> list[View]:
    """The pages to show, each once, in the order of :data:`SHOWN`."""
    found: dict[tuple[str, int], View] = {}
    for exhibit in assessment.dossier.current(*SHOWN):
        for page in exhibit.reading.pages[:6]:
            found.setdefault((exhibit.file.sha256, page), View(exhibit, page))
    return sorted(found.values(), key=lambda view: (SHOWN.index(view.exhibit.reading.kind), view.page))


def page(
    title: str,
    unit: str,
    assessments: Sequence[Assessment],
    pictures: Mapping[str, Picture],
    unowned: Sequence[Stray] = (),
    beside: Beside | None = None,
) -> str:
    """The whole page of one unit as HTML; ``pictures`` by the key of their view, pages without one say so.

    ``unowned`` photos stand at the end.
    """
    style, script = _asset("album.css"), _asset("album.js")
    people = in_order(assessments)
    sections = "\n".join(
        _section(number, assessment, pictures, beside or Beside()) for number, assessment in enumerate(people)
    )
    sections += "\n".join(_comparison(stray, pictures) for stray in unowned)
    options = "".join(f"<option>{_text(a.dossier.name)} {_text(a.verdict.marked)}</option>" for a in people)
    options += "".join(f"<option>{_text(_NOBODYS)}</option>" for _ in unowned)
    policy = f"default-src 'none'; img-src data:; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'"
    return f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}; form-action 'none'">
<meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width">
<title>{_text(unit)}</title><style>{style}</style></head>
<body><header><h1>{_text(title)} · {_text(unit)}</h1>
<span class="hint">← → 换人　点字段看出处　点图放大　Esc 还原</span>
<span id="place"></span><button id="previous">上一人</button><select>{options}</select><button id="next">下一人</button>
</header>
{sections}
<script>{script}</script></body></html>
"""


def _section(number: int, assessment: Assessment, pictures: Mapping[str, Picture], beside: Beside) -> str:
    dossier = assessment.dossier
    shown = views(assessment)
    boxes = _boxes(number, assessment, shown)
    figures = "".join(_figure(view, pictures.get(view.key), boxes) for view in shown)
    standing = beside.standings.get(dossier.key, "")
    stands = f"<p>● 现在：{_text(standing)}</p>" if standing else ""
    verdict = f'<span class="mark {assessment.verdict.value}">{_text(assessment.verdict.marked)}</span>'
    return (
        f"<section><h2>{_text(dossier.name)} {verdict}</h2>"
        f'<div class="papers">{figures or "<p>没有可以显示的材料</p>"}</div>'
        f"<aside>{stands}{_findings(assessment)}{_records(assessment, beside.hosts)}"
        f"{_fields(assessment, boxes)}</aside></section>"
    )


_NOBODYS = "▲ 没有归到人的照片"
_PHOTO = ' class="photo"'


def _comparison(stray: Stray, pictures: Mapping[str, Picture]) -> str:
    left = stray.photo
    caption = f"{left.file.path} · 第 {stray.page} 页"
    figures = [_drawn(caption, KIND_TITLES[Kind.PHOTO], pictures.get(stray.key), photo=True)]
    for person in stray.candidates:
        for view in views(person):
            if view.exhibit.reading.kind is Kind.ID_CARD and Field.NAME in view.exhibit.reading.fields:
                figures.append(_drawn(person.dossier.name, KIND_TITLES[Kind.ID_CARD], pictures.get(view.key)))
    return (
        f"<section><h2>{_text(_NOBODYS)}</h2><div class='papers'>{''.join(figures)}</div>"
        f"<aside><h3>为什么在这里</h3><p>{_text(left.reason)}。</p><h3>怎么办</h3><p>请与旁边各人身份证上的人像对照。"
        "认出是谁也不要直接采用：请单位以姓名命名后重新发送，程序会归到这个人的档案。</p></aside></section>"
    )


@dataclass(frozen=True)
class _Mark:
    """A value's place on a shown page, and the id by which its field finds it."""

    id: str
    box: Box


def _boxes(number: int, assessment: Assessment, shown: Sequence[View]) -> Mapping[tuple[str, int], Mapping[str, _Mark]]:
    """By file and page: the places of the merged fields, by field name."""
    known = {(view.exhibit.file.sha256, view.page) for view in shown}
    boxes: dict[tuple[str, int], dict[str, _Mark]] = {}
    for name, field in assessment.dossier.fields.items():
        value = field.value
        place = (field.sha256, value.page or 1)
        if name in APPLICANT_FIELDS and value.box and place in known and value.box[2] > value.box[0]:
            boxes.setdefault(place, {})[name] = _Mark(f"p{number}-{name}", value.box)
    return boxes


def _figure(view: View, picture: Picture | None, boxes: Mapping[tuple[str, int], Mapping[str, _Mark]]) -> str:
    kind = view.exhibit.reading.kind
    caption = f"{KIND_TITLES[kind]} · {view.exhibit.file.path} · 第 {view.page} 页"
    marks = "".join(
        f'<i id="{mark.id}" data-box="{_fractions(mark.box)}"></i>'
        for mark in boxes.get((view.exhibit.file.sha256, view.page), {}).values()
    )
    return _drawn(caption, KIND_TITLES[kind], picture, marks, photo=kind is Kind.PHOTO)


def _drawn(caption: str, title: str, picture: Picture | None, marks: str = "", *, photo: bool = False) -> str:
    if picture is None:
        return f"<figure><figcaption>{_text(caption)}</figcaption><p>这一页没有图像，请打开原件</p></figure>"
    source = "data:image/jpeg;base64," + base64.b64encode(picture.data).decode()
    size = f'width="{picture.width}" height="{picture.height}"'
    return (
        f"<figure{_PHOTO if photo else ''}><figcaption>{_text(caption)}</figcaption>"
        f'<div class="page"><img src="{source}" {size} alt="{_text(title)}">{marks}</div></figure>'
    )


def _fractions(box: Box) -> str:
    return ",".join(f"{edge:.4f}" for edge in box)


def _findings(assessment: Assessment) -> str:
    notes = [f for f in assessment.findings if f.outcome is Outcome.NOTE]
    items = "".join(
        f'<li><span class="mark {f.outcome.value}">{_text(f.outcome.marked)}</span> {_text(f.message)}'
        f"〔{_text(f.rule)}〕<small>{_text(f.hint)}</small></li>"
        for f in (*shown_findings(assessment), *notes)
    )
    return f"<h3>审核发现</h3><ol>{items or '<li>没有发现问题</li>'}</ol>"


def _records(assessment: Assessment, hosts: Sequence[str]) -> str:
    """Each record's code whole, with the link that shows the record in the register."""
    found = verifications(assessment, hosts)
    items = "".join(
        f"<li><code>{_text(record.code)}</code> "
        + (
            f'<a href="{_text(record.link)}" target="_blank" rel="noopener noreferrer">在学信网核对</a></li>'
            if record.link
            else "（没有可以放心点开的链接，请自行登录学信网输入验证码）</li>"
        )
        for record in found
    )
    return f"<h3>核对备案表</h3><ul>{items}</ul>" if found else ""


def _fields(assessment: Assessment, boxes: Mapping[tuple[str, int], Mapping[str, _Mark]]) -> str:
    marks = {name: mark.id for by_name in boxes.values() for name, mark in by_name.items()}
    rows = []
    for name in APPLICANT_FIELDS:
        field = assessment.dossier.fields.get(name)
        if field is None:
            continue
        target = f' data-for="{marks[name]}"' if name in marks else ""
        weak = "" if field.value.sure else ' class="weak"'
        rows.append(
            f"<tr{target}><th>{_text(FIELDS[name])}</th><td{weak}>{_text(_shown(name, field.value))}</td>"
            f"<td>{field.value.confidence:.0%}</td><td>{_text(KIND_TITLES[field.kind])}</td></tr>"
        )
    return f"<h3>读得的内容</h3><table>{''.join(rows)}</table>"


def _shown(name: str, value: Value) -> str:
    if value.value is None:
        return f"（读不出：{value.reason}）"
    if name == Field.CHSI_CODE:  # whoever has the code sees the person's record
        return value.value[:4] + "*" * (len(value.value) - 4)
    return value.value


def _text(text: str) -> str:
    return escape(clean(text), quote=True)


def _asset(name: str) -> str:
    return (resources.files("hui_reg.review.album") / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
