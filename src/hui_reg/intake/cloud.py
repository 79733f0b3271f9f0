"""What stayed in a cloud: found by the words beside a link, whatever the host; described by the text around. Pure.

A list of providers is never complete, so none decides. A link in a sentence that speaks of papers, or beside a file's
name, is one; signatures, quotations, our own letters and the hosts of the notice are not. Nothing is ever fetched.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from hui_reg.intake.body import Piece, html_pieces, plain_pieces, tidy
from hui_reg.intake.charset import decode
from hui_reg.intake.envelope import RECORD_HOSTS
from hui_reg.intake.links import address, find_links, is_at, is_bare, narrowed, unwrapped
from hui_reg.intake.message import Mail
from hui_reg.intake.parts import Leaf
from hui_reg.intake.providers import keeper_of_picture, keeps_files, provider_of
from hui_reg.model import CloudLink

_SPEAKS = re.compile(
    r"材料|附件|网盘|微盘|云盘|钉盘|云文档|在线文档|文档|提取码|访问码|取件码|分享码|下载|资料|中转站|压缩包|扫描件|电子版|查[收阅]"
    r"|分享(?:的|了|给|：|:)|(?:证件|身份证|毕业证|学历|申报表|申请表|备案表|照片|回单|名单)(?!查询)|发送(?:的|了)文件|文件(?:分享|链接|太大|较大|过大)"
    r"|(?:太大|较大|过大|超大)"
)
_DISCLAIMER = re.compile(r"(?:本|此|该)(?:电子)?邮件[及和与、（(]*(?:其)?(?:所有|任何|所含|所附)?的?附件")
_SENTENCE_ENDS = re.compile(r"[。！？；!?;]")
_BEFORE_CODE = re.compile(r"^[\s。；;！!.]+(?=(?:提取|访问|取件|分享)码)")
"""A full stop between a link and its code ends no sentence."""
_SIGNATURE_LINE = re.compile(r"^\s*--\s*$")
_SENT_BY = re.compile(
    r"^\s*(?:发自|(?:来自|使用)(?:我的)?.{0,8}(?:邮箱|邮件|手机|客户端|iPhone|iPad|大师)"
    r"|从.{1,20}发送|获取\s*Outlook|Sent (?:from|with|by)|Get Outlook)",
    re.IGNORECASE,
)
"""What a mail program says of itself below a letter."""
_OWN_BEGINS, _OWN_ENDS = re.compile(r"您好！贵单位(?:为|发来)“?"), "谢谢配合"
_BUTTON = re.compile(
    r"^[\s【\[]*(?:点击|立即|进入|去|直接|全部|批量)*(?:下载|打开|查看|预览|保存|转存|在线)[^。，,]{0,8}$"
)
_CODE = re.compile(
    r"(?:提取码|提取密码|访问码|访问密码|分享码|分享密码|取件码|密码|口令|验证码|pwd|code)\s*(?:为|是|[:：=])*\s*"
    r"([A-Za-z0-9]{3,10})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_CODE_IN_LINK = re.compile(
    r"[?&#](?:pwd|passcode|password|accesscode)=([A-Za-z0-9]{3,10})(?![A-Za-z0-9])", re.IGNORECASE
)
_EXTENSIONS = "zip|rar|7z|tar|gz|tgz|pdf|docx?|xlsx?|pptx?|wps|et|ofd|jpe?g|png|bmp|tiff?|heic|mp4|mov|iso|exe"
_FILE_NAME = re.compile(rf"[^\s<>\"/\\|*?:：，,；;「『“《]{{1,150}}?\.(?:{_EXTENSIONS})(?![A-Za-z0-9.])", re.IGNORECASE)
_SIZE = re.compile(r"(?<![A-Za-z\d.])\d+(?:\.\d+)?\s?(?:[KMGT]i?B?|字节|bytes)(?![A-Za-z\d])", re.IGNORECASE)
_DAY = r"\d{4}\s?[年/.-]\s?\d{1,2}\s?[月/.-]\s?\d{1,2}\s?日?(?:\s?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
_EXPIRES = re.compile(
    rf"({_DAY})\s?(?:到期|过期|失效|前有效)|(?:有效期|过期时间|到期时间|失效时间)\s?(?:至|到|为|[:：])*\s?({_DAY}|永久|无限期)"
    r"|(\d{1,3}\s?天后?)(?:内有效|到期|过期|后过期)|(无限期|永久有效|长期有效)"
)


_SHORTCUT = re.compile(r"(?:^URL\s*=\s*|<key>URL</key>\s*<string>)([^\s<]{8,2000})", re.MULTILINE | re.IGNORECASE)
_LONGEST_NOTE = 64 * 1024
"""Bytes up to which an attached text is a note that may hold a link instead of the file."""


@dataclass(frozen=True)
class _Link:
    """One link in a line: the words it shows, what stands before it in its line, and what it is judged by."""

    piece: Piece
    url: str
    before: str
    context: str
    line: int


@dataclass
class _Item:
    """What is known of one thing in a cloud while the text is read along."""

    link: _Link
    name: str
    before: list[str]
    after: list[str] = field(default_factory=list)


def cloud_links(mail: Mail, hosts: tuple[str, ...] = RECORD_HOSTS) -> tuple[CloudLink, ...]:
    """Everything that the mail's own text names and that lies on a server, each once. ``hosts``: of the notice."""
    alone = not mail.leaves
    found = _items(html_pieces(mail), hosts, alone)
    known = {item.link.url for item in found}
    names = {item.name for item in found if item.name}
    found += [i for i in _items(plain_pieces(mail), hosts, alone) if i.link.url not in known and i.name not in names]
    known |= {item.link.url for item in found}
    found += [item for item in _items([Piece(mail.subject)], hosts, alone) if item.link.url not in known]
    return tuple(_describe(item) for item in found)


def links_in_file(name: str, data: bytes) -> tuple[CloudLink, ...]:
    """What an attached file leads to that is only a way to another: a shortcut to the web, a note, a saved link page.

    A web page is full of links, so of those only what is known to keep files for people counts.
    """
    ending = name.lower().rpartition(".")[2]
    if len(data) > _LONGEST_NOTE or ending not in ("url", "webloc", "desktop", "txt", "html", "htm"):
        return ()
    text = decode(data.removeprefix(b"\xef\xbb\xbf"))
    if ending in ("html", "htm"):
        found = cloud_links(Mail(html=text, leaves=_OTHERS))
        return tuple(link for link in found if keeps_files(link.url))
    if ending == "txt":
        return cloud_links(Mail(plain=text, leaves=_OTHERS))
    return cloud_links(Mail(plain="\n".join(_SHORTCUT.findall(text))))


_OTHERS = (Leaf("", b"", ""),)
"""So that not every link in a note counts, as it does in a mail that carries nothing else."""


def _items(pieces: Iterable[Piece], hosts: tuple[str, ...], alone: bool) -> list[_Item]:
    items: list[_Item] = []
    since: list[str] = []  # text since the last link that counts
    for part in _read(pieces, hosts):
        follows = bool(items) and not isinstance(part, str) and _goes_on(items[-1].link, part, hosts)
        if isinstance(part, str) or not (follows or _counts(part, hosts, alone)):
            text = part if isinstance(part, str) else part.piece.text
            since.append(text)
            if items and not _FILE_NAME.search(text):
                items[-1].after.append(text)
            continue
        shown = part.piece.text
        own = _FILE_NAME.search(shown) if not any(start == 0 for start, _, _ in find_links(shown)) else None
        before = _FILE_NAME.findall("".join(since))
        name = shown.strip() if own else (before[-1] if before else "")
        same = next((item for item in items if item.link.url == part.url), None)
        if same is not None:
            same.name = same.name or name
        elif not (items and not name and items[-1].name and _BUTTON.match(shown)):  # else: of the file named before
            items.append(_Item(part, name, [] if own else since[-20:]))
        since = []
    return items


def _read(pieces: Iterable[Piece], hosts: tuple[str, ...]) -> Iterator[str | _Link]:
    """The text as it goes on, with its links; without signatures and letters of ours."""
    lines = list(_lines(pieces))
    texts = [_text(line) for line in lines]
    ours = signed = False
    for number, line in enumerate(lines):
        signed = signed or bool(_SIGNATURE_LINE.match(texts[number]))
        ours = ours or bool(_OWN_BEGINS.search(texts[number]))
        for position, piece in enumerate(line):
            if signed or ours or _SENT_BY.match(texts[number]) or piece.signature or not piece.url:
                yield piece.text
                continue
            before = _text(line[:position])
            context = _context(line, position, texts, number)
            yield _Link(piece, piece.url, before, context, number)
        yield "\n"
        ours = ours and _OWN_ENDS not in texts[number]


def _lines(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """The pieces line by line, with the links that stand in plain text as pieces of their own, all unwrapped."""
    line: list[Piece] = []
    for piece in pieces:
        if piece.url:
            link = address(piece.url)
            line.append(Piece(piece.text, unwrapped(link) if link else "", piece.picture, piece.signature))
            continue
        for count, part in enumerate(narrowed(piece.text).split("\n")):
            if count:
                yield line
                line = []
            position = 0
            for start, end, link in find_links(part):
                line.append(Piece(part[position:start], signature=piece.signature))
                line.append(Piece(part[start:end], unwrapped(link), signature=piece.signature))
                position = end
            line.append(Piece(part[position:], signature=piece.signature))
    yield line


def _text(line: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in line)


def _context(line: list[Piece], position: int, texts: list[str], number: int) -> str:
    """The words a link is judged by: its sentence; where that says nothing, what stands above and below too."""
    piece = line[position]
    shown = "" if any(start == 0 for start, _, _ in find_links(piece.text)) else piece.text
    before = _SENTENCE_ENDS.split(_words(line[:position]))[-1]
    after = _SENTENCE_ENDS.split(_BEFORE_CODE.sub("", _words(line[position + 1 :])))[0]
    sentence = f"{before} {shown} {after}"
    above = next((text for text in reversed(texts[:number]) if text.strip()), "")
    below = next((text for text in texts[number + 1 :] if text.strip()), "")
    if not re.search(r"[\u4e00-\u9fff]{2}", re.sub(r"链接|地址|网址|点击|这里", "", sentence)):
        return f"{above} {sentence} {below}"
    return f"{above} {sentence}" if above.rstrip().endswith(("：", ":")) else sentence


def _words(line: Iterable[Piece]) -> str:
    """The text of pieces without addresses, whose own words say nothing."""
    return "".join(piece.text if not find_any(piece.text) else " " for piece in line)


def find_any(text: str) -> bool:
    """Whether a text is an address."""
    return any(start == 0 for start, _, _ in find_links(text))


def _counts(link: _Link, hosts: tuple[str, ...], alone: bool) -> bool:
    """Whether a link leads to what was meant to come with the mail. ``alone``: the mail carries no file at all."""
    if is_at(link.url, hosts):
        return False
    if link.piece.picture:
        return True
    context = _DISCLAIMER.sub("", link.context)
    if _SPEAKS.search(context) or _FILE_NAME.search(context):
        return not is_bare(link.url) or bool(_SPEAKS.search(link.before + link.piece.text))
    stands_alone = not link.before.strip(" \u3000:：链接地址")
    return alone and stands_alone and not is_bare(link.url)


def _goes_on(last: _Link, link: _Link, hosts: tuple[str, ...]) -> bool:
    """Whether a link is the next of a list: ``孙堃：…`` below ``郑国栋：…``."""
    label = link.before.strip()
    is_next = 0 < link.line - last.line <= 2 and len(label) <= 12 and (not label or label[-1] in "：:、.．")
    return is_next and not is_bare(link.url) and not is_at(link.url, hosts)


def _describe(item: _Item) -> CloudLink:
    link = item.link
    after = tidy("".join(item.after))[:400]
    around = f"{tidy(''.join(item.before))[-400:]}\n{after}"
    if item.name and item.name in around:
        around = around[around.rindex(item.name) + len(item.name) :] or around
    size, expires = _SIZE.search(_CODE.sub(" ", around)), _EXPIRES.search(around)
    in_link = _CODE_IN_LINK.search(link.url)
    code = in_link or _CODE.search(after) or _CODE.search(link.before)
    keeper = keeper_of_picture(link.url) if link.piece.picture else provider_of(link.url)
    return CloudLink(
        provider=keeper.title,
        url=link.url[:2000],
        name=item.name or None,
        size=size[0].replace(" ", "") if size else None,
        expires=next((group for group in expires.groups() if group), None) if expires else None,
        code=code[1] if code else None,
        advice=keeper.advice.format(code=f"（提取码 {code[1]}）" if code else ""),
    )
