"""One bit flipped, anywhere in a workspace: ``verify`` names it."""

import json
import os
import random
import shutil
import sys
from collections import Counter
from pathlib import Path

import pytest

from hui_reg.errors import ExitCode
from tests.servers import deeds
from tests.servers.deeds import run

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return deeds.template(tmp_path_factory.mktemp("flips") / "w")


FLIPS = 200
"""For each way to keep a store."""


def files(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file() and path.stat().st_size)


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("kept", ["plain", "aes", "sm4"])
def test_every_flipped_bit_is_named(
    template: Path, tmp_path: Path, kept: str, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "w"
    shutil.copytree(template, root)
    shutil.rmtree(root / "in")
    if kept != "plain":
        deeds.wants_encryption(root, kept, "../hui-reg.key")
        assert run(root, "encrypt", "-q") == ExitCode.OK
    deeds.decided(root)
    (root / "filled.xlsx").unlink()
    assert run(root, "archive", "-q", "--confirm", deeds.PURGED) == ExitCode.OK
    assert run(root, "export", "review", "-q") in (0, 1)
    assert run(root, "export", "roster", "-q") in (0, 1)
    assert run(root, "verify", "-q") == ExitCode.OK
    chance, unnamed = random.Random(18), Counter[str]()
    many, everything = int(os.environ.get("HUI_REG_FLIPS", str(FLIPS))), files(root)
    for number in range(many):
        path = everything[number % len(everything)]
        whole, status = path.read_bytes(), path.stat()
        spoilt = bytearray(whole)
        spoilt[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        path.write_bytes(spoilt)
        capsys.readouterr()
        code = run(root, "verify", "--dry-run", "--json")
        captured = capsys.readouterr()
        told = json.loads(captured.out) if captured.out else {}
        named = code != 0 or told["faults"] or told["changed"]
        if not named:
            unnamed[path.relative_to(root).as_posix()] += 1
        path.write_bytes(whole)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    sys.stdout.write(f"\n{many} flips in {len(everything)} files, unnamed: {dict(unnamed)}\n")
    assert not unnamed
