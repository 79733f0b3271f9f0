"""A PDF page's fonts made anew: the letters that the page shows, and nothing else of what a font can carry.

A font lists the characters and holds the outlines of every page that uses it, and has room for any word: its names,
its glyphs' names, its tables. Kept are the outlines and the meanings of the codes that are shown, under names of our
own. Raises :class:`Unfit` for what can't be made so.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject, TextStringObject

from hui_reg.pages import outlines, rasters, type1
from hui_reg.pages.painting import Unfit

_OF_FONTS: Final = ("/FirstChar", "/LastChar", "/Widths", "/DW", "/W", "/DW2", "/W2")
_OF_SHEETS: Final = (
    "/Flags", "/FontBBox", "/ItalicAngle", "/Ascent", "/Descent", "/Leading", "/CapHeight", "/XHeight", "/StemV",
    "/StemH", "/AvgWidth", "/MaxWidth", "/MissingWidth", "/FontWeight",
)  # fmt: skip
_KINDS: Final = frozenset(("/Type1", "/MMType1", "/TrueType", "/Type0", "/CIDFontType0", "/CIDFontType2"))
_PROGRAMS: Final = {"/FontFile2": outlines.of_sfnt, "/FontFile3": outlines.of_compact}
_COMPACT: Final = frozenset(("/Type1C", "/CIDFontType0C", "/OpenType"))
_SIMPLE: Final = frozenset(("/WinAnsiEncoding", "/MacRomanEncoding", "/StandardEncoding", "/MacExpertEncoding"))
_WIDE: Final = re.compile(r"/(?:Identity|Uni(?:GB|CNS|JIS|KS)-UCS2|UniJIS-UCS2-HW)-[HV]")
_MIXED: Final = re.compile(r"/(?:GBK-EUC|GBKp-EUC|GBpc-EUC|GB-EUC)-[HV]")
_ORDERS: Final = frozenset(("Identity", "GB1", "CNS1", "Japan1", "Korea1", "KR"))
_KNOWN: Final = re.compile(
    r"(?:helvetica|arial|arialmt|courier|couriernew|times|timesnewroman|symbol|zapfdingbats|calibri|cambria|tahoma"
    r"|verdana|georgia|宋体|新宋体|黑体|楷体|仿宋|simsun|nsimsun|simhei|simkai|simfang|kaiti|fangsong|microsoftyahei"
    r"|dengxian|stsong|stsongstd|stheiti|stkaiti|stfangsong|stxihei|songti|heiti|pingfang|mingliu|msung|notosanscjk"
    r"|notoserifcjk|notosanssc|sourcehansans|sourcehanserif)"
    r"(?:gb2312|gbpro|std|sc|cn|mt|ps|psmt|roman|oblique|italic|it|ital|bold|regular|light|medium)*"
)
_SUBSET: Final = re.compile(r"[A-Z]{6}\+")
_LIGATURE: Final = re.compile(r"[A-Za-z]{2,3}|.[\ufe00-\ufe0f\u0300-\u036f\U000e0100-\U000e01ef]", re.DOTALL)
_SECTION: Final = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_TOKEN: Final = re.compile(rb"<([0-9A-Fa-f\s]*)>|([\[\]])")
_BLOCK: Final = 100
_MOST_STEPS: Final = 4_000_000


class Typefaces:
    """The fonts of one page in a writer: named first, spoken with, and made at the end."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer
        self._found: dict[int, tuple[Any, DictionaryObject, Any, set[bytes]]] = {}

    def place(self, font: Any) -> Any:
        """Where the font is going to stand: an object of the writer."""
        return self._entry(font)[2]

    def say(self, font: Any, said: bytes) -> None:
        """Some bytes are shown in the font."""
        self._entry(font)[3].update(_codes(font, said))

    def make(self) -> None:
        """Fill in every font that was named."""
        for font, made, _, codes in self._found.values():
            made.update(_made(font, codes, self._writer))

    def _entry(self, font: Any) -> tuple[Any, DictionaryObject, Any, set[bytes]]:
        if id(font) not in self._found:
            made = DictionaryObject()
            self._found[id(font)] = (font, made, self._writer._add_object(made), set())
        return self._found[id(font)]


def _codes(font: Any, said: bytes) -> Iterator[bytes]:
    """The codes that a string is made of."""
    coding = str(font.get("/Encoding")) if font.get("/Subtype") == "/Type0" else ""
    at = 0
    while at < len(said):
        wide = bool(_WIDE.fullmatch(coding)) or (bool(_MIXED.fullmatch(coding)) and said[at] > 0x80)
        length = 2 if wide else 1
        yield said[at : at + length]
        at += length


def _made(font: Any, codes: set[bytes], writer: Any) -> DictionaryObject:
    kind = str(font.get("/Subtype"))
    if kind not in _KINDS:
        raise Unfit  # letters that are drawings of their own
    made = DictionaryObject({NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject(kind)})
    made.update({NameObject(key): rasters.figures(font[key]) for key in _OF_FONTS if key in font})
    names = _encoding(font, made, kind, codes)
    numbers = _numbered(font, made, writer, codes)
    embedded = _described(font, made, writer, outlines.Shown(frozenset(codes), names, numbers))
    below = [item.get_object() for item in font["/DescendantFonts"].get_object()] if kind == "/Type0" else []
    if kind == "/Type0":
        parts = [_made(part, codes, writer) for part in below]
        made[NameObject("/DescendantFonts")] = ArrayObject(writer._add_object(part) for part in parts)
        embedded = all("/FontDescriptor" in part and _has_program(part["/FontDescriptor"]) for part in parts)
    made[NameObject("/BaseFont")] = _named(font, embedded=embedded)
    if "/CIDSystemInfo" in font:
        made[NameObject("/CIDSystemInfo")] = _collection(font["/CIDSystemInfo"].get_object(), embedded=embedded)
    if "/ToUnicode" in font:
        made[NameObject("/ToUnicode")] = writer._add_object(_meanings(font["/ToUnicode"].get_object(), codes))
    return made


def _named(font: Any, *, embedded: bool) -> NameObject:
    """A name of our own where the outlines are in the file; else one that viewers know."""
    name = str(font.get("/BaseFont", ""))[1:]
    if embedded:
        return NameObject("/AAAAAA+Letters")
    plain = _SUBSET.sub("", name, count=1)
    with_bytes = plain.encode("latin-1", "ignore").decode("gb18030", "ignore") if not plain.isascii() else plain
    folded = (re.sub(r"[\s,_-]", "", text).lower() for text in (plain, with_bytes))
    if not any(_KNOWN.fullmatch(text) for text in folded):
        raise Unfit
    return NameObject(f"/{name}")


def _encoding(font: Any, made: DictionaryObject, kind: str, codes: Iterable[bytes]) -> dict[int, str]:
    """Copies a font's encoding for the codes shown; the glyphs' names that it gives them."""
    found = font.get("/Encoding")
    found = found.get_object() if found is not None else None
    if isinstance(found, NameObject):
        if str(found) not in _SIMPLE and not _WIDE.fullmatch(str(found)) and not _MIXED.fullmatch(str(found)):
            raise Unfit
        made[NameObject("/Encoding")] = NameObject(str(found))
        return {}
    if not isinstance(found, DictionaryObject):
        if found is not None or kind == "/Type0":
            raise Unfit
        return {}
    room = DictionaryObject({NameObject("/Type"): NameObject("/Encoding")})
    if "/BaseEncoding" in found:
        if str(found["/BaseEncoding"]) not in _SIMPLE:
            raise Unfit
        room[NameObject("/BaseEncoding")] = NameObject(str(found["/BaseEncoding"]))
    names = {code: name for code, name in _differences(found) if bytes([code]) in codes}
    if not all(outlines.is_plain_name(name) for name in names.values()):
        raise Unfit
    listed = [part for code in sorted(names) for part in (NumberObject(code), NameObject(f"/{names[code]}"))]
    room[NameObject("/Differences")] = ArrayObject(listed)
    made[NameObject("/Encoding")] = room
    return names


def _differences(encoding: Any) -> Iterator[tuple[int, str]]:
    code = 0
    for item in encoding.get("/Differences", ArrayObject()).get_object():
        found = item.get_object()
        if isinstance(found, NameObject):
            if 0 <= code < 256:
                yield code, str(found)[1:]
            code += 1
        else:
            code = int(found)


def _described(font: Any, made: DictionaryObject, writer: Any, shown: outlines.Shown) -> bool:
    """Copies the descriptor; whether outlines are embedded."""
    if "/FontDescriptor" not in font:
        return False
    sheet = font["/FontDescriptor"].get_object()
    kept = DictionaryObject({NameObject("/Type"): NameObject("/FontDescriptor")})
    kept.update({NameObject(key): rasters.figures(sheet[key]) for key in _OF_SHEETS if key in sheet})
    for key, cut in _PROGRAMS.items():
        if key in sheet:
            kept[NameObject(key)] = writer._add_object(_cut(sheet[key].get_object(), cut, shown))
    if "/FontFile" in sheet:  # enciphered words between its outlines: those alone, in another form
        program = StreamObject()
        program[NameObject("/Subtype")] = NameObject("/Type1C")
        program.set_data(sheet["/FontFile"].get_object().get_data())
        kept[NameObject("/FontFile3")] = writer._add_object(_cut(program, type1.of_type1, shown))
    kept[NameObject("/FontName")] = _named(font, embedded=_has_program(kept))
    made[NameObject("/FontDescriptor")] = writer._add_object(kept)
    return _has_program(kept)


def _cut(found: Any, program: Any, shown: outlines.Shown) -> StreamObject:
    """A font file with the letters shown."""
    data, kind = program(found.get_data(), shown), found.get("/Subtype")
    made = StreamObject()
    made.set_data(data)
    made = made.flate_encode()
    if kind is None:
        made[NameObject("/Length1")] = NumberObject(len(data))
    elif str(kind) in _COMPACT:
        made[NameObject("/Subtype")] = NameObject(str(kind))
    else:
        raise Unfit
    return made


def _has_program(sheet: Any) -> bool:
    return any(key in sheet.get_object() for key in _PROGRAMS)


def _numbered(font: Any, made: DictionaryObject, writer: Any, codes: set[bytes]) -> dict[int, int]:
    """Copies the table from codes to the glyphs' numbers, for the codes shown; empty where they are the same."""
    found = font.get("/CIDToGIDMap")
    found = found.get_object() if found is not None else None
    if not isinstance(found, StreamObject):
        if found is not None:
            made[NameObject("/CIDToGIDMap")] = NameObject("/Identity")
        return {}
    table = found.get_data()
    wanted = {int.from_bytes(code) for code in codes}
    numbers = {code: int.from_bytes(table[2 * code : 2 * code + 2]) for code in wanted}
    kept = bytearray(2 * (max(wanted, default=0) + 1))
    for code, number in numbers.items():
        kept[2 * code : 2 * code + 2] = number.to_bytes(2)
    stream = StreamObject()
    stream.set_data(bytes(kept))
    made[NameObject("/CIDToGIDMap")] = writer._add_object(stream.flate_encode())
    return numbers


def _collection(info: Any, *, embedded: bool) -> DictionaryObject:
    """Whose numbers the codes are: with the outlines in the file they are its own."""
    order = str(info.get("/Ordering"))
    if order not in _ORDERS or str(info.get("/Registry")) != "Adobe":
        if not embedded:
            raise Unfit
        order = "Identity"
    words = {"/Registry": "Adobe", "/Ordering": order}
    made = DictionaryObject({NameObject(key): TextStringObject(word) for key, word in words.items()})
    made[NameObject("/Supplement")] = NumberObject(int(info.get("/Supplement", 0)))
    return made


def _meanings(table: Any, codes: set[bytes]) -> StreamObject:
    """The table of characters for the codes shown, written anew."""
    if not isinstance(table, StreamObject):
        raise Unfit
    found = sorted((code, text) for code, text in _meant(table.get_data(), codes).items())
    if any(len(text) > 1 and not _LIGATURE.fullmatch(text) for _, text in found):
        raise Unfit  # a letter that says a word
    lengths = sorted({len(code) for code, _ in found}) or [1]
    spans = "\n".join(f"<{'00' * length}> <{'FF' * length}>" for length in lengths)
    lines = ["/CIDInit /ProcSet findresource begin 12 dict begin begincmap", "/CMapType 2 def",
             f"{len(lengths)} begincodespacerange", spans, "endcodespacerange"]  # fmt: skip
    for at in range(0, len(found), _BLOCK):
        block = found[at : at + _BLOCK]
        pairs = (f"<{code.hex().upper()}> <{text.encode('utf-16-be').hex().upper()}>" for code, text in block)
        lines += [f"{len(block)} beginbfchar", *pairs, "endbfchar"]
    made = StreamObject()
    made.set_data("\n".join([*lines, "endcmap end end"]).encode())
    return made.flate_encode()


def _meant(data: bytes, codes: set[bytes]) -> dict[bytes, str]:
    found: dict[bytes, str] = {}
    steps = 0
    for kind, body in _SECTION.findall(data):
        tokens = [mark or _unhexed(digits) for digits, mark in _TOKEN.findall(body)]
        if kind == b"bfchar":
            pairs = zip(tokens[::2], tokens[1::2], strict=False)
            found |= {code: _text(target) for code, target in pairs if code in codes}
            continue
        for low, high, targets in _ranges(tokens):
            steps += len(codes)
            if steps > _MOST_STEPS:
                raise Unfit
            for code in codes:
                if len(code) == len(low) and low <= code <= high:
                    found[code] = _text(_target(targets, int.from_bytes(code) - int.from_bytes(low)))
    return {code: text for code, text in found.items() if text}


def _unhexed(digits: bytes) -> bytes:
    """The bytes of hexadecimal digits; a missing last one is 0, as PDF has it."""
    plain = b"".join(digits.split()).decode()
    return bytes.fromhex(plain + "0" * (len(plain) % 2))


def _ranges(tokens: list[bytes]) -> Iterator[tuple[bytes, bytes, list[bytes]]]:
    """Low, high, and the targets: one to be counted up from, or one for each code."""
    at = 0
    while at + 2 < len(tokens):
        low, high, first = tokens[at : at + 3]
        at += 3
        if first != b"[":
            yield low, high, [first]
            continue
        end = tokens.index(b"]", at) if b"]" in tokens[at:] else len(tokens)
        yield low, high, [b"", *tokens[at:end]]
        at = end + 1


def _target(targets: list[bytes], steps: int) -> bytes:
    if len(targets) > 1:
        return targets[steps + 1] if steps + 1 < len(targets) else b""
    (first,) = targets
    last = int.from_bytes(first[-2:]) + steps
    return first[:-2] + last.to_bytes(2) if 0 <= last < 0x10000 else b""


def _text(target: bytes) -> str:
    padded = target if len(target) % 2 == 0 else b"\0" + target
    return padded.decode("utf-16-be", "ignore").replace("\0", "")
