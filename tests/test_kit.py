"""What goes out: licences, wheels for every platform, the oldest Linux, the start scripts."""

import importlib.metadata
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from tools import kit_builder, parts

pytestmark = pytest.mark.timeout(900)  # a loaded machine is no fault of ours

ROOT = Path(parts.ROOT)
KIT = ROOT / "tools" / "kit"


def part(licence: str) -> parts.Part:
    return parts.Part("x", "1", licence, "", ())


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "AGPL-3.0", "GNU General Public License v2 (GPLv2)", "GPLv3", ""])
def test_what_must_not_go_out_is_refused(licence: str) -> None:
    assert parts.refused([part(licence)])


def test_what_goes_out_may() -> None:
    known = list(parts.parts())
    assert len(known) > 60
    assert parts.refused([*known, part("LGPL-2.1-or-later"), part("GNU Lesser General Public License v3")]) == []
    assert parts.PAGE.read_text(encoding="utf-8") == parts.page(known), "python tools/parts.py --write"
    document = json.loads(json.dumps(parts.sbom(known, "1")))
    assert document["bomFormat"] == "CycloneDX"
    assert all(component["purl"].startswith("pkg:pypi/") for component in document["components"])


@pytest.mark.parametrize("python", kit_builder.PYTHONS)
@pytest.mark.parametrize("platform", kit_builder.PLATFORMS)
def test_a_platform_gets_its_own_parts_with_their_hashes(platform: str, python: str) -> None:
    lines = kit_builder.requirements(platform, python).splitlines()
    names = [line.partition("==")[0] for line in lines]
    assert len(set(names)) == len(names)
    assert ("colorama" in names) == ("tzdata" in names) == platform.startswith("win")
    assert {"numpy", "onnxruntime", "click"} <= set(names)
    assert all("--hash=sha256:" in line for line in lines)


@pytest.mark.parametrize(
    ("told", "wrong"), [("GLIBC_2.17 GLIBC_2.28 GLIBC_2.3.4", []), ("GLIBC_2.29", ["2.29"]), ("", [])]
)
def test_a_newer_glibc_is_told(told: str, wrong: list[str]) -> None:
    assert kit_builder.too_new(told) == wrong


@pytest.mark.skipif(not shutil.which("readelf"), reason="no readelf here")
def test_no_part_asks_for_a_newer_glibc_than_the_oldest_linux_has() -> None:
    """Of the wheels installed here, those that a kit may take: by their tags it takes none for a newer Linux."""
    wrong, seen = [], 0
    for known in parts.parts():
        try:
            files = importlib.metadata.files(known.name) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        tags = importlib.metadata.distribution(known.name).read_text("WHEEL") or ""
        if not any(f"-{tag}" in tags for tag in kit_builder.PLATFORMS["linux-x86_64"]):
            continue
        objects = [str(file.locate()) for file in files if re.search(r"\.so(?:\.[\d.]+)?$", file.name)]
        seen += len(objects)
        if objects:
            told = subprocess.run(["readelf", "-V", *objects], capture_output=True, text=True).stdout
            wrong += [f"{known.name}: {version}" for version in kit_builder.too_new(told)]
    assert seen > 50
    assert wrong == []


def test_our_wheel_has_everything_that_the_package_has(tmp_path: Path) -> None:
    """Built from a copy: setuptools leaves its traces in the folder it builds in."""
    for name in ("src", "README.md", "LICENSE", "pyproject.toml"):
        source = ROOT / name
        ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
        shutil.copytree(source, tmp_path / name, ignore=ignored) if source.is_dir() else shutil.copy(source, tmp_path)
    with zipfile.ZipFile(kit_builder.own_wheel(tmp_path / "out", tmp_path)) as wheel:
        there = {name for name in wheel.namelist() if name.startswith("hui_reg/")}
    package = ROOT / "src" / "hui_reg"
    files = (path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    wanted = {
        f"hui_reg/{path.relative_to(package).as_posix()}" for path in files if path.suffix not in (".po", ".mako")
    }
    assert wanted - there == set(), "name it under package-data in pyproject.toml"


def test_the_start_scripts_are_what_their_shells_read() -> None:
    subprocess.run(["sh", "-n", str(KIT / "start.sh")], check=True)
    batch = (KIT / "开始.bat").read_bytes()
    assert not batch.startswith(b"\xef\xbb\xbf"), "cmd would take a mark for a command"
    assert batch.count(b"\n") == batch.count(b"\r\n")
    text = batch.decode()
    labels = set(re.findall(r"^:(\w+)", text, re.M))
    assert set(re.findall(r"goto (\w+)", text)) <= labels
    assert text.index("chcp 65001") < min(text.index(c) for c in text if ord(c) > 127)


def test_a_kit_says_what_is_in_it(tmp_path: Path) -> None:
    root = tmp_path / "kit"
    (root / "wheels").mkdir(parents=True)
    (root / "start.sh").write_text("x")
    (root / "wheels" / "名.whl").write_text("y")
    (root / "SHA256SUMS").write_text(kit_builder.sums(root), encoding="utf-8")
    subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=root, check=True)
    first = kit_builder.packed(root, tmp_path / "a.zip").read_bytes()
    assert kit_builder.packed(root, tmp_path / "b.zip").read_bytes() == first
