"""OFD files as programs of offices write them: pages of placed text and pictures, with templates, notes and seals."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def text(x: float, y: float, words: str, size: float = 4.0, more: str = "", inner: str = "", deltas: str = "") -> str:
    """A line of text whose upper left corner is there, in millimetres; each character one em wide, digits half."""
    steps = deltas or " ".join(f"{size if ord(char) > 255 else size / 2:g}" for char in words[:-1])
    delta = f'DeltaX="{steps}"' if steps else ""
    box = f"{x} {y} {size * len(words) + 1:g} {size * 1.3:g}"
    return (
        f'<ofd:TextObject ID="1" Boundary="{box}" Font="3" Size="{size}" {more}>{inner}'
        f'<ofd:TextCode X="0" Y="{size:g}" {delta}>{escape(words)}</ofd:TextCode></ofd:TextObject>'
    )


def picture(x: float, y: float, width: float, height: float, number: int = 0, more: str = "") -> str:
    """One of the pictures of the file, in its box."""
    ctm = more or f'CTM="{width} 0 0 {height} 0 0"'
    return f'<ofd:ImageObject ID="2" Boundary="{x} {y} {width} {height}" ResourceID="{50 + number}" {ctm}/>'


def covering(x: float, y: float, width: float, height: float, colour: str = "255 255 255") -> str:
    """A filled rectangle."""
    path = f"M 0 0 L {width} 0 L {width} {height} L 0 {height} C"
    return (
        f'<ofd:PathObject ID="4" Boundary="{x} {y} {width} {height}" Fill="true" Stroke="false">'
        f'<ofd:FillColor Value="{colour}"/><ofd:AbbreviatedData>{path}</ofd:AbbreviatedData></ofd:PathObject>'
    )


def page(*objects: str, template: bool = False, box: str = "0 0 210 297") -> str:
    """The XML of a page."""
    named = '<ofd:Template TemplateID="9" ZOrder="Background"/>' if template else ""
    content = f'<ofd:Content><ofd:Layer ID="8" Type="Body">{"".join(objects)}</ofd:Layer></ofd:Content>'
    area = f"<ofd:Area><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:Area>"
    return f'<?xml version="1.0" encoding="UTF-8"?><ofd:Page {_NS}>{area}{named}{content}</ofd:Page>'


def ofd(
    *pages: str | None,
    pictures: Sequence[tuple[str, bytes]] = (),
    template: str = "",
    units: str = "",
    seal: bytes = b"",
    note: str = "",
    more: Mapping[str, bytes] | None = None,
) -> bytes:
    """A file of such pages; None for one that is named and missing. ``seal``: the value of a signature on page 1."""
    media = "".join(
        f'<ofd:MultiMedia ID="{50 + at}" Type="Image" Format="{name.rsplit(".", 1)[-1].upper()}">'
        f"<ofd:MediaFile>{name}</ofd:MediaFile></ofd:MultiMedia>"
        for at, (name, _) in enumerate(pictures)
    )
    listed = "".join(f'<ofd:Page ID="{100 + at}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at in range(len(pages)))
    parts: dict[str, str | bytes] = {
        "OFD.xml": f'<ofd:OFD {_NS} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo/>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
        "<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {_NS}><ofd:CommonData><ofd:PageArea>"
        "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        "<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
        '<ofd:TemplatePage ID="9" BaseLoc="Tpls/Tpl_0/Content.xml"/></ofd:CommonData>'
        f"<ofd:Pages>{listed}</ofd:Pages><ofd:Annotations>Annots/Annotations.xml</ofd:Annotations></ofd:Document>",
        "Doc_0/DocumentRes.xml": f'<ofd:Res {_NS} BaseLoc="Res"><ofd:MultiMedias>{media}</ofd:MultiMedias>'
        f"<ofd:CompositeGraphicUnits>{units}</ofd:CompositeGraphicUnits></ofd:Res>",
        **{f"Doc_0/Res/{name}": data for name, data in pictures},
        **{f"Doc_0/Pages/Page_{at}/Content.xml": xml for at, xml in enumerate(pages) if xml is not None},
        **(more or {}),
    }
    if template:
        parts["Doc_0/Tpls/Tpl_0/Content.xml"] = template
    if note:
        parts["Doc_0/Annots/Annotations.xml"] = (
            f'<ofd:Annotations {_NS}><ofd:Page PageID="100"><ofd:FileLoc>Page_0/Annot.xml</ofd:FileLoc></ofd:Page>'
            "</ofd:Annotations>"
        )
        parts["Doc_0/Annots/Page_0/Annot.xml"] = (
            f'<ofd:PageAnnot {_NS}><ofd:Annot ID="7" Type="Stamp"><ofd:Appearance Boundary="20 200 100 20">{note}'
            "</ofd:Appearance></ofd:Annot></ofd:PageAnnot>"
        )
    if seal:
        parts["Doc_0/Signs/Signatures.xml"] = (
            f'<ofd:Signatures {_NS}><ofd:Signature ID="1" Type="Seal" BaseLoc="Sign_0/Signature.xml"/></ofd:Signatures>'
        )
        parts["Doc_0/Signs/Sign_0/Signature.xml"] = (
            f'<ofd:Signature {_NS}><ofd:SignedInfo><ofd:StampAnnot ID="1" PageRef="100" Boundary="120 20 40 40"/>'
            "</ofd:SignedInfo><ofd:SignedValue>/Doc_0/Signs/Sign_0/SignedValue.dat</ofd:SignedValue></ofd:Signature>"
        )
        parts["Doc_0/Signs/Sign_0/SignedValue.dat"] = b"\x30\x82\x10\x00" + seal
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return buffer.getvalue()
