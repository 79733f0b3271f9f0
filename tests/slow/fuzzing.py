"""A parser of foreign bytes under coverage-guided fuzzing: ``python -m tests.slow.fuzzing TARGET RUNS CORPUS``.

Only :class:`Refused` may come out of a parser; atheris stops at anything else and prints the bytes.
"""

import contextlib
import sys
from collections.abc import Callable, Mapping

import atheris  # type: ignore[import-untyped]

with atheris.instrument_imports(include=["hui_reg.intake"]):
    from hui_reg.intake import unpack
    from hui_reg.intake.archives.budget import Budget, Refused
    from hui_reg.intake.archives.outlook import read_tnef
    from hui_reg.intake.archives.zips import open_zip
    from hui_reg.intake.mailbox.imap_response import read_fetches
    from hui_reg.intake.message import read_mail
    from hui_reg.intake.names import decode_header, file_name
    from hui_reg.intake.quoting.forwards import split_forward

from tests.intake.mails import ENVELOPE, mail
from tests.intake.packing import plain_zip, tnef


def _names(data: bytes) -> None:
    one, _, other = data.partition(b"\n\n")
    decode_header(one)
    file_name(one, other)


def _fetches(data: bytes) -> None:
    lines = data.split(b"\n")
    read_fetches([(line, lines[-1]) if line.endswith(b"}") else line for line in lines])


def _mail(data: bytes) -> None:
    split_forward(read_mail(data))
    unpack.take_apart(data, ENVELOPE)


TARGETS: Mapping[str, tuple[Callable[[bytes], object], bytes]] = {
    "names": (_names, b"attachment; filename=\"=?gb2312?B?wO6GtC5qcGc=?=\"\n\nimage/jpeg; name*0*=gbk''%B2%E2"),
    "mails": (_mail, mail({"a.pdf": b"%PDF-1.4"}, "发件人：甲 <a@b.cn>\n主题：报名\n材料")),
    "zips": (lambda data: list(open_zip(data, Budget())), plain_zip({"张三/a.pdf": b"%PDF-1.4" * 9})),
    "tnef": (read_tnef, tnef({b"a.pdf": b"%PDF-1.4"})),
    "fetches": (_fetches, b'1 (UID 4 RFC822.SIZE 9 INTERNALDATE "01-Jul-2024 12:00:00 +0800" BODY[] {3}\nabc\n)'),
}


def main() -> None:
    name, runs, corpus = sys.argv[1:4]
    target = TARGETS[name][0]

    def once(data: bytes) -> None:
        with contextlib.suppress(Refused):
            target(data)

    options = [f"-runs={runs}", "-max_len=4096", "-timeout=20", "-print_final_stats=0"]
    atheris.Setup([sys.argv[0], *options, corpus, *sys.argv[4:]], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
