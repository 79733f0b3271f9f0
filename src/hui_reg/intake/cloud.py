"""Attachments that stayed in a provider's cloud: found by their links, described by the text around. Never fetched."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from hui_reg.intake.body import Piece, html_pieces, plain_pieces, tidy
from hui_reg.intake.message import Mail
from hui_reg.model import CloudLink

PROVIDERS = (
    ("QQ邮箱超大附件", r"(?:mail|exmail)\.qq\.com/cgi-bin/(?:ftnExs_download|ftn_download|ftnExs_files|ftnDownload)"),
    ("QQ邮箱文件中转站", r"wx\.mail\.qq\.com/ftn/download|[\w.-]*ftn\.qq\.com/"),
    ("网易邮箱云附件", r"mail\.(?:163|126|yeah)\.(?:com|net)/large-attachment-download|dashi\.163\.com/"),
    ("网易邮箱网盘", r"(?:fs|u)\.163\.com/|nos\.netease\.com/[\w-]*netdisk"),
    ("阿里邮箱超大附件", r"(?:qiye\.aliyun|mail\.aliyun|alimail)[\w.-]*/[^\s]*(?:attach|netdisk|download)"),
    ("139邮箱超大附件", r"mail\.10086\.cn/[^\s]*(?:large|disk|download)|appmail\.mail\.10086\.cn/"),
    ("新浪邮箱中转站", r"(?:vdisk|mail)\.sina\.(?:com|cn)[\w.]*/[^\s]*(?:filecenter|lc|transfer)"),
    ("百度网盘", r"(?:pan|yun)\.baidu\.com/(?:s/|share/)"),
    ("腾讯微云", r"share\.weiyun\.com/"),
    ("阿里云盘", r"(?:www\.)?(?:aliyundrive|alipan)\.com/s/"),
    ("夸克网盘", r"pan\.quark\.cn/s/"),
    ("天翼云盘", r"cloud\.189\.cn/(?:t|web)/"),
    ("和彩云", r"(?:caiyun|yun)\.139\.com/"),
    ("金山文档", r"(?:www\.)?kdocs\.cn/(?:l|p)/|365\.kdocs\.cn/"),
    ("奶牛快传", r"cowtransfer\.com/s/"),
    ("文叔叔", r"(?:www\.)?wenshushu\.cn/"),
)
_PROVIDERS = tuple((title, re.compile(rf"https?://(?:{pattern})", re.IGNORECASE)) for title, pattern in PROVIDERS)

_EXTENSIONS = "zip|rar|7z|tar|gz|tgz|pdf|docx?|xlsx?|pptx?|wps|et|ofd|jpe?g|png|bmp|tiff?|heic|mp4|mov|iso|exe"
_FILE_NAME = re.compile(rf"[^\s<>\"/\\|*?:：，,；;]{{1,150}}?\.(?:{_EXTENSIONS})(?![A-Za-z0-9.])", re.IGNORECASE)
_SIZE = re.compile(r"(?<![\d.])\d+(?:\.\d+)?\s?(?:[KMGT]i?B?|字节|bytes)(?![A-Za-z])", re.IGNORECASE)
_DAY = r"\d{4}\s?[年/.-]\s?\d{1,2}\s?[月/.-]\s?\d{1,2}\s?日?(?:\s?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
_EXPIRES = re.compile(
    rf"({_DAY})\s?(?:到期|过期|失效|前有效)|(?:有效期|过期时间|到期时间|失效时间)\s?(?:至|到|为|[:：])*\s?({_DAY}|永久|无限期)"
    r"|(\d{1,3}\s?天后?)(?:内有效|到期|过期|后过期)|(无限期|永久有效|长期有效)"
)


@dataclass
class _Item:
    """What is known of one cloud attachment while the text is read along."""

    provider: str
    url: str
    name: str
    around: list[str] = field(default_factory=list)


def cloud_links(mail: Mail) -> tuple[CloudLink, ...]:
    """Every cloud attachment the mail's own text names, each once, with name, size and expiry as far as it tells."""
    found = _items(html_pieces(mail))
    known = {item.url for item in found}
    known_names = {item.name for item in found if item.name}
    found += [i for i in _items(plain_pieces(mail)) if i.url not in known and i.name not in known_names]
    return tuple(_describe(item) for item in found)


def provider_of(url: str) -> str | None:
    """The provider whose cloud a link leads to, or None."""
    return next((title for title, pattern in _PROVIDERS if pattern.match(url)), None)


def _items(pieces: Iterable[Piece]) -> list[_Item]:
    items: list[_Item] = []
    since: list[str] = []  # text since the last cloud link
    for piece in pieces:
        provider = provider_of(piece.url) if piece.url else None
        if provider is None:
            since.append(piece.text)
            if items and not _FILE_NAME.search(piece.text):
                items[-1].around.append(piece.text)
            continue
        own = _FILE_NAME.search(piece.text) if piece.text != piece.url else None
        before = _FILE_NAME.findall("".join(since))
        name = piece.text.strip() if own else (before[-1] if before else "")
        same = [i for i in items if i.url == piece.url or (name and i.name == name)]
        if same:
            same[-1].name = same[-1].name or name
        elif not name and items and items[-1].name and items[-1].provider == provider and not _names_anew(since):
            pass  # the "download" button of the file named before
        else:
            items.append(_Item(provider, piece.url, name, [] if own else list(since[-20:])))
        since = []
    return items


def _names_anew(since: list[str]) -> bool:
    return len(tidy("".join(since))) > 120


def _describe(item: _Item) -> CloudLink:
    around = tidy("".join(item.around))[:600]
    if item.name and item.name in around:
        around = around[around.rindex(item.name) + len(item.name) :] or around
    size = _SIZE.search(around)
    expires = _EXPIRES.search(around)
    return CloudLink(
        provider=item.provider,
        url=item.url,
        name=item.name or None,
        size=size[0].replace(" ", "") if size else None,
        expires=next((group for group in expires.groups() if group), None) if expires else None,
    )
