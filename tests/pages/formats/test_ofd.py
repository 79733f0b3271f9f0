"""The national layout format: text at its places, what is seen of it, pictures, seals; and files that are broken."""

import io
from datetime import date
from xml.sax.saxutils import escape

import cv2
import numpy as np
import pytest
from PIL import Image
from samples.press import cards, chsi
from samples.press.people import Education, invent

from hui_reg.model import Problem, ProblemKind
from hui_reg.pages import conversions, views
from hui_reg.pages.formats import ofd as reader
from hui_reg.pages.formats import ofd_package, pdf
from hui_reg.pages.formats.ofd import OfdPage
from hui_reg.pages.formats.ofd_notation import placed, rgb, strokes
from hui_reg.pages.formats.pdf import PdfPage
from hui_reg.pages.paging import Pages, pages_of
from hui_reg.pages.unreadable import Unreadable
from hui_reg.readers import read_file
from hui_reg.vocabulary import Field, Kind
from tests.pages.formats.ofds import covering, ofd, page, picture, text
from tests.readers.paper import jpeg, saved
from tests.readers.written import values

SEAL = saved(Image.new("RGBA", (200, 200), (220, 0, 0, 120)), "PNG")
SEEN = [
    "模板标题", "姓名", "王𠮷□明", "公民身份号码", "350521199003071234", "联系电话", "13900000001", "批注里的文字",
    "竖", "排",
]  # fmt: skip
UNSEEN = ["切换掉的文字", "白纸上的白字", "后来被盖住的字", "框外面的字"]
WHITE = '<ofd:FillColor Value="255 255 255"/>'
UNIT = (
    f'<ofd:CompositeGraphicUnit ID="77" Width="90" Height="20"><ofd:Content>{text(0, 0, "联系电话")}'
    f"{text(30, 0, '13900000001')}</ofd:Content></ofd:CompositeGraphicUnit>"
)


def everything() -> bytes:
    first = page(
        text(20, 30, "姓名"), text(40, 30, "王𠮷□明"), text(20, 40, "公民身份号码"),
        text(60, 40, "350521199003071234", deltas="g 16 2 2"),
        text(20, 60, UNSEEN[0], more='Visible="false"'), text(20, 70, UNSEEN[1], inner=WHITE),
        text(20, 80, UNSEEN[2]), covering(15, 78, 80, 10),
        text(20, 90, UNSEEN[3]).replace('X="0"', 'X="90"'),
        '<ofd:CompositeObject ID="5" ResourceID="77" Boundary="20 100 100 20"/>',
        text(190, 100, "竖排", deltas="0").replace("9 5.2", "5 9").replace("<ofd:TextCode", '<ofd:TextCode DeltaY="4"'),
        covering(20, 150, 50, 1, "0 0 255"), template=True,
    )  # fmt: skip
    under = page(text(20, 20, "模板标题", 6))
    return ofd(first, template=under, units=UNIT, seal=SEAL, note=text(0, 0, "批注里的文字"))


@pytest.fixture(scope="module")
def made() -> Pages:
    return pages_of(everything(), "ofd")


def test_text_is_read_as_far_as_it_is_seen(made: Pages) -> None:
    (only,) = made.pages
    assert only.source == "text"
    said = only.text
    assert [words for words in SEEN if words not in said] == []
    assert [words for words in UNSEEN if words in said] == []
    assert made.problem is None and made.count == 1
    assert "ofd" in made.sources


def test_a_line_stands_where_it_is_drawn(made: Pages) -> None:
    name = next(line for line in made.pages[0].lines if line.text == "王𠮷□明")
    assert name.box[0] == pytest.approx(40 / 210, abs=0.006)
    assert name.box[2] == pytest.approx(56 / 210, abs=0.006)
    assert name.box[1] < 34 / 297 < name.box[3] + 0.003


def test_a_seal_is_seen_and_hides_nothing() -> None:
    data = ofd(page(text(121, 38, "章下面的文字")), seal=SEAL)
    for one in reader.pages(data):
        assert one.drawn is not None
        image = one.drawn.render(600)
        assert image[60, 260].tolist() != [255, 255, 255]  # 130 mm from the left, 30 mm from the top
    assert [line.text for line in pages_of(data, "ofd").pages[0].lines] == ["章下面的文字"]


def test_a_picture_is_read_from_its_pixels() -> None:
    who = invent("林晓燕", "女", date(1996, 3, 14), "惠安县行政服务中心")
    data = ofd(page(picture(20, 30, 86, 54)), pictures=[("card.jpg", jpeg(cards.portrait_side(who)))])
    read = read_file(data)
    (card,) = read.readings
    assert (read.format, read.problem, card.kind) == ("ofd", None, Kind.ID_CARD)
    assert (
        values(card).items()
        >= {
            "name": "林晓燕",
            "id_number": who.id_number,
        }.items()
    )


def relaid(printed: PdfPage) -> str:
    """A page of a PDF as a page of an OFD."""
    high = 297.0
    lines = (
        text(210 * line.box[0], high * line.box[1], line.text, round(high * (line.box[3] - line.box[1]) / 1.4, 2))
        for line in printed.lines
    )
    to = "".join(f'<ofd:Action Event="CLICK"><ofd:URI URI="{escape(link)}"/></ofd:Action>' for link in printed.links)
    return page(*lines, f"<ofd:Actions>{to}</ofd:Actions>")


@pytest.mark.slow
def test_a_record_says_the_same_as_in_a_pdf() -> None:
    school = Education(
        "泉州师范学院", "本科", "普通高校", "行政管理", date(2014, 9, 1), date(2018, 6, 30), "103991201805000123"
    )
    who = invent("林晓燕", "女", date(1996, 3, 14), "惠安县税务局", education=school)
    record = chsi.record(who, school)
    (reading,) = read_file(ofd(*[relaid(printed) for printed in pdf.pages(record)])).readings
    (printed_reading,) = read_file(record).readings
    assert reading.kind is printed_reading.kind is Kind.EDUCATION_RECORD
    assert values(reading) == {name: said for name, said in values(printed_reading).items() if name != Field.CHSI_QR}


def test_pages_keep_their_numbers_and_the_lost_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    data = ofd(page(text(20, 20, "第一页的文字内容")), None, page(text(20, 20, "第三页的文字内容")))
    made = pages_of(data, "ofd")
    assert [(one.number, one.text) for one in made.pages] == [(1, "第一页的文字内容"), (3, "第三页的文字内容")]
    assert made.problem is not None and made.problem.kind is ProblemKind.DAMAGED
    assert (made.count, "有1页已损坏" in made.problem.detail) == (3, True)
    monkeypatch.setattr(pdf, "MOST_PAGES", 2)
    monkeypatch.setattr(reader, "MOST_PAGES", 2)
    assert "只识读了前1页" in (pages_of(data, "ofd").problem or Problem(kind=ProblemKind.EMPTY, detail="")).detail


def test_a_picture_that_cannot_be_opened_is_told() -> None:
    shown = page(text(20, 20, "图片在下面的文字"), picture(20, 40, 80, 50), picture(20, 100, 80, 50, 1))
    made = pages_of(ofd(shown, pictures=[("scan.jb2", b"\x97JB2" + bytes(600))]), "ofd")
    assert made.problem is not None and "有2张图片的格式打不开" in made.problem.detail
    assert [one.text for one in made.pages] == ["图片在下面的文字"]


def test_it_is_shown_and_goes_along_as_drawn() -> None:
    data = ofd(
        page(text(20, 20, "第一页的文字内容")), page(text(20, 60, "第二页的文字内容"), covering(0, 0, 210, 30, "0 0 0"))
    )
    size, (shown,) = views.view(data, views.Look(format="ofd", page=2, side=600))
    image = cv2.imdecode(np.frombuffer(shown, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert (max(size.width, size.height), image[30].mean() < 20 < image[100].mean()) == (600, True)
    parts = conversions.Parts(parts=(conversions.Part(format="ofd", pages=(2,)),))
    packed, (document,) = conversions.as_pdf(conversions.bundle([data]), parts)
    (sent,) = pdf.pages(document)
    assert (packed.pages, packed.drawn, packed.signed, sent.lines) == (1, 1, False, ())


def opened(data: bytes) -> list[OfdPage]:
    return list(reader.pages(data))


def bomb() -> bytes:
    return ofd(page(), more={"Doc_0/Pages/Page_0/Content.xml": b" " * 30_000_000})


def nested() -> bytes:
    """Ten units, each of ten of the next."""
    units = "".join(
        f'<ofd:CompositeGraphicUnit ID="{at}"><ofd:Content>'
        + f'<ofd:CompositeObject ResourceID="{at + 1}" Boundary="0 0 9 9"/>' * 10
        + "</ofd:Content></ofd:CompositeGraphicUnit>"
        for at in range(10)
    )
    return ofd(page('<ofd:CompositeObject ResourceID="0" Boundary="0 0 9 9"/>'), units=units)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (bomb(), ProblemKind.TOO_LARGE),
        (nested(), ProblemKind.TOO_LARGE),
        (ofd(page("<ofd:PageBlock>" * 40 + "</ofd:PageBlock>" * 40)), ProblemKind.TOO_LARGE),
        (ofd(), ProblemKind.DAMAGED),
        (ofd(more={"OFD.xml": b"no xml"}), ProblemKind.DAMAGED),
        (ofd(more={"Doc_0/Document.xml": b""}), ProblemKind.DAMAGED),
        (everything()[:-60], ProblemKind.DAMAGED),
    ],
)  # fmt: skip
def test_a_broken_or_endless_file_is_told(data: bytes, kind: ProblemKind) -> None:
    with pytest.raises(Unreadable) as caught:
        opened(data)
    assert caught.value.kind is kind
    assert "请" in caught.value.detail


def test_what_unpacks_to_much_is_counted_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ofd_package, "_MOST_BYTES", 40_000)
    big = io.BytesIO()
    Image.effect_noise((160, 160), 90).save(big, "BMP")
    shown = page(*(picture(10, 10, 20, 20, at) for at in range(3)))
    with pytest.raises(Unreadable, match="过于庞大"):
        opened(ofd(shown, pictures=[(f"{at}.bmp", big.getvalue()) for at in range(3)]))


@pytest.mark.parametrize(
    ("deltas", "places"),
    [
        ("g 2 5 3", [0, 5, 10, 13]),
        ("g 9999999 1", [0, 1, 2, 3]),
        ("5", [0, 5, 10, 15]),
        ("5 6 7 8 9", [0, 5, 11, 18]),
        ("g", [0, 2, 4, 6]),
        ("nan 1", [0, 2, 4, 6]),
    ],
)
def test_steps(deltas: str, places: list[float]) -> None:
    from lxml import etree

    code = etree.fromstring(f'<TextCode DeltaX="{deltas}">1234</TextCode>')
    assert [x for _, x, _ in placed(code, (0.0, 0.0), 4.0)] == places


def test_colours_and_paths() -> None:
    assert [rgb(value) for value in ("255 0 10", "#ff #00 #0a", "128", "0 0 0 255", None, "red")] == [
        (255, 0, 10), (255, 0, 10), (128, 128, 128), (0, 0, 0), (0, 0, 0), (0, 0, 0),
    ]  # fmt: skip
    drawn = list(strokes("M 1 2 L 3 4 5 6 Q 7 8 9 10 A 1 1 0 0 1 20 21 C"))
    assert [(verb, points[-1] if points else None) for verb, points in drawn] == [
        ("M", (1, 2)), ("L", (3, 4)), ("L", (5, 6)), ("B", (9, 10)), ("L", (20, 21)), ("C", None),
    ]  # fmt: skip
