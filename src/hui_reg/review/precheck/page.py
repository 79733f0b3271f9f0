"""The check before sending as a page to print: one file, offline, nothing in it that runs. All text is escaped."""

import base64
import hashlib
from collections.abc import Sequence
from html import escape

from hui_reg.intake.loose import OWN_PAGE
from hui_reg.review.precheck.checkup import Checkup, Person, Remark

MARK = OWN_PAGE.decode()
"""Stands in every such page, so that a page may take the place of an earlier one, and of nothing else."""
_STYLE = """
@page { size: A4; margin: 16mm 14mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 18px; max-width: 190mm; color: #1f2933; overflow-wrap: anywhere;
  font: 14px/1.6 "Microsoft YaHei", "Noto Sans CJK SC", "PingFang SC", "SimSun", sans-serif; }
h1 { font-size: 21px; margin: 0; }
p { margin: 4px 0; }
.faint { color: #5f6b77; font-size: 13px; }
.sum { font-size: 16px; font-weight: bold; margin: 10px 0; padding: 7px 12px; border: 1px solid #b6c0ca; }
.warn { padding: 5px 12px; background: #fff1b8; border: 1px solid #c9a400; }
section { border: 1px solid #b6c0ca; border-left-width: 7px; padding: 7px 14px 9px; margin: 11px 0;
  break-inside: avoid; }
section.pass { border-left-color: #2f8a4c; } section.correct { border-left-color: #d9822b; }
section.review { border-left-color: #c9a400; } section.ineligible { border-left-color: #c02727; }
h2 { font-size: 17px; margin: 0; } h2 small { font-weight: normal; font-size: 13px; color: #5f6b77; }
h3 { font-size: 14px; margin: 7px 0 0; }
table { border-collapse: collapse; width: 100%; margin: 5px 0; font-size: 13px; }
td { border: 1px solid #d5dbe1; padding: 2px 7px; vertical-align: top; }
td:first-child { width: 30px; text-align: center; font-weight: bold; } td:nth-child(2) { width: 40%; }
td:nth-child(3) { width: 84px; }
ol, ul { margin: 2px 0 4px; padding-left: 24px; }
li span { display: block; color: #33475b; }
@media print { body { padding: 0; } }
"""


def page(checkup: Checkup, at: str, warnings: Sequence[str]) -> bytes:
    """The page in UTF-8; ``at``: when it was made, as people read it."""
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    several = len(checkup.units) > 1
    people = "\n".join(_section(person, with_unit=several) for person in checkup.people)
    units = "　".join(map(escape, checkup.units[:1] if not several else ()))
    return f"""<!DOCTYPE html>
{MARK}
<html lang="zh-CN"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'">
<meta name="viewport" content="width=device-width"><title>报送前检查结果</title><style>{_STYLE}</style></head>
<body><h1>报送前检查结果</h1>
<p class="faint">{units}{"　" if units else ""}{escape(checkup.title)}（{escape(checkup.basis)}）　{escape(at)}</p>
<p class="sum">{escape(checkup.summary)}</p>
{"".join(f'<p class="warn">▲ {escape(warning)}</p>' for warning in warnings)}
{people}
{_listed("没有认出是谁的文件（请改好文件名或放进本人的文件夹）", checkup.nobodys)}
{_listed("没有能检查的文件", checkup.troubles)}
<p class="faint">√ 没有发现问题　× 要补正　▲ 待核对　● 看来不符合条件　— 不用交。
本页由程序按通知逐条检查得出，只供报送前自查，是否通过以审核意见为准。</p>
</body></html>
""".encode()


def _section(person: Person, *, with_unit: bool) -> str:
    unit = f"　{escape(person.unit)}" if with_unit else ""
    rows = "".join(
        f"<tr><td>{m.symbol}</td><td>{escape(m.title)}</td><td>{escape(m.word)}</td>"
        f"<td>{escape('、'.join(m.files))}</td></tr>"
        for m in person.materials
    )
    return (
        f'<section class="{person.verdict.value}"><h2>{person.symbol} {escape(person.name)} '
        f"<small>{escape(person.number)}{unit}　{escape(person.advice)}</small></h2><table>{rows}</table>"
        f"{_remarks('要补正', person.mend)}{_remarks('待工作人员核对', person.look)}"
        f"{_remarks('提示', person.aware)}</section>"
    )


def _remarks(title: str, remarks: Sequence[Remark]) -> str:
    lines = "".join(
        f"<li>{escape(remark.said)}{f'<span>→ {escape(remark.remedy)}</span>' if remark.remedy else ''}</li>"
        for remark in remarks
    )
    return f"<h3>{title}</h3><ol>{lines}</ol>" if lines else ""


def _listed(title: str, lines: Sequence[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<h3>▲ {title}</h3><ul>{items}</ul>" if items else ""
