"""The 学信网 record against itself: D404. Offline we can say consistent or not, never genuine."""

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qs, urlsplit

from hui_reg.model import Evidence, Outcome
from hui_reg.rules.case import Case
from hui_reg.rules.rule import Fail, Mark, evidence_of, material, rule
from hui_reg.rules.sight import Sight
from hui_reg.vocabulary import Kind, Material


@rule(
    "D404",
    Outcome.REVIEW,
    "备案表自身不一致",
    basis=material(Material.EDUCATION_RECORD),
    hint="请登录学信网重新下载备案表的PDF原件，不要打印后扫描或截图。",
)
def inconsistent_record(case: Case) -> Iterator[Mark]:
    """检查内容：备案表有没有文字层；验证链接和二维码是否指向学信网；印出的在线验证码格式是否正确，与链接、二维码里的是否相同。
    依据：通知对备案表的要求；学信网下载的原件都有文字层、链接和二维码。
    反例：打印后再扫描的备案表；链接指向别的网站；印出的验证码与二维码不同。
    常见误判：一致只说明格式正确，不等于真实，仍应点开链接核对；二维码没读出而链接一致的不报。
    """
    for record in case.current(Kind.EDUCATION_RECORD):
        faults: list[str] = []
        evidence: list[Evidence] = []
        code, link, qr = (case.read(record, field) for field in ("chsi_code", "chsi_link", "chsi_qr"))
        if not record.reading.facts.get("text_layer"):
            faults.append("备案表没有文字层，可能是打印后扫描或图片")
            evidence.append(evidence_of(record, "没有文字层"))
        for name, sight in (("链接", link), ("二维码", qr)):
            if (fault := _wrong_address(case, name, sight)) is not None and sight is not None:
                faults.append(fault)
                evidence.append(sight.evidence())
        for fault, sights in _wrong_code(case, code, link, qr):
            faults.append(fault)
            evidence += [s.evidence() for s in sights] or [evidence_of(record, "在线验证码未读到")]
        if faults:
            yield Fail("；".join(faults), tuple(evidence))


def _wrong_address(case: Case, name: str, sight: Sight | None) -> str | None:
    """A link or QR code that is an address of another host; a bare code in a QR is none."""
    if sight is None or not sight.text:
        return None
    parts = _parts(sight.text)
    host = parts.hostname if parts else "无法识别的地址"
    if host is None or host in case.notice.education_record.hosts:
        return None
    return f"{name}指向{host}，不是{'、'.join(case.notice.education_record.hosts)}"


def _wrong_code(
    case: Case, code: Sight | None, link: Sight | None, qr: Sight | None
) -> Iterator[tuple[str, tuple[Sight, ...]]]:
    if code is None or not code.text:
        yield "在线验证码没有读出", (code,) if code else ()
        return
    printed = _plain(code.text)
    if not re.fullmatch(case.notice.education_record.code_pattern, printed):
        yield f"在线验证码{mask_code(printed)}格式不对", (code,)
    carried = [(name, s, c) for name, s in (("链接", link), ("二维码", qr)) if s and (c := _carried(s.text))]
    if not carried:
        yield "链接和二维码里都没有验证码，无法核对", (code,)
    for name, sight, other in carried:
        if other != printed:
            yield f"印出的验证码{mask_code(printed)}与{name}里的{mask_code(other)}不同", (code, sight)


def _carried(address: str | None) -> str | None:
    """The code in an address's ``vcode``, or the whole text of a QR code that is no address."""
    if not address:
        return None
    parts = _parts(address)
    if parts is None:
        return None
    if not parts.hostname:
        return _plain(address)
    codes = parse_qs(parts.query).get("vcode", [])
    return _plain(codes[0]) if codes else None


def _parts(address: str) -> SplitResult | None:
    """An address taken apart; None when it is none, though it looks like one."""
    try:
        return urlsplit(address)
    except ValueError:
        return None


def _plain(code: str) -> str:
    return re.sub(r"[\s-]", "", code).upper()


def mask_code(code: str) -> str:
    """``ABCD********5678``: the code is a bearer secret."""
    return f"{code[:4]}{'*' * (len(code) - 8)}{code[-4:]}" if len(code) > 8 else "*" * len(code)
