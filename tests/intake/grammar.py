"""Mails drawn from a grammar, structure × encoding × style of names × packing, each with what must come out of it."""

import base64
import binascii
import bz2
import gzip
import io
import lzma
import re
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from random import Random
from urllib.parse import quote

from tests.intake.packing import Entry, plain_zip, raw_zip, sevenzip, tnef

NAMES = ("身份证.jpg", "毕业证.pdf", "郑国栋-申报表.pdf", "孙堃照片.jpg", "scan 01.pdf", "附件 (2).jpg", "𠮷田表.pdf")
NOISE = ("__MACOSX/._a.pdf", "Thumbs.db", ".DS_Store", "~$申报表.docx")


@dataclass
class Drawn:
    """A mail with its truth: files that must be leaves by name, names that must be told, sizes that must be skipped.

    ``kept``: sizes of containers that stay beside what came out of them, because something in them is told.
    """

    raw: bytes = b""
    files: list[tuple[str, bytes]] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    recipe: list[str] = field(default_factory=list)


def draw(seed: int) -> Drawn:
    """The mail of a seed."""
    chance = Random(seed)
    drawn = Drawn()
    parts = [_text(chance)]
    for _ in range(chance.randint(1, 4)):
        parts.append(_attachment(chance, drawn))
    if chance.random() < 0.3:
        parts[0] = _pasted(chance, drawn)
    drawn.raw = _mail(chance, drawn, parts)
    apart = Random(-1 - seed)  # seeds keep the mails they had
    if apart.random() < 0.2:
        _hurt(apart, drawn)
    return drawn


def document(chance: Random, name: str) -> bytes:
    body = chance.randbytes(chance.choice((0, 1, 56, 57, 58, 300, 5000)))
    return b"%PDF-1.4\n" + body + b"\n%%EOF" if name.endswith(".pdf") else b"\xff\xd8\xff\xe0" + body + b"\xff\xd9"


def _attachment(chance: Random, drawn: Drawn) -> bytes:
    files = {}
    for number in range(chance.randint(1, 3)):
        name = f"{number}{chance.choice(NAMES)}"
        files[name] = document(chance, name)
    packing = chance.choice(tuple(PACKINGS))
    drawn.recipe.append(packing)
    if packing == "plain":
        files = dict(list(files.items())[:1])
        drawn.files += files.items()
        ((name, data),) = files.items()
        return _part(chance, drawn, name, data)
    drawn.files += files.items()
    if packing in ("zip", "zip gbk", "7z") and chance.random() < 0.4:
        noise = chance.choice(NOISE)
        files[noise] = b"noise" * chance.randint(1, 9)
        drawn.skipped.append(len(files[noise]))
    told = len(drawn.named)
    name, data = PACKINGS[packing](chance, files, drawn)
    if len(drawn.named) > told:
        drawn.kept.append(len(data))
    return _part(chance, drawn, name, data)


def _zip_gbk(chance: Random, files: dict[str, bytes], drawn: Drawn) -> tuple[str, bytes]:
    entries = [Entry(name.encode("gb18030"), data, method=chance.choice((0, 8))) for name, data in files.items()]
    return "材料.zip", raw_zip(*entries)


def _tar(files: dict[str, bytes], drawn: Drawn | None = None) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        if drawn is not None:
            link = tarfile.TarInfo("快捷.jpg")
            link.type, link.linkname = tarfile.SYMTYPE, "/home/x.jpg"
            archive.addfile(link)
            drawn.named.append("快捷.jpg")
    return buffer.getvalue()


def _eml(chance: Random, files: dict[str, bytes], drawn: Drawn) -> tuple[str, bytes]:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@example.com", "inner"
    message.set_content("inside")
    drawn.skipped.append(len("inside"))
    for name, data in files.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return "转发.eml", message.as_bytes()


def _empty(chance: Random, files: dict[str, bytes], drawn: Drawn) -> tuple[str, bytes]:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("空/", b"")
    del drawn.files[-len(files) :]
    drawn.named.append("空.zip")
    return "空.zip", buffer.getvalue()


def _cut(chance: Random, files: dict[str, bytes], drawn: Drawn) -> tuple[str, bytes]:
    del drawn.files[-len(files) :]
    drawn.named.append("断.zip")
    return "断.zip", plain_zip(files)[: -chance.randint(1, 60)]


def _lying(chance: Random, files: dict[str, bytes], drawn: Drawn) -> tuple[str, bytes]:
    inner = raw_zip(*(Entry(name.encode("gb18030"), data, flags=0x800) for name, data in files.items()))
    return "外.zip", raw_zip(Entry("内.zip".encode("gb18030"), inner, flags=0x800))


PACKINGS: dict[str, Callable[[Random, dict[str, bytes], Drawn], tuple[str, bytes]]] = {
    "plain": lambda chance, files, drawn: next(iter(files.items())),
    "zip": lambda chance, files, drawn: ("材料.zip", plain_zip(files)),
    "zip gbk": _zip_gbk,
    "zip that lies about UTF-8": _lying,
    "zip with a footer": lambda chance, files, drawn: ("材料.zip", plain_zip(files) + b"\r\n--\r\nfooter" * 9),
    "zip in zip": lambda chance, files, drawn: ("外.zip", plain_zip({"内.zip": plain_zip(files)})),
    "program with zip": lambda chance, files, drawn: ("材料.exe", b"MZ" + b"\x90" * 500 + plain_zip(files)),
    "program with 7z": lambda chance, files, drawn: ("材料.exe", b"MZ" + b"\x90" * 500 + sevenzip(files)),
    "7z": lambda chance, files, drawn: ("材料.7z", sevenzip(files)),
    "tar": lambda chance, files, drawn: ("材料.tar", _tar(files, drawn)),
    "tar.gz": lambda chance, files, drawn: ("材料.tar.gz", gzip.compress(_tar(files))),
    "tar.xz": lambda chance, files, drawn: ("材料.tar.xz", lzma.compress(_tar(files))),
    "tar.bz2": lambda chance, files, drawn: ("材料.tar.bz2", bz2.compress(_tar(files))),
    "winmail": lambda chance, files, drawn: (
        "winmail.dat",
        tnef({name.encode("gb18030"): data for name, data in files.items()}, codepage=54936),
    ),
    "eml": _eml,
    "empty": _empty,
    "cut": _cut,
}  # fmt: skip


def _part(chance: Random, drawn: Drawn, name: str, data: bytes) -> bytes:
    style = chance.choice(tuple(NAME_STYLES))
    encoding = chance.choice(tuple(ENCODINGS))
    drawn.recipe += [style, encoding]
    label, body = ENCODINGS[encoding](chance, data)
    kind = "text/plain" if chance.random() < 0.1 and encoding == "base64" else "application/octet-stream"
    gap = b"\r\n" if chance.random() < 0.05 else b""
    return b"Content-Type: %s%s\r\n%sContent-Transfer-Encoding: %s\r\n\r\n%s" % (
        kind.encode(), NAME_STYLES[style](name), gap, label, body,
    )  # fmt: skip


def _word(name: str, charset: str, label: str) -> bytes:
    return f"=?{label}?B?{base64.b64encode(name.encode(charset)).decode()}?=".encode()


NAME_STYLES = {
    "utf-8 word": lambda name: b'; name="%s"' % _word(name, "utf-8", "utf-8"),
    "gb2312 word": lambda name: b'; name="%s"' % _word(name, "gb18030", "gb2312"),
    "rfc 2231": lambda name: f"; name*=utf-8''{quote(name)}".encode(),
    "raw gbk": lambda name: b'; name="%s"' % name.encode("gb18030"),
    "disposition": lambda name: (
        b'\r\nContent-Disposition: attachment;\r\n filename="%s"' % _word(name, "utf-8", "utf8")
    ),
    "inline": lambda name: b'\r\nContent-Disposition: inline; filename="%s"' % _word(name, "gb18030", "GBK"),
}


def _lines(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def _pieces(chance: Random, data: bytes) -> tuple[bytes, bytes]:
    size = chance.choice((100, 1000, 1024))
    return b"base64", b"".join(_lines(data[i : i + size]) for i in range(0, len(data), size))


def _footer(chance: Random, data: bytes) -> tuple[bytes, bytes]:
    return b"base64", _lines(
        data
    ) + b"\r\n_______________________________________________\r\nlist footer, unsubscribe\r\n"


def _uu(data: bytes) -> bytes:
    lines = b"".join(binascii.b2a_uu(data[i : i + 45]) for i in range(0, len(data), 45))
    return b"begin 644 x\r\n" + lines.replace(b"\n", b"\r\n") + b"`\r\nend\r\n"


ENCODINGS = {
    "base64": lambda chance, data: (b"base64", _lines(data)),
    "one long line": lambda chance, data: (b"Base64", base64.b64encode(data)),
    "semicolon": lambda chance, data: (b"base64;", _lines(data)),
    "in pieces": _pieces,
    "with a footer": _footer,
    "declared 7bit": lambda chance, data: (b"7bit" if len(data) > 12 else b"base64", _lines(data)),
    "quoted-printable": lambda chance, data: (b"quoted-printable", binascii.b2a_qp(data, istext=False)),
    "uuencode": lambda chance, data: (b"x-uuencode", _uu(data)),
}  # fmt: skip


def _text(chance: Random) -> bytes:
    body = _lines("您好，材料见附件。".encode())
    return b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + body


def _pasted(chance: Random, drawn: Drawn) -> bytes:
    photo = document(chance, "x.jpg") + b"p" * 100
    drawn.files.append(("正文", photo))
    html = f'<p>照片：</p><img src="data:image/jpeg;base64,{base64.b64encode(photo).decode()}">'
    drawn.recipe.append("data:")
    return b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + _lines(
        html.encode()
    )


def _mail(chance: Random, drawn: Drawn, parts: list[bytes]) -> bytes:
    structure = chance.choice(("mixed", "mixed", "nested", "wrong boundary", "no type", "as mail"))
    before = chance.choice(("", "", "bom", "blank", ">From", "+OK", "gap", "cr", "crcrlf", "utf-16"))
    drawn.recipe += [structure, before]
    if structure == "nested":
        parts = [_multipart(b"in", parts), _text(chance)]
    body = _multipart(b"=_edge", parts, declared=b"=_other" if structure == "wrong boundary" else b"=_edge")
    if structure == "no type":
        body = body.partition(b"\r\n\r\n")[2]
        body = b"\r\n" + body
    head = b"Received: from a by b; Mon, 1 Jul 2024 10:00:00 +0800\r\nFrom: <yq@town.example.com>\r\nSubject: x\r\n"
    if structure == "as mail":
        body = _multipart(b"out", [b"Content-Type: message/rfc822\r\n\r\n" + head + b"MIME-Version: 1.0\r\n" + body])
        drawn.skipped.append(
            len("您好，材料见附件。".encode()) if "data:" not in drawn.recipe else len("照片：".encode())
        )
    raw = head + (b"\r\n" if before == "gap" and structure != "no type" else b"") + b"MIME-Version: 1.0\r\n" + body
    if structure == "no type":
        raw = raw.replace(b"MIME-Version: 1.0\r\n", b"", 1)
    return BEFORE.get(before, lambda raw: raw)(raw)


def _hurt(chance: Random, drawn: Drawn) -> None:
    """One of the lines between the parts as a relay may leave it."""
    if b'boundary="=_edge"' not in drawn.raw:
        return
    lines = list(re.finditer(rb"(?<=\r\n)--=_edge(?=\r\n|--\r\n)", drawn.raw))
    how = chance.choice(tuple(HURTS))
    line = chance.choice(lines) if lines else None
    if line is not None:
        drawn.recipe.append(how)
        drawn.raw = drawn.raw[: line.start()] + HURTS[how](line[0]) + drawn.raw[line.end() :]


HURTS: dict[str, Callable[[bytes], bytes]] = {
    "a dash less": lambda line: line[1:],
    "a dash more": lambda line: b"-" + line,
    "quoted": lambda line: b"> " + line,
    "indented": lambda line: b" " + line,
    "a long dash": lambda line: "—".encode() + line[2:],
    "in capitals": bytes.upper,
}
BEFORE = {
    "bom": lambda raw: b"\xef\xbb\xbf" + raw,
    "blank": lambda raw: b"\r\n\r\n" + raw,
    ">From": lambda raw: b">From a@b Mon Jul  1 10:00:00 2024\r\n" + raw,
    "+OK": lambda raw: b"+OK 1234 octets\r\n" + raw,
    "cr": lambda raw: raw.replace(b"\r\n", b"\r").replace(b"\n", b"\r") if raw.isascii() else raw,
    "crcrlf": lambda raw: raw.replace(b"\r\n", b"\r\r\n") if raw.isascii() else raw,
    "utf-16": lambda raw: raw.decode("ascii").encode("utf-16") if raw.isascii() else raw,
}


def _multipart(edge: bytes, parts: list[bytes], declared: bytes | None = None) -> bytes:
    head = b'Content-Type: multipart/mixed; boundary="%s"\r\n\r\n' % (declared or edge)
    return head + b"".join(b"--%s\r\n%s\r\n" % (edge, part) for part in parts) + b"--%s--\r\n" % edge
