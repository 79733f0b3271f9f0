"""Sparse tars: holes cost the sender nothing and us all their bytes, so the budget is asked before they are filled."""

import gzip
import io
import os
import tarfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hui_reg.intake.archives.budget import HIGHEST_RATIO, Budget, Refused
from hui_reg.intake.archives.tars import open_tar
from hui_reg.model import ProblemKind
from tests.intake.mails import leaves, mail, problems

BLOCK = 512


def packed(info: tarfile.TarInfo, data: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def pax_map(real: int, pieces: list[tuple[int, int]], data: bytes) -> bytes:
    """Version 0.1: the map in the extended header."""
    info = tarfile.TarInfo("张三.pdf")
    numbers = ",".join(str(number) for piece in [*pieces, (real, 0)] for number in piece)
    info.pax_headers = {"GNU.sparse.map": numbers, "GNU.sparse.size": str(real), "GNU.sparse.name": "张三.pdf"}
    return packed(info, data)


def pax_inside(real: int, pieces: list[tuple[int, int]], data: bytes) -> bytes:
    """Version 1.0: the map before the data."""
    info = tarfile.TarInfo("张三.pdf")
    info.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "张三.pdf",
                        "GNU.sparse.realsize": str(real)}  # fmt: skip
    entries = [*pieces, (real, 0)]
    numbers = "\n".join(str(number) for number in (len(entries), *(n for piece in entries for n in piece))) + "\n"
    return packed(info, numbers.encode().ljust(-(-len(numbers) // BLOCK) * BLOCK, b"\0") + data)


def old_gnu(real: int, pieces: list[tuple[int, int]], data: bytes) -> bytes:
    """The map in the header itself, of four pieces at most."""
    info = tarfile.TarInfo("zhang.pdf")
    info.type, info.size = tarfile.GNUTYPE_SPARSE, len(data)
    header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    for at, (offset, length) in enumerate([*pieces, (real, 0)][:4]):
        header[386 + 24 * at : 410 + 24 * at] = b"%011o\0%011o\0" % (offset, length)
    header[483:495] = b"%011o\0" % real
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + data.ljust(-(-len(data) // BLOCK) * BLOCK, b"\0") + bytes(2 * BLOCK)


FORMATS = (pax_map, pax_inside, old_gnu)
Format = Callable[[int, list[tuple[int, int]], bytes], bytes]


@pytest.mark.parametrize("make", FORMATS)
def test_a_sparse_giant_is_refused_before_it_is_filled(make: Format, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tarfile.TarFile, "extractfile", None)
    tar = make(281_000_000, [(0, 512)], bytes(512))
    assert problems(mail({"材料.tar": tar})) == [("bomb", "材料.tar")]
    assert list(leaves(mail({"材料.tar": tar}))) == ["材料.tar"], "what isn't opened is kept"


@pytest.mark.parametrize("make", FORMATS)
def test_a_map_that_lies_about_its_bytes_buys_nothing(make: Format) -> None:
    tar = make(281_000_000, [(0, 100_000_000), (0, 100_000_000)], bytes(512))
    with pytest.raises(Refused):
        list(open_tar(tar, Budget()))


@pytest.mark.parametrize("make", FORMATS)
def test_an_honest_hole_is_filled(make: Format) -> None:
    tar = make(4096, [(1024, 512)], b"x" * 512)
    (member,) = open_tar(tar, Budget())
    assert member.data == bytes(1024) + b"x" * 512 + bytes(4096 - 1536)


def test_nesting_does_not_multiply_the_ratio() -> None:
    """A gzip of a sparse tar: a hundredfold of a hundredfold is refused."""
    tar = pax_map(90_000_000, [(0, 900_000)], os.urandom(20_000) + bytes(880_000))
    assert ("bomb", "材料.tar.gz/内容.tar") in problems(mail({"材料.tar.gz": gzip.compress(tar)}))


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**8), max_size=20))
def test_a_mail_never_becomes_more_than_its_budget(size: int, members: list[int]) -> None:
    budget, got = Budget(mail=size), 0
    for member in members:
        try:
            budget.ask(member // HIGHEST_RATIO, member)
            budget.spend(member)
        except Refused as refused:
            assert refused.kind in (ProblemKind.BOMB, ProblemKind.TOO_LARGE)
        else:
            got += member
    assert got <= 300 * 2**20
    assert got <= 16 * 2**20 + HIGHEST_RATIO * size
