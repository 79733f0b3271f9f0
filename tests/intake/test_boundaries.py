"""Lines between parts that a relay or an editor hurt: they open what they opened, and only a cut mail is called cut."""

import base64

from hypothesis import given
from hypothesis import strategies as st

from hui_reg.intake.boundaries import aligned
from tests.intake.mails import HEAD, leaves, open_mail, problems

FILES = {
    "身份证.jpg": b"\xff\xd8\xff\xe0" + bytes(range(256)) * 3 + b"\xff\xd9",
    "登记表.pdf": b"%PDF-1.4\n" + bytes(range(255, 0, -1)) * 3 + b"\n%%EOF",
}
CLIENTS = (
    b"----=_Part_4711_12345.1725000000000",
    b"----=_NextPart_64F1A2B3_0A1B2C3D_4E5F6071",
    b"----=_001_NextPart12345=----",
    b"Apple-Mail=_1B2C3D4E-0000-1111-2222-333344445555",
    b"_000_TYZPR01MB1234567890ABCDEF_",
    b"000000000000a1b2c3d4e5f6",
)
DAMAGES = {
    "a dash lost": lambda line: line[1:],
    "two dashes lost": lambda line: line[2:],
    "a dash added": lambda line: b"-" + line,
    "quoted": lambda line: b"> " + line,
    "indented": lambda line: b"  " + line,
    "a long dash": lambda line: "–".encode() + line[2:],
    "other letters": bytes.swapcase,
    "a letter lost": lambda line: line[:14] + line[15:],
    "a letter added": lambda line: line[:14] + b"x" + line[14:],
}


def _mail(boundary: bytes, lines: list[bytes]) -> bytes:
    """A text and two files; ``lines``: what stands before each and behind the last."""
    sections = [b"Content-Type: text/plain; charset=utf-8\r\n\r\n\xe6\x82\xa8\xe5\xa5\xbd"]
    for name, data in FILES.items():
        head = b"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
        told = b'Content-Disposition: attachment; filename="%s"\r\n\r\n' % name.encode()
        sections.append(head + told + base64.encodebytes(data).replace(b"\n", b"\r\n").rstrip())
    head = HEAD + b'Content-Type: multipart/mixed; boundary="%s"\r\n\r\n' % boundary
    body = b"".join(line + b"\r\n" + section + b"\r\n" for line, section in zip(lines, sections, strict=False))
    return head + body + (lines[3] + b"\r\n" if len(lines) > 3 else b"")


@given(st.sampled_from(CLIENTS), st.sampled_from(sorted(DAMAGES)), st.sets(st.integers(0, 3), min_size=1))
def test_a_hurt_boundary_opens_what_it_opened(boundary: bytes, damage: str, hurt: set[int]) -> None:
    lines = [b"--" + boundary] * 3 + [b"--" + boundary + b"--"]
    raw = _mail(boundary, [DAMAGES[damage](line) if n in hurt else line for n, line in enumerate(lines)])
    unpacked, found = open_mail(raw)
    assert (found, unpacked.message.problems) == (FILES, ())
    assert unpacked.message.words.strip() == "您好"


@given(st.sampled_from(CLIENTS), st.sampled_from(sorted(DAMAGES)), st.integers(0, 2))
def test_a_mail_that_was_cut_stays_cut(boundary: bytes, damage: str, hurt: int) -> None:
    lines = [b"--" + boundary] * 3
    lines[hurt] = DAMAGES[damage](lines[hurt])
    raw = _mail(boundary, lines)
    assert leaves(raw) == FILES
    assert ("incomplete", None) in problems(raw)


def test_a_boundary_behind_the_last_line_of_a_part() -> None:
    boundary = CLIENTS[0]
    raw = _mail(boundary, [b"--" + boundary] * 3 + [b"--" + boundary + b"--"])
    glued = raw.replace(b"\r\n--" + boundary, b"--" + boundary)
    assert (leaves(glued), problems(glued)) == (FILES, [])


def test_the_boundaries_of_a_mail_inside_are_its_own() -> None:
    inner = _mail(b"=_Part_471_12345.17250", [b"--=_Part_471_12345.17250"] * 3 + [b"--=_Part_471_12345.17250--"])
    outer = (
        HEAD + b"Content-Type: multipart/mixed; boundary==_Part_4711_12345.17250\r\n\r\n--=_Part_4711_12345.17250\r\n"
        b'Content-Type: message/rfc822; name="a.eml"\r\n\r\n' + inner + b"\r\n--=_Part_4711_12345.17250--\r\n"
    )
    assert (leaves(outer), problems(outer)) == ({f"a.eml/{name}": data for name, data in FILES.items()}, [])


@given(st.binary(max_size=300), st.sampled_from(CLIENTS))
def test_what_is_no_boundary_stays(data: bytes, boundary: bytes) -> None:
    text = data.replace(b"-", b"")
    assert aligned(text + b"\r\n--" + boundary + b"\r\n", [boundary]) == text + b"\r\n--" + boundary + b"\r\n"
