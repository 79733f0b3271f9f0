"""The parts of a parsed mail, whatever its headers and boundaries claim: texts, leaves, and counted skips. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from email.message import Message as MimePart

from hui_reg.intake.archives.budget import MOST_FILES, Refused, cut_off, cut_off_mail, encrypted_mail, garbled
from hui_reg.intake.charset import decode
from hui_reg.intake.encodings.transfer import decode_part
from hui_reg.intake.encodings.uuencode import split_base64, split_uuencoded
from hui_reg.intake.encodings.yenc import is_yenc, split_yenc
from hui_reg.intake.fragments import Fragment, fragment_of
from hui_reg.intake.magic import extension, is_binary
from hui_reg.intake.mime import around, parse, payload_of, raw_header, raw_headers
from hui_reg.intake.names import clean, decode_header, file_name, parameters
from hui_reg.intake.pasted import Pasted, split_data, split_data_of_words
from hui_reg.intake.repair import header_names, is_mail, without_gaps
from hui_reg.model import ProblemKind
from hui_reg.volumes import Skipped

MOST_HEADER_BYTES = 256 * 1024
DEEPEST_PART = 20
MOST_PARTS = MOST_FILES

_REPORTS = frozenset({"message/delivery-status", "message/disposition-notification", "text/rfc822-headers"})
_MAILS = frozenset({"message/rfc822", "message/global", "message/news"})
_SIGNATURES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"})
_OPAQUE_SIGNED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_SKIPPED = {
    **dict.fromkeys(_SIGNATURES, "数字签名"),
    **dict.fromkeys(_REPORTS, "退信或回执的状态说明"),
    "application/pgp-encrypted": "加密说明",
    "text/x-amp-html": "正文的另一种写法",
    "text/watch-html": "正文的另一种写法",
}
_EXTENSIONS = {
    "application/pdf": ".pdf", "image/jpeg": ".jpg", "image/jpg": ".jpg", "image/pjpeg": ".jpg", "image/png": ".png",
    "image/gif": ".gif", "image/bmp": ".bmp", "image/tiff": ".tif", "image/heic": ".heic", "image/webp": ".webp",
    "image/svg+xml": ".svg",
    "application/zip": ".zip", "application/x-zip-compressed": ".zip", "application/msword": ".doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.ms-excel": ".xls", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/ms-tnef": ".dat", "text/plain": ".txt", "text/html": ".html",
}  # fmt: skip
_DELIMITER = re.compile(
    rb"^--([^\s][^\r\n]{0,200}?)[ \t]*\r?\n(?:[!-9;-~]{1,76}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){0,20}?"
    rb"(?:[ \t]*\r?\n)?Content-(?:Type|Disposition|Transfer-Encoding)[ \t]*:",
    re.MULTILINE | re.IGNORECASE,
)
_CONTENT_HEADERS = frozenset((
    b"content-type", b"content-transfer-encoding", b"content-disposition", b"content-id", b"mime-version"
))  # fmt: skip
_CUSTOMARY = re.compile(
    rb"\s*(?:(?:this|if you)[^\r\n]{0,40}(?:multi-?part|mime|this text|e-?mail|see)[^\0]{0,400}|--\s*)?\s*",
    re.IGNORECASE,
)
"""What mail programs write before the first boundary for those who know no MIME."""
_TEXTS = frozenset({"text/plain", "text/html", "text/enriched"})
_PGP = b"-----BEGIN PGP MESSAGE-----"
_MOST_REDIVIDED = 4


@dataclass(frozen=True)
class Leaf:
    """One part that is not the mail's own text. ``content_id`` without brackets; ``shown``: it stands in the HTML.

    ``mail`` says that the part is a mail by its type, whatever its name; ``trouble`` what is wrong with its bytes.
    """

    name: str
    data: bytes
    content_type: str
    content_id: str = ""
    mail: bool = False
    shown: bool = False
    trouble: Refused | None = None
    fragment: Fragment | None = None


@dataclass
class Parts:
    """What a walk through a mail gathers. ``cut``: the mail ends before its end."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    leaves: list[Leaf] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    reports: list[tuple[str, bytes]] = field(default_factory=list)
    seen: int = 0
    redivided: int = 0
    cut: bool = False


def parts_of(root: MimePart) -> Parts:
    """Everything in a parsed mail. Nothing raises but RecursionError."""
    parts = Parts()
    _walk(root, parts, 0)
    parts.cut = parts.cut or _ends_early(root)
    if parts.cut:
        parts.refused.append(cut_off_mail())
        if parts.leaves and _has_no_end(last := parts.leaves[-1]):
            parts.leaves[-1] = replace(last, trouble=cut_off())
    return parts


def _walk(part: MimePart, parts: Parts, depth: int) -> None:
    parts.seen += 1
    if parts.seen > MOST_PARTS or depth > DEEPEST_PART:
        if not any(refused.kind is ProblemKind.TOO_LARGE for refused in parts.refused):
            limits = f"邮件的部分超过 {MOST_PARTS} 个或 {DEEPEST_PART} 层，其余未拆开；请分成几封邮件发送"
            parts.refused.append(Refused(ProblemKind.TOO_LARGE, limits))
        return
    content_type = part.get_content_type()
    if part.is_multipart() and content_type not in _REPORTS:
        if content_type == "multipart/encrypted" and b"pgp" in raw_header(part, "Content-Type").lower():
            parts.refused.append(encrypted_mail("PGP"))
        for child in part.get_payload():
            if isinstance(child, MimePart):
                _walk(child, parts, depth + 1)
        _around(part, parts, depth)
        return
    payload = payload_of(part)
    if content_type in _SKIPPED:
        name = file_name(raw_header(part, "Content-Disposition"), raw_header(part, "Content-Type")) or content_type
        parts.skipped.append(Skipped(path=name, size=len(payload), reason=_SKIPPED[content_type]))
        if content_type in _REPORTS:
            parts.reports.append((content_type, payload))
    elif content_type == "message/external-body":
        parts.refused.append(Refused(ProblemKind.UNSUPPORTED, "邮件只引用了外部文件，未随信附上；请直接附上文件"))
    elif (mended := _mended(part, payload, parts)) is not None:
        for piece in mended:
            _walk(piece, parts, depth + 1)
    else:
        _leaf(part, payload, content_type, parts)


def _around(part: MimePart, parts: Parts, depth: int) -> None:
    """What stands before the first boundary and behind the last, where no mail program shows it: files, and words."""
    for text, reason in zip(around(part), ("正文之前的文字", "邮件结尾之后的文字"), strict=True):
        if not text.strip() or _CUSTOMARY.fullmatch(text):
            continue
        before = len(parts.plain), len(parts.html)
        _walk(parse(b"\r\n" + text), parts, depth + 1)
        words = "".join([*parts.plain[before[0] :], *parts.html[before[1] :]])
        del parts.plain[before[0] :], parts.html[before[1] :]
        if words.strip():
            parts.skipped.append(Skipped(path="正文.txt", size=len(words.encode()), reason=reason))


def _mended(part: MimePart, payload: bytes, parts: Parts) -> list[MimePart] | None:
    """The part taken apart anew where its headers go on below, or a boundary stands in it that nobody announced."""
    if parts.redivided >= _MOST_REDIVIDED or part.get_content_type().startswith("message/"):
        return None
    if header_names(payload.lstrip(b"\r\n")) & _CONTENT_HEADERS:
        head = b"".join(b"%s: %s\r\n" % (name.encode(), value) for name, value in raw_headers(part))
        whole = head + b"\r\n" + payload
        joined = without_gaps(whole)
        if len(joined) < len(whole):
            parts.redivided += 1
            return [parse(joined)]
    payload = _undone(part, payload)
    delimiter = _delimiter(payload)
    if delimiter is None or (parts.seen > 1 and _is_letter(part, payload)):
        return None
    parts.redivided += 1
    quoted = delimiter[1].replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    rest = parse(b'Content-Type: multipart/mixed; boundary="%s"\r\n\r\n' % quoted + payload[delimiter.start() :])
    parts.cut = parts.cut or _ends_early(rest)
    if raw_header(part, "Content-Type").lower().startswith(b"multipart/") or not payload[: delimiter.start()].strip():
        return [rest]
    part.set_payload(payload[: delimiter.start()].decode("ascii", "surrogateescape"))
    return [part, rest]


def _is_letter(part: MimePart, payload: bytes) -> bool:
    """Whether a part that doesn't say so is a mail, whose boundaries are its own: it is taken apart in its turn."""
    headers = raw_header(part, "Content-Disposition"), raw_header(part, "Content-Type")
    if part.get_content_type() in _TEXTS and not file_name(*headers):
        return False
    return is_mail(decode_part(payload, _encoding(part), text=False).data)


def _ends_early(root: MimePart) -> bool:
    """Whether the outermost multipart lacks its last boundary, or all of them."""
    defects = {type(defect).__name__ for defect in root.defects}
    if "CloseBoundaryNotFoundDefect" in defects:
        return True
    return "StartBoundaryNotFoundDefect" in defects and _delimiter(_undone(root, payload_of(root))) is None


def _undone(part: MimePart, payload: bytes) -> bytes:
    """What a multipart holds that some gateway encoded as a whole; others aren't encoded."""
    whole = part.get_content_maintype() == "multipart"
    return decode_part(payload, _encoding(part), text=True).data if whole else payload


def _delimiter(payload: bytes) -> re.Match[bytes] | None:
    return _DELIMITER.search(payload) if payload.startswith(b"--") or b"\n--" in payload else None


def _encoding(part: MimePart) -> str:
    return raw_header(part, "Content-Transfer-Encoding").decode("ascii", "replace")


def _has_no_end(leaf: Leaf) -> bool:
    begun = leaf.data.startswith(b"\xff\xd8\xff") and b"\xff\xd9" not in leaf.data[-4096:]
    return begun or leaf.trouble is not None


def _leaf(part: MimePart, payload: bytes, content_type: str, parts: Parts) -> None:
    disposition, type_header = raw_header(part, "Content-Disposition"), raw_header(part, "Content-Type")
    name = file_name(disposition, type_header)
    attached = disposition.strip().lower().startswith(b"attachment")
    is_text = content_type in _TEXTS and not name and not attached
    is_text = is_text or part.get_content_maintype() == "multipart"  # without its boundary it is text to us
    decoded = decode_part(payload, _encoding(part), text=content_type.startswith("text/") or is_text)
    if is_yenc(decoded.data):
        around_files, files = split_yenc(decoded.data)
        _add_encoded(files, parts)
        if not is_text:
            if around_files.strip():
                parts.skipped.append(
                    Skipped(path=name or "正文.txt", size=len(around_files), reason="编码文件前后的文字")
                )
            return
        decoded = decoded._replace(data=around_files)
    if is_text and not is_binary(decoded.data):
        _text(decoded.data, content_type, parameters(type_header).get("charset", b""), parts)
        return
    if fragment := fragment_of(part):
        title = re.sub(r"\.\d{3}$", "", name or "") or _mail_name(part, 1)
        parts.leaves.append(Leaf(title, decoded.data, content_type, fragment=fragment))
        return
    trouble = (cut_off() if parts.seen == 1 else garbled()) if decoded.broken else None
    if content_type in _OPAQUE_SIGNED:
        name = name or "smime.p7m"
        if b"enveloped" in parameters(type_header).get("smime-type", b"").lower():
            trouble = encrypted_mail("S/MIME")
    is_mail = content_type in _MAILS
    number = len(parts.leaves) + 1
    if is_mail and not name:
        name = _mail_name(parse(decoded.data[:MOST_HEADER_BYTES]), number)
    parts.leaves.append(
        Leaf(
            name=name or _made_up(content_type, decoded.data, number),
            data=decoded.data,
            content_type=content_type,
            content_id=raw_header(part, "Content-ID").decode("ascii", "replace").strip().strip("<>"),
            mail=is_mail,
            trouble=trouble,
        )
    )


def _text(data: bytes, content_type: str, charset: bytes, parts: Parts) -> None:
    text, attachments = split_uuencoded(data)
    if _PGP in text:
        parts.refused.append(encrypted_mail("PGP"))
    decoded = decode(text.removeprefix(b"\xef\xbb\xbf"), charset.decode("ascii", "replace"))
    if content_type == "text/html":
        add_html(decoded, parts.html, parts.leaves)
    else:
        words, files = split_data_of_words(decoded)
        words, encoded = split_base64(words)
        _add_encoded(encoded, parts)
        parts.plain.append(words)
        _add_pasted(files, parts.leaves)
    _add_encoded(attachments, parts)


def _add_encoded(files: Iterable[tuple[str, bytes, bool]], parts: Parts) -> None:
    """Files that stood in a text: name, bytes, and whether they aren't whole."""
    for name, file, broken in files:
        parts.leaves.append(Leaf(name, file, "application/octet-stream", trouble=garbled() if broken else None))


def add_html(html: str, texts: list[str], leaves: list[Leaf]) -> None:
    """Take HTML in: its text to ``texts``, the files that stand inside it to ``leaves``."""
    text, files = split_data(html)
    texts.append(text)
    _add_pasted(files, leaves)


def _add_pasted(files: Iterable[Pasted], leaves: list[Leaf]) -> None:
    for file in files:
        number = len(leaves) + 1
        ext = extension(file.data) or _EXTENSIONS.get(file.content_type, "")
        trouble = garbled() if file.broken else None
        leaves.append(Leaf(f"正文{number}{ext}", file.data, file.content_type, shown=True, trouble=trouble))


def _mail_name(mail: MimePart, number: int) -> str:
    subject = clean(re.sub(r"[/\\]", "-", decode_header(raw_header(mail, "Subject"))))
    return f"{subject or f'附带邮件{number}'}.eml"


def _made_up(content_type: str, data: bytes, number: int) -> str:
    return f"未命名{number}{extension(data) or _EXTENSIONS.get(content_type, '')}"
