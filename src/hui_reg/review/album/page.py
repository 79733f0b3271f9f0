"""The page of an album as HTML: one offline file a unit, in which a reviewer looks, corrects and decides.

Everything stands inside the page: pictures, style, scripts. Its policy allows no request whatever, and only the style
and the scripts that were hashed into it; all text is escaped. A page holds its own unit's people alone. What the
reviewer says leaves it as one file (``answers``), by a click; it bears the seals of this export and nothing secret.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

from hui_reg.history.decisions import CHOICE_TITLES, Choice
from hui_reg.model import Assessment
from hui_reg.review.album import sections
from hui_reg.review.album.html import attributes, text
from hui_reg.review.album.papers import Drawn, Stray
from hui_reg.review.batch import Batch
from hui_reg.review.blind import BLIND
from hui_reg.spreadsheets.cleaning import file_name

_SCRIPTS = ("look.js", "answers.js", "keys.js")


@dataclass(frozen=True)
class Leaf:
    """One page to be written: its batch (with the page's own export id), pictures, and the unit's files of nobody.

    ``number``: which page of the unit it is.
    """

    batch: Batch
    unit: str
    drawn: Drawn
    strays: Sequence[Stray] = ()
    number: int = 1


def page(leaf: Leaf) -> str:
    """The whole page of one unit as HTML; pages without a picture say so. Files of nobody stand at the end."""
    batch, style, scripts = leaf.batch, _asset("album.css"), [_asset(name) for name in _SCRIPTS]
    people = list(batch.assessments)
    body = "\n".join(
        [
            *(sections.person(number, person, batch, leaf.drawn) for number, person in enumerate(people)),
            *(sections.stray(number, stray, batch, leaf.drawn) for number, stray in enumerate(leaf.strays)),
        ]
    )
    hashes = " ".join(map(_hash, scripts))
    policy = f"default-src 'none'; img-src data:; style-src {_hash(style)}; script-src {hashes}; base-uri 'none'"
    title = f"{batch.notice.title} · {leaf.unit} · {batch.stage.label}"
    return f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}; form-action 'none'">
<meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width">
<title>{text(f"{leaf.unit} · {batch.stage.label}")}</title><style>{style}</style></head>
<body{_data(leaf)}><header><h1 title="{text(title)}">{text(leaf.unit)} · {text(batch.stage.label)}</h1>
<progress id="done" value="0" max="{len(people)}"></progress><span id="open"></span>
<span id="place"></span><select id="chooser">{_options(people, leaf.strays, batch)}</select>
<button id="previous" title="← 或 K">上一人</button><button id="next" title="→ 或 J">下一人</button>
<label>审核人 <input id="by" maxlength="60" autocomplete="off"></label>
<button id="save" title="S">保存意见</button><button id="help" title="?">按键</button></header>
<div id="said" role="status" hidden></div>
{_HELP}
<main>
{body}
</main>
<p id="head">{text(batch.head)}</p>
{"".join(f"<script>{script}</script>" for script in scripts)}</body></html>
"""


def _data(leaf: Leaf) -> str:
    """What the scripts must know of the export, and where the browser keeps unfinished work.

    Place and key are the unit's, not the export's: a page that is made anew finds what was typed into the former one.
    What the browser keeps is encrypted with the key, which stands in the page alone.
    """
    batch = leaf.batch
    saved = f"{file_name(leaf.unit, 40, '单位不明')}-{batch.stage.label}意见-{batch.export_id}.json"
    place = f"{leaf.unit}|{leaf.number}"
    cipher = hmac.new(batch.secret, f"cipher|{batch.stage.value}|{place}".encode(), hashlib.sha256).digest()
    return attributes(
        export=batch.export_id,
        file=saved,
        store=sections.kept(batch, place),
        key=base64.b64encode(cipher).decode(),
    )


def _options(people: Sequence[Assessment], strays: Sequence[Stray], batch: Batch) -> str:
    def proposed(person: Assessment) -> str:
        return BLIND if person.dossier.key in batch.blind else person.verdict.marked

    named = [f"{person.dossier.name or '（没有姓名）'} {proposed(person)}" for person in people]
    unnamed = [f"▲ 没有归到人：{stray.file.file.path.rsplit('/', 1)[-1]}" for stray in strays]
    return "".join(f"<option>{text(line)}</option>" for line in (*named, *unnamed))


_KEYS = (
    ("1 2 3 4", "、".join(CHOICE_TITLES[choice] for choice in list(Choice)[:4])),
    ("0", "清除这个人在本页的意见"),
    ("Enter", "下一个还没有定的人"),
    ("→ J　← K", "下一人、上一人"),
    ("↓ ↑", "下一个、上一个读得的内容，左边同时指出它在哪里"),
    ("D", "下一处要看的内容（没有把握，或几份材料不一致）"),
    ("E", "更正选中的内容；↓ 换用别的材料上的写法；Enter 确定，Esc 不改"),
    ("B", "写备注"),
    ("Z 或空格", "放大、还原选中的材料；+ − 再放大、缩小"),
    ("[ ]", "上一份、下一份材料"),
    ("L", "打开学信网核对备案表"),
    ("S", "保存意见"),
)
_HELP = (
    '<dialog id="keys"><h2>按键</h2><table>'
    + "".join(f"<tr><th>{keys}</th><td>{what}</td></tr>" for keys, what in _KEYS)
    + "</table><p>填写的内容只留在这台电脑的浏览器里（加密，不含姓名和号码），保存意见后即清除。"
    "把下载的意见文件交回，用 hui-reg import review 导入。</p><button>知道了（Esc）</button></dialog>"
)


def _asset(name: str) -> str:
    return (resources.files("hui_reg.review.album") / name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
