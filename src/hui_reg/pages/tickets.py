"""Admission tickets (准考证), drawn: two on a page of A4, as a PDF of pictures that prints alike everywhere.

A typeface of our own goes into the picture, so a rare character in a name prints on every machine, or is left to be
written by hand and never shown as another. The photo is placed as its JPEG, unopened.
"""

import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from PIL import Image, ImageDraw, ImageFont

from hui_reg import jpegs
from hui_reg.errors import ExitCode, HuiRegError

_FONTS, _FACE = "pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf"
_PAGE = (595, 842)
"""Points of A4."""
_DOTS = 200 / 72
"""Pixels of a point."""
_HALF = (_PAGE[0], _PAGE[1] // 2)
_LEFT, _TOP = 56, 44
_PHOTO = (430, 96, 98, 137)
"""Left and top in the half, width and height, in points: 35 mm by 48 mm."""
_GAP = "□"
"""What stands for a character that the typeface lacks, to be written by hand."""


@dataclass(frozen=True)
class Photo:
    """An encoded JPEG and its size in pixels."""

    data: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Ticket:
    """One ticket: the exam's ``title``, ``lines`` of label and value, ``notes`` below, the photo if there is one."""

    title: str
    lines: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()
    photo: Photo | None = None


def pdf(tickets: Sequence[Ticket]) -> bytes:
    """All tickets, two on a page. Raises :class:`HuiRegError` (exit 6) when the typeface is not installed."""
    pages = [tickets[start : start + 2] for start in range(0, len(tickets), 2)]
    file = _File()
    kids = []
    for several in pages:
        images, drawn = [], []
        for place, ticket in enumerate(several):
            bottom = _PAGE[1] - _HALF[1] * (place + 1)
            images.append(file.picture(_drawn(ticket)))
            drawn.append(_placed(len(images), 0, bottom, *_HALF))
            if ticket.photo is not None:
                left, top, width, height = _fitted(ticket.photo)
                images.append(file.jpeg(ticket.photo))
                drawn.append(_placed(len(images), left, bottom + _HALF[1] - top - height, width, height))
        named = " ".join(f"/P{number} {image} 0 R" for number, image in enumerate(images, 1))
        content = file.add("", "\n".join(drawn).encode())
        box = f"/MediaBox [0 0 {_PAGE[0]} {_PAGE[1]}]"
        kids.append(
            file.add(f"/Type /Page /Parent 2 0 R {box} /Contents {content} 0 R /Resources << /XObject << {named} >> >>")
        )
    return file.finished(kids)


def _placed(number: int, left: float, bottom: float, width: float, height: float) -> str:
    return f"q {width:.2f} 0 0 {height:.2f} {left:.2f} {bottom:.2f} cm /P{number} Do Q"


def _fitted(photo: Photo) -> tuple[float, float, float, float]:
    """The photo in its frame, undistorted, in the middle."""
    left, top, width, height = _PHOTO
    scale = min(width / photo.width, height / photo.height)
    across, down = photo.width * scale, photo.height * scale
    return left + (width - across) / 2, top + (height - down) / 2, across, down


def _drawn(ticket: Ticket) -> Image.Image:
    paper = Image.new("L", (round(_HALF[0] * _DOTS), round(_HALF[1] * _DOTS)), 255)
    pen = ImageDraw.Draw(paper)
    middle = _HALF[0] / 2
    _write(pen, ticket.title, middle, _TOP, 15, centred=True)
    _write(pen, "准 考 证", middle, _TOP + 22, 19, centred=True)
    top = 104.0
    for label, value in ticket.lines:
        _write(pen, f"{label}：", _LEFT, top, 12)
        for line in _wrapped(value, 13, _PHOTO[0] - _LEFT - 92):
            _write(pen, line, _LEFT + 78, top, 13)
            top += 19
        top += 4
    left, above, width, height = _PHOTO
    pen.rectangle([_px(left - 1), _px(above - 1), _px(left + width + 1), _px(above + height + 1)], outline=120, width=2)
    if ticket.photo is None:
        _write(pen, "贴照片处", left + width / 2, above + height / 2 - 8, 12, centred=True)
    top = max(top, above + height) + 10
    for number, note in enumerate(ticket.notes, 1):
        for line in _wrapped(f"{number}. {note}", 10.5, _HALF[0] - 2 * _LEFT):
            _write(pen, line, _LEFT, top, 10.5)
            top += 15
    edge = _px(14)
    pen.rectangle([edge, edge, paper.width - edge, paper.height - edge], outline=160, width=2)
    return paper


def _px(points: float) -> int:
    return round(points * _DOTS)


def _write(pen: ImageDraw.ImageDraw, text: str, left: float, top: float, size: float, *, centred: bool = False) -> None:
    """``left``, ``top`` and ``size`` in points; the middle instead of the left where ``centred``."""
    shown = "".join(character if _has(character) else _GAP for character in text)
    face = _face(size)
    at = _px(left) - (round(face.getlength(shown) / 2) if centred else 0)
    pen.text((at, _px(top)), shown, fill=0, font=face)


def _wrapped(text: str, size: float, width: float) -> list[str]:
    lines, line = [], ""
    for character in text:
        if line and _face(size).getlength(line + character) > width * _DOTS:
            lines.append(line)
            line = ""
        line += character
    return [*lines, line]


@cache
def _has(character: str) -> bool:
    """Whether the typeface draws the character, and not its mark for none."""
    face = _face(12)
    return character.isspace() or bytes(face.getmask(character)) != bytes(face.getmask("\uffff"))


@cache
def _face(size: float) -> ImageFont.FreeTypeFont:
    try:
        data = (resources.files(_FONTS) / _FACE).read_bytes()
    except (ModuleNotFoundError, FileNotFoundError) as error:
        raise HuiRegError(
            ExitCode.COMPONENT_MISSING, "缺少画准考证的字体", "请重新安装 hui-reg（README 的安装命令）。"
        ) from error
    return ImageFont.truetype(io.BytesIO(data), round(size * _DOTS), layout_engine=ImageFont.Layout.BASIC)


class _File:
    """The objects of a PDF, in order: 1 is the catalogue, 2 the pages."""

    def __init__(self) -> None:
        self._objects: list[bytes] = [b"", b""]

    def add(self, entries: str, stream: bytes | None = None) -> int:
        """A dictionary, with a stream where there is one; its number."""
        if stream is None:
            self._objects.append(f"<< {entries} >>".encode())
        else:
            head = f"<< {entries} /Length {len(stream)} >>\nstream\n".encode()
            self._objects.append(head + stream + b"\nendstream")
        return len(self._objects)

    def picture(self, image: Image.Image) -> int:
        return self._image(image.width, image.height, "Gray", "Flate", zlib.compress(image.tobytes(), 6))

    def jpeg(self, photo: Photo) -> int:
        coded = jpegs.frame(photo.data)
        colours = {1: "Gray", 4: "CMYK"}.get(coded[2] if coded else 3, "RGB")
        return self._image(photo.width, photo.height, colours, "DCT", photo.data)

    def _image(self, width: int, height: int, colours: str, code: str, data: bytes) -> int:
        kind = f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /BitsPerComponent 8"
        return self.add(f"{kind} /ColorSpace /Device{colours} /Filter /{code}Decode", data)

    def finished(self, kids: Sequence[int]) -> bytes:
        self._objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
        listed = " ".join(f"{kid} 0 R" for kid in kids)
        self._objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{listed}] >>".encode()
        out = bytearray(b"%PDF-1.4\n")
        places = []
        for number, held in enumerate(self._objects, 1):
            places.append(len(out))
            out += f"{number} 0 obj\n".encode() + held + b"\nendobj\n"
        table = "".join(f"{place:010d} 00000 n \n" for place in places)
        count = len(places) + 1
        end = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<< /Size {count} /Root 1 0 R >>\n"
        return bytes(out) + f"{end}startxref\n{len(out)}\n%%EOF\n".encode()
