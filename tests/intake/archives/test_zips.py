"""zip: every way its names are written in China, and every trick refused."""

import contextlib
import random
import zipfile

import pytest

from hui_reg.intake.archives.budget import Budget, Member, Refused
from hui_reg.intake.archives.zips import open_zip
from hui_reg.model import ProblemKind
from tests.intake.packing import Entry, plain_zip, raw_zip, unicode_path

NAMES = ["材料/张三/身份证.pdf", "材料/李喆/毕业证.pdf", "readme.txt"]
U = 0x800


def paths(data: bytes, budget: Budget | None = None) -> list[str]:
    return [member.path for member in opened(data, budget) if member.refused is None]


def opened(data: bytes, budget: Budget | None = None) -> list[Member]:
    return list(open_zip(data, budget or Budget()))


ARCHIVES = {
    "as Python writes it": plain_zip(dict.fromkeys(NAMES, b"x")),
    "GBK": raw_zip(*(Entry(name.encode("gbk")) for name in NAMES)),
    "UTF-8 without flag": raw_zip(*(Entry(name.encode()) for name in NAMES)),
    "UTF-8 with flag": raw_zip(*(Entry(name.encode(), flags=U) for name in NAMES)),
    "a lying flag": raw_zip(*(Entry(name.encode("gbk"), flags=U) for name in NAMES)),
    "one liar among honest ones": raw_zip(
        Entry(NAMES[0].encode(), flags=U), Entry(NAMES[1].encode("gbk"), flags=U), Entry(NAMES[2].encode())
    ),
    "0x7075": raw_zip(*(Entry(b"?" * 5 + b"%d" % n, extra=unicode_path(b"?" * 5 + b"%d" % n, name))
                        for n, name in enumerate(NAMES))),
    "0x7075 for another name is ignored": raw_zip(
        *(Entry(name.encode("gbk"), extra=unicode_path(b"other", "wrong.pdf")) for name in NAMES)
    ),
    "mixed": raw_zip(Entry(NAMES[0].encode(), flags=U), Entry(NAMES[1].encode("gbk")), Entry(NAMES[2].encode())),
    "local names differ from central ones": raw_zip(
        *(Entry(name.encode(), flags=U, local_name=name.encode("gbk"), local_flags=0) for name in NAMES)
    ),
    "a local flag that lies": raw_zip(*(Entry(name.encode("gbk"), local_flags=U) for name in NAMES)),
    "backslashes": raw_zip(*(Entry(name.replace("/", "\\").encode("gbk")) for name in NAMES)),
    "a program in front": b"MZ" + b"\0" * 500 + raw_zip(*(Entry(name.encode("gbk")) for name in NAMES)),
}  # fmt: skip


@pytest.mark.parametrize("case", ARCHIVES)
def test_names(case: str) -> None:
    assert paths(ARCHIVES[case]) == NAMES


def test_half_a_character_that_is_a_backslash() -> None:
    assert paths(raw_zip(Entry("乗車/俓.pdf".encode("gbk")), Entry("張三.pdf".encode("gbk")))) == [
        "乗車/俓.pdf",
        "張三.pdf",
    ]


def test_big5() -> None:
    assert paths(raw_zip(Entry("陳大文/國民身分證.pdf".encode("big5"), method=8), Entry("龔.pdf".encode("big5"))))


def test_ways_out_are_data_only() -> None:
    assert paths(raw_zip(Entry(b"../../etc/passwd"), Entry(b"/abs.pdf"), Entry(b"C:\\x\\y.pdf"))) == [
        "etc/passwd", "abs.pdf", "x/y.pdf"
    ]  # fmt: skip


def test_folders_give_nothing_and_links_are_refused() -> None:
    members = opened(raw_zip(Entry(b"a/"), Entry(b"link", b"/etc/passwd", attributes=0xA1FF0000), Entry(b"a/b.pdf")))
    assert [(m.path, m.refused and m.refused.kind) for m in members] == [
        ("link", ProblemKind.UNSUPPORTED), ("a/b.pdf", None)
    ]  # fmt: skip


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods(method: int) -> None:
    data = random.Random(1).randbytes(300_000)
    assert opened(plain_zip({"a.bin": data}, method)) == [Member("a.bin", data)]


REFUSED = {
    "encrypted": (raw_zip(Entry(b"a.pdf", flags=1)), ProblemKind.ENCRYPTED),
    "AES": (raw_zip(Entry(b"a.pdf", flags=1, method=99)), ProblemKind.ENCRYPTED),
    "a method nobody reads": (raw_zip(Entry(b"a.pdf", method=97)), ProblemKind.UNSUPPORTED),
    "a wrong checksum": (raw_zip(Entry(b"a.pdf", crc=1)), ProblemKind.DAMAGED),
    "more promised than there": (raw_zip(Entry(b"a.pdf", b"x" * 9, claimed=90)), ProblemKind.DAMAGED),
    "a member that inflates": (raw_zip(Entry(b"a.pdf", b"\0" * 50_000_000, method=8)), ProblemKind.BOMB),
    "an offset into nowhere": (raw_zip(Entry(b"a.pdf"), Entry(b"b.pdf", offset=17)), ProblemKind.BOMB),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_members_or_archives(case: str) -> None:
    data, kind = REFUSED[case]
    try:
        refused = [member.refused for member in opened(data) if member.refused]
    except Refused as error:
        refused = [error]
    assert [one.kind for one in refused] == [kind]


def test_overlapping_entries_are_a_bomb() -> None:
    kernel = Entry(b"a", b"\0" * 100_000, method=8)
    many = [Entry(b"%d" % n, kernel.data, method=8, offset=0) for n in range(1000)]
    with pytest.raises(Refused) as caught:
        opened(raw_zip(kernel, *many))
    assert caught.value.kind is ProblemKind.BOMB


def test_cut_archives_are_incomplete() -> None:
    whole = plain_zip({f"{n}.pdf": b"x" * 1000 for n in range(5)})
    for cut in (1, 10, 22, 100, len(whole) // 2):
        with pytest.raises(Refused) as caught:
            opened(whole[: len(whole) - cut])
        assert caught.value.kind is ProblemKind.INCOMPLETE


def test_one_budget_for_all() -> None:
    budget = Budget(files=3, bytes=1000)
    members = opened(plain_zip({f"{n}": b"x" * 10 for n in range(5)}), budget)
    assert [m.refused is None for m in members] == [True] * 3 + [False] * 2
    assert {m.refused.kind for m in members if m.refused} == {ProblemKind.TOO_LARGE}
    assert [m.refused is None for m in opened(plain_zip({"big": b"y" * 2000}, 0), Budget(bytes=1000))] == [False]


def test_no_false_alarm_on_a_page_of_white() -> None:
    """A white bitmap packs 1,000:1; the first 100 kB are free, and a page of text is far below the ratio."""
    assert paths(plain_zip({"white.bmp": b"\xff" * 100_000, "text.txt": b"abcdefgh" * 12_000}))


def test_every_mutant_ends_in_members_or_a_refusal() -> None:
    whole = raw_zip(*(Entry(name.encode("gbk"), b"content" * 20, method=8) for name in NAMES))
    chance = random.Random(20240705)
    for _ in range(1500):
        mutant = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            mutant[chance.randrange(len(mutant))] = chance.randrange(256)
        with contextlib.suppress(Refused):
            opened(bytes(mutant))


def test_a_lying_name_in_a_directory_that_lies_about_more_is_refused() -> None:
    """Found by fuzzing: the archive mended for one lie was opened without looking for the next."""
    data = bytearray(raw_zip(Entry(b"\xd5\xc5\xc8\xfd.pdf", b"%PDF-1.4", flags=0x800)))
    central = data.index(b"PK\x01\x02")
    data[central + 6] = 87  # a version of zip that is yet to come
    with pytest.raises(Refused):
        list(open_zip(bytes(data), Budget()))


def test_a_directory_that_points_behind_the_end_is_refused_entry_by_entry() -> None:
    data = bytearray(plain_zip({"a.pdf": b"%PDF-1.4"}))
    central = data.index(b"PK\x01\x02")
    data[central + 42 : central + 46] = (central + 20).to_bytes(4, "little")
    (member,) = open_zip(bytes(data), Budget())
    assert member.refused is not None
