"""Files that stand as yEnc in a text: they come out whole, or are told not to be."""

import zlib

from hypothesis import given
from hypothesis import strategies as st

from tests.intake.mails import HEAD, open_mail, parts

JPG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 9 + b"\xff\xd9"
PLAIN = HEAD + b"Content-Type: text/plain; charset=gbk\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
WORDS = "您好，材料见下。\r\n".encode("gbk")


def encoded(data: bytes, width: int = 128) -> bytes:
    lines: list[bytes] = []
    line = b""
    for value in data:
        code = (value + 42) % 256
        special = code in b"\0\n\r=" or (code == ord(".") and not line)
        line += bytes((ord("="), (code + 64) % 256)) if special else bytes((code,))
        if len(line) >= width:
            lines, line = [*lines, line], b""
    return b"".join(one + b"\r\n" for one in [*lines, line] if one)


def block(data: bytes, name: str = "照片.jpg") -> bytes:
    head = b"=ybegin line=128 size=%d name=%s\r\n" % (len(data), name.encode("gbk"))
    return head + encoded(data) + b"=yend size=%d crc32=%08x\r\n" % (len(data), zlib.crc32(data))


def pieces(data: bytes, count: int) -> list[bytes]:
    step = -(-len(data) // count)
    out = []
    for number in range(count):
        piece = data[number * step : (number + 1) * step]
        begin = b"=ybegin part=%d total=%d line=128 size=%d name=a.jpg\r\n" % (number + 1, count, len(data))
        place = b"=ypart begin=%d end=%d\r\n" % (number * step + 1, number * step + len(piece))
        end = b"=yend size=%d part=%d pcrc32=%08x\r\n" % (len(piece), number + 1, zlib.crc32(piece))
        out.append(begin + place + encoded(piece) + end)
    return out


@given(st.binary(min_size=1, max_size=2000))
def test_any_bytes_come_out_of_a_text(data: bytes) -> None:
    unpacked, found = open_mail(PLAIN + WORDS + block(JPG + data) + WORDS)
    assert (found, unpacked.message.problems) == ({"照片.jpg": JPG + data}, ())
    assert "材料见下" in unpacked.message.words


def test_an_attachment_in_yenc() -> None:
    head = b'Content-Type: application/octet-stream; name="a.yenc"\r\nContent-Transfer-Encoding: x-yencode\r\n\r\n'
    unpacked, found = open_mail(parts(head + block(JPG)))
    assert (found, unpacked.message.problems) == ({"照片.jpg": JPG}, ())


def test_pieces_in_any_order_and_one_that_is_missing() -> None:
    first, second, third = pieces(JPG, 3)
    assert open_mail(PLAIN + third + first + second)[1] == {"a.jpg": JPG}
    unpacked, _ = open_mail(PLAIN + first + third)
    assert [(problem.kind.value, problem.path) for problem in unpacked.message.problems] == [("damaged", "a.jpg")]


def test_what_the_checksum_denies_is_told() -> None:
    hurt = bytearray(block(JPG))
    hurt[400] ^= 1
    unpacked, _ = open_mail(PLAIN + bytes(hurt))
    assert [problem.kind.value for problem in unpacked.message.problems] == ["damaged"]


def test_the_word_alone_is_no_file() -> None:
    assert open_mail(PLAIN + "什么是 =ybegin line=128？\r\n".encode("gbk"))[1] == {}
