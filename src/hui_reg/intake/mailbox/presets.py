"""The mailboxes that offices have: where each answers, and what must be switched on in its web page first.

Web pages change their words; the texts name what to look for. All hosts and ports stand in public instructions and in
many programs; none was connected to from here. Where each wording is from: docs/decisions/0051-mailboxes.md.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Preset:
    """One provider. ``steps``: what to do in the web page, in this order, each a sentence for a clerk. ``domains``:
    the ends of addresses that are surely this provider's."""

    name: str
    title: str
    host: str
    steps: tuple[str, ...]
    domains: tuple[str, ...] = ()
    port: int = 993


_ALL_163: Final = "同一页有“收取选项”的，选“收取全部邮件”（否则只看得到最近 30 天）。"
_STEPS_163: Final = (
    "用浏览器登录网页版邮箱，打开“设置”里的“POP3/SMTP/IMAP”，开启“IMAP/SMTP 服务”。",
    "在同一页“授权密码管理”里点“新增授权密码”，按提示用手机验证，把得到的授权码复制下来（只显示一次）。",
    _ALL_163,
)
_AS_SHOWN: Final = "网页改版时菜单的名称会变，以网页上的为准；找不到时请问邮箱的客服。"
_STEPS_ALIYUN: Final = (
    "用浏览器登录网页版邮箱；企业邮箱须由管理员允许成员使用 IMAP。",
    "打开“设置”里的“账户与安全”，在“账户安全”里启用“三方客户端安全密码”，点“生成新密码”，按提示用手机验证并复制下来"
    "（只显示一次；就是下面要填的授权码）。",
    "没有启用安全密码的，下面填邮箱的登录密码。",
)

PRESETS: Final[tuple[Preset, ...]] = (
    Preset(
        "qq",
        "QQ 邮箱",
        "imap.qq.com",
        (
            "用浏览器登录 mail.qq.com，打开“设置”里的“账号”（新版为“账号与安全”），开启“IMAP/SMTP 服务”。",
            "按提示验证后点“生成授权码”，把 16 位授权码复制下来（只显示一次；改 QQ 密码后会失效，须重新生成）。",
            "同一页的“收取选项”选“全部”（否则只看得到最近 30 天的邮件）。",
        ),
        ("qq.com", "foxmail.com", "vip.qq.com"),
    ),
    Preset(
        "exmail",
        "腾讯企业邮箱",
        "imap.exmail.qq.com",
        (
            "用浏览器登录 exmail.qq.com，打开“设置”里的“客户端设置”，开启“IMAP/SMTP 服务”。",
            "绑定了微信、开启了“安全登录”的，在“设置”里生成“客户端专用密码”并复制下来（就是下面要填的授权码）。",
            "没有开启“安全登录”的，下面填邮箱的登录密码；收取范围选“全部邮件”。",
        ),
    ),
    Preset("163", "网易 163 邮箱", "imap.163.com", _STEPS_163, ("163.com",)),
    Preset("126", "网易 126 邮箱", "imap.126.com", _STEPS_163, ("126.com",)),
    Preset(
        "139",
        "中国移动 139 邮箱",
        "imap.139.com",
        (
            "用浏览器登录 mail.10086.cn，打开“设置”里的“账户”（有的版面是“客户端设置”），开启“IMAP/SMTP 服务”。",
            "按提示用手机验证，生成授权码并复制下来（只显示一次；不是登录密码）。",
            _AS_SHOWN,
        ),
        ("139.com",),
    ),
    Preset("aliyun", "阿里邮箱（企业）", "imap.qiye.aliyun.com", _STEPS_ALIYUN),
    Preset(
        "aliyun-personal",
        "阿里云邮箱（个人，@aliyun.com）",
        "imap.aliyun.com",
        (
            "用浏览器登录 mail.aliyun.com，打开“设置”里的“账户”，开启“IMAP/SMTP 服务”。",
            "同一页能生成授权码（安全密码）的，生成并复制下来；没有的，下面填邮箱的登录密码。",
            _AS_SHOWN,
        ),
        ("aliyun.com",),
    ),
)
OTHER: Final = Preset(
    "other",
    "别的邮箱",
    "",
    (
        "在网页版邮箱的设置里开启 IMAP，并生成授权码（客户端专用密码）；没有授权码的邮箱，下面填登录密码。",
        "有“收取范围”的，选全部邮件。",
        "收件服务器的地址问邮箱管理员，一般写作 imap.单位域名，端口 993。",
    ),
)


def preset(name: str) -> Preset:
    """The provider of that name. Raises :class:`KeyError`."""
    return {known.name: known for known in (*PRESETS, OTHER)}[name]


def of_address(address: str) -> Preset | None:
    """Whose mailbox an address is, where its end says so."""
    domain = address.rpartition("@")[2].lower()
    return next((known for known in PRESETS if domain in known.domains), None)
