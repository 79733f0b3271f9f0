"""Where a mail's text stops being its sender's: lines of dashes, 写道, and a mail's headers as programs print them.

Pure. Positions are those of the text given.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_DEEPEST: Final = 5
_LABELS: Final = {
    "sender": "发件人|寄件者|寄件人|发信人|From",
    "subject": "主题|主題|主旨|标题|標題|Subject",
    "date": "发送时间|发送日期|发信时间|寄件日期|傳送時間|日期|时间|時間|Sent|Date",
    "other": "收件人|收件者|收信人|抄送|副本|密送|密件副本|附件|重要性|优先级|To|Cc|Reply-To|Attachments|Importance",
}
_BLANK: Final = r"[ \t\u3000]*"


def _spaced(label: str) -> str:
    """A label as programs print it: ``日　期``, ``发 件 人``."""
    return label if label.isascii() else _BLANK.join(label)


_ANY: Final = "|".join(f"(?P<{kind}>{'|'.join(map(_spaced, labels.split('|')))})" for kind, labels in _LABELS.items())
_LABEL: Final = re.compile(
    rf"(?:(?<=\n)|^|(?<=[ \t;；,，>|*]))(?:{_ANY}){_BLANK}\**(?:{_BLANK}[:：]|{_BLANK}\|)\**", re.IGNORECASE
)
_TABLE_LABEL: Final = re.compile(rf"^[ \t]*(?:{_ANY})[ \t]+(?=\S)", re.IGNORECASE | re.MULTILINE)
"""A label and its value in two cells, as NetEase writes them: only below its own line of dashes."""
_DASHED: Final = re.compile(
    r"^[ \t]*-{2,}[ \t]*(?:转发|轉發|转寄|轉寄)的?(?:原)?(?:邮件|郵件|信息|消息)[^\n]*$", re.MULTILINE
)
_ABOVE: Final = re.compile(
    r"[>| \t]*(?:[-_=—–]{2,}.*|(?:来自|发自)[^\n]{0,24}?[-_]{2,}|开始转发的(?:邮件|郵件)[:：]|Begin forwarded message:"
    r"|.{0,6}(?:转发|轉發|轉寄|原始)的?(?:邮件|郵件|信息|消息)[:：]?)?"
    r"[ \t]*",
    re.IGNORECASE,
)
"""A line between the forwarder's words and the quoted headers."""
_QUOTE_LINE: Final = re.compile(
    r"^[ \t\u3000]*(?:"
    r"-{2,}[ \t]*(?:原始邮件|原邮件|邮件原件|原始信件|回复的原邮件|原始郵件|Original(?: Message)?|Replied Message)"
    r"[ \t]*-{2,}"
    r"|(?:在|于|At[ \t])[^\n]{5,120}(?:写道|wrote)[:：]?[ \t]*$"
    r"|[^\n]{0,60}\d{4}[年/-][^\n]{5,100}写道[:：][ \t]*$"
    r"|On [^\n]{5,200} wrote:[ \t]*$"
    r")",
    re.MULTILINE,
)


_WHO: Final = r"[^\n<>]{0,60}?<?[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+){1,8}>?"
_WROTE: Final = re.compile(
    rf"^[ \t\u3000]*(?:(?P<one>{_WHO})[ \t]*(?:在|于|於)[^\n]{{5,60}}(?:写道|寫道|编写)[:：]?"
    rf"|(?:在|于|於|On)[^\n]{{5,60}}?[，,][ \t]*(?P<other>{_WHO})[ \t]*(?:写道|寫道|wrote)[:：]?)[ \t]*$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Head:
    """The quoted headers of one letter, and where they stand in the text."""

    start: int
    end: int
    sender: str
    subject: str


def quotation(text: str) -> int:
    """Where a reply begins to quote the mail it answers; the end of the text if nowhere."""
    line, head = _QUOTE_LINE.search(text), find_head(text)
    return min(line.start() if line else len(text), head.start if head else len(text))


def find_head(text: str) -> Head | None:
    """The first block of quoted headers: a sender, with a subject or a date beside it, and nothing between."""
    dashed = _DASHED.search(text)
    for run in _runs(text, dashed.end() if dashed else len(text)):
        told = {kind: value for kind, value, _, _ in reversed(run)}
        if "sender" in told and told.keys() & {"subject", "date"}:
            subject = told.get("subject", "")[:300]
            return Head(_above(text, run[0][2]), run[-1][3], told["sender"], subject)
    return None


def find_writer(text: str) -> Head | None:
    """The line above a letter that tells only who wrote it, and when: ``云桥镇 <yq@…> 于 2024年7月1日写道：``."""
    found = _WROTE.search(text)
    return Head(found.start(), found.end(), found["one"] or found["other"], "") if found else None


def _above(text: str, start: int) -> int:
    """Where the lines begin that only lead to the headers."""
    start = text.rfind("\n", 0, start) + 1 if not text[text.rfind("\n", 0, start) + 1 : start].strip(" >|*") else start
    for _ in range(_DEEPEST):
        line = text.rfind("\n", 0, max(0, start - 1)) + 1
        if not start or not _ABOVE.fullmatch(text[line : start - 1]):
            break
        start = line
    return start


def _runs(text: str, tables_from: int) -> Iterator[list[tuple[str, str, int, int]]]:
    """Runs of labels with nothing but their values between them: kind, value, where it begins and ends."""
    found = sorted([*_LABEL.finditer(text), *_TABLE_LABEL.finditer(text, tables_from)], key=lambda match: match.start())
    run: list[tuple[str, str, int, int]] = []
    end = -1
    for position, match in enumerate(found):
        if match.start() < end:
            continue
        following = found[position + 1].start() if position + 1 < len(found) else len(text)
        line_end = text.find("\n", match.end())
        stop = min(following, line_end if line_end >= 0 else len(text))
        if stop < following and not text[stop:following].strip(" \t\n>|"):
            stop = following
        entry = (match.lastgroup or "", text[match.end() : stop].strip(" \t\n|;；"), match.start(), stop)
        if run and text[run[-1][3] : match.start()].strip(" \t\n>|-"):
            yield run
            run = []
        run.append(entry)
        end = match.end()
    if run:
        yield run
