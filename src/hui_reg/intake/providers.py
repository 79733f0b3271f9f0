"""Names of those in whose clouds units leave papers, and how a clerk gets them out. Never used to recognise a link."""

import re
from typing import NamedTuple

from hui_reg.intake.links import host

_LARGE = "请在网页版邮箱里打开这封邮件下载，或用浏览器打开链接{code}（会过期）；也可请对方改用普通附件重发"
_DRIVE = "请用浏览器打开链接{code}下载，或请对方改用普通附件重发"
_INSIDE = "请用浏览器打开链接{code}；这类链接常常只有对方单位内部能打开，打不开请对方改用普通附件重发"
_DOCUMENT = "这是在线文档，请用浏览器打开后导出成文件，或请对方把文件作普通附件重发"
_UNKNOWN = "请用浏览器打开链接{code}查看，打不开请对方改用普通附件重发"
_PICTURE = "请用浏览器打开邮件查看并另存图片，或请对方把图片作普通附件重发"


class Provider(NamedTuple):
    """Whose cloud it is, and what to do. ``{code}`` in the advice is where the code for opening it goes."""

    title: str
    advice: str


_END = r"(?=[:/?#]|$)"
_PROVIDERS = tuple(
    (
        re.compile(rf"https?://(?:[\w-]+\.)*?(?:{pattern}){'' if '/' in pattern else _END}", re.I),
        Provider(title, advice),
    )
    for pattern, title, advice in (
        (r"(?:drive|file)\.weixin\.qq\.com|(?:work|drive)\.weixin\.qq\.com/.*drive", "企业微信微盘", _INSIDE),
        (r"doc\.weixin\.qq\.com", "企业微信文档", _DOCUMENT),
        (r"(?:docs|doc)\.qq\.com", "腾讯文档", _DOCUMENT),
        (r"(?:exmail|iwx\.mail|mail\.weixin)\.qq\.com|qiye\.mail\.qq\.com", "腾讯企业邮超大附件", _LARGE),
        (r"mail\.qq\.com/cgi-bin/(?:ftnExs_download|ftn_download|ftnExs_files|ftnDownload)", "QQ邮箱超大附件", _LARGE),
        (r"wx\.mail\.qq\.com/ftn|ftn\.qq\.com|mail\.qq\.com/", "QQ邮箱文件中转站", _LARGE),
        (r"qiye\.163\.com|qiye\.ntes\S*|office\.163\.com", "网易企业邮箱云附件", _LARGE),
        (r"mail\.(?:163|126|yeah)\.(?:com|net)|dashi\.163\.com", "网易邮箱云附件", _LARGE),
        (r"(?:fs|u)\.163\.com|nos\.netease\.com", "网易邮箱网盘", _LARGE),
        (r"(?:qiye\.aliyun|mail\.aliyun|mxhichina|alimail)[\w.-]*/", "阿里邮箱超大附件", _LARGE),
        (r"mail\.10086\.cn", "139邮箱超大附件", _LARGE),
        (r"(?:vdisk|mail)\.sina\.(?:com|cn)", "新浪邮箱中转站", _LARGE),
        (r"[\w.-]+(?::\d+)?/coremail/", "Coremail 邮箱网盘", _LARGE),
        (r"(?:pan|yun)\.baidu\.com", "百度网盘", _DRIVE),
        (r"weiyun\.com", "腾讯微云", _DRIVE),
        (r"(?:aliyundrive|alipan)\.com", "阿里云盘", _DRIVE),
        (r"pan\.quark\.cn", "夸克网盘", _DRIVE),
        (r"cloud\.189\.cn", "天翼云盘", _DRIVE),
        (r"(?:caiyun|yun)\.139\.com", "中国移动云盘", _DRIVE),
        (r"115(?:cdn)?\.com", "115 网盘", _DRIVE),
        (r"123(?:pan|\d{3})\.c(?:om|n)", "123 云盘", _DRIVE),
        (r"drive\.uc\.cn|yun\.uc\.cn", "UC 网盘", _DRIVE),
        (r"pan\.xunlei\.com", "迅雷云盘", _DRIVE),
        (r"lanzou\w?\.com|lanzou[a-z]?\.\w+", "蓝奏云", _DRIVE),
        (r"jianguoyun\.com", "坚果云", _DRIVE),
        (r"cloud\.huawei\.com|hicloud\.com", "华为云空间", _DRIVE),
        (r"(?:1drv\.ms|onedrive\.live\.com)", "OneDrive", _DRIVE),
        (r"sharepoint\.(?:com|cn)", "SharePoint", _INSIDE),
        (r"icloud\.com(?:\.cn)?", "iCloud", _DRIVE),
        (r"drive\.google\.com", "谷歌云端硬盘", _DRIVE),
        (r"(?:we\.tl|wetransfer\.com)", "WeTransfer", _DRIVE),
        (r"cowtransfer\.com", "奶牛快传", _DRIVE),
        (r"wenshushu\.cn|wss\.\w+", "文叔叔", _DRIVE),
        (r"dingtalk\.com/.*(?:yunpan|space|drive)", "钉钉钉盘", _INSIDE),
        (r"(?:alidocs|docs)\.dingtalk\.com", "钉钉文档", _DOCUMENT),
        (r"dingtalk\.com", "钉钉", _INSIDE),
        (r"(?:feishu\.cn|larksuite\.com)/(?:drive|file)", "飞书云盘", _INSIDE),
        (r"(?:feishu\.cn|larksuite\.com)", "飞书文档", _DOCUMENT),
        (r"kdocs\.cn", "金山文档", _DOCUMENT),
        (r"wps\.cn", "WPS 云盘", _DRIVE),
        (r"yuque\.com|shimo\.im", "在线文档", _DOCUMENT),
    )
)


def provider_of(url: str) -> Provider:
    """Who keeps what a link leads to; the host's own name where we know none."""
    known = next((provider for pattern, provider in _PROVIDERS if pattern.match(url)), None)
    return known or Provider(host(url) or url[:60], _UNKNOWN)


def keeps_files(url: str) -> bool:
    """Whether a link leads to one of those who are known to keep files for people."""
    return any(pattern.match(url) for pattern, _ in _PROVIDERS)


def keeper_of_picture(url: str) -> Provider:
    """Who keeps a picture that the text shows from a web server."""
    return Provider(f"网站 {host(url)}", _PICTURE)
