"""What goes out: licences, wheels for every platform, the oldest Linux, the start scripts."""

import hashlib
import importlib.metadata
import json
import re
import shutil
import struct
import subprocess
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tools import kit_builder, parts
from tools.kit import install

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
    assert ("colorama" in names) == platform.startswith("win")
    assert "tzdata" in names or not platform.startswith("win")
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


def library(*names: str, linker: tuple[int, int] = (14, 0)) -> bytes:
    """A 64-bit library of Windows that holds nothing but an import table, mapped at an address of its own."""
    header, base, raw = 0x80, 0x2000, 0x400
    table = bytearray(20 * (len(names) + 1))
    texts = bytearray()
    for number, name in enumerate(names):
        struct.pack_into("<I", table, 20 * number + 12, base + len(table) + len(texts))
        texts += name.encode() + b"\0"
    optional = bytearray(240)
    optional[2:4] = bytes(linker)
    struct.pack_into("<I", optional, 112 + 8, base)
    section = struct.pack("<8sIIII16x", b".idata", 0x1000, base, 0x1000, raw)
    start = bytearray(header)
    struct.pack_into("<I", start, 0x3C, header)
    coff = b"PE\0\0" + struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, len(optional), 0)
    whole = bytes(start) + coff + bytes(optional) + section
    return whole.ljust(raw, b"\0") + bytes(table) + bytes(texts) + b"\0" * 64


def test_what_a_library_of_windows_asks_for_is_read() -> None:
    assert kit_builder.imported(library("KERNEL32.dll", "MSVCP140.dll")) == ["kernel32.dll", "msvcp140.dll"]
    assert kit_builder.imported(library()) == []


def test_a_library_that_nobody_brings_ends_the_kit(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.whl", "w") as wheel:
        wheel.writestr(
            "a/b.pyd", library("python311.dll", "own-1a.dll", "MSVCP140.dll", "api-ms-win-crt-heap-l1-1-0.dll")
        )
        wheel.writestr("a.libs/own-1a.dll", library("KERNEL32.dll", "libgfortran.dll"))
    assert list(kit_builder.not_there(tmp_path)) == ["a.whl: a.libs/own-1a.dll asks for libgfortran.dll"]


def test_the_runtime_of_windows_is_as_new_as_the_newest_that_asks_for_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.whl", "w") as wheel:
        wheel.writestr("a/older.pyd", library("MSVCP140.dll", linker=(14, 29)))
        wheel.writestr("a/newer.pyd", library("msvcp140_1.dll", linker=(14, 44)))
        wheel.writestr("a/asks-for-none.pyd", library("KERNEL32.dll", linker=(14, 50)))
        wheel.writestr("a/rust.pyd", library("KERNEL32.dll", linker=(2, 56)))
    with zipfile.ZipFile(tmp_path / "b.whl", "w") as wheel:
        wheel.writestr("b/brings-it.pyd", library("MSVCP140.dll", linker=(14, 51)))
        wheel.writestr("b/msvcp140.dll", library("KERNEL32.dll"))
    assert kit_builder.runtime_wanted(tmp_path) == "14.44"
    (tmp_path / "a.whl").unlink()
    assert kit_builder.runtime_wanted(tmp_path) == ""


@pytest.mark.parametrize(
    ("wanted", "found", "told"),
    [
        ("14.44", {"msvcp140.dll": (14, 44), "msvcp140_1.dll": (14, 50)}, ""),
        ("", {}, ""),
        ("14.44", {"msvcp140.dll": (14, 44), "msvcp140_1.dll": (14, 29)}, "是 14.29，比组件所用的 14.44 旧"),
    ],
)
def test_an_old_runtime_of_windows_is_told(wanted: str, found: dict[str, tuple[int, int]], told: str) -> None:
    said = install.check_runtime(wanted, found.get)
    assert told in said
    assert bool(said) == bool(told)


@pytest.mark.parametrize("found", [{}, {"msvcp140.dll": (14, 44)}])
def test_a_windows_without_the_runtime_is_told_where_it_is(found: dict[str, tuple[int, int]]) -> None:
    with pytest.raises(install.Trouble, match=r"没有微软的 Visual C\+\+ 运行库.*vc_redist.x64.exe"):
        install.check_runtime("14.44", found.get)


def python_archive(path: Path, *names: str) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name in names:
            archive.addfile(tarfile.TarInfo(name))
    return path


LINUX = ("python/bin/python3", "python/lib/python3.12/os.py")
WINDOWS = ("python/python.exe", "python/python3.dll", "python/python313.dll")


@pytest.mark.parametrize(
    ("names", "platform", "version"),
    [
        (LINUX, "linux-x86_64", "3.12"),
        (WINDOWS, "win-x64", "3.13"),
        (LINUX, "win-x64", ""),
        (WINDOWS, "linux-aarch64", ""),
        ((*LINUX, "other/x"), "linux-x86_64", ""),
        (("python/bin/python3",), "linux-x86_64", ""),
        ((*LINUX, "python/lib/python3.11/os.py"), "linux-x86_64", ""),
        ((), "win-x64", ""),
    ],
)
def test_a_packed_python_is_one_folder_for_the_platform(names: tuple[str, ...], platform: str, version: str) -> None:
    assert kit_builder.python_in(names, platform) == version


def test_a_packed_python_that_will_not_do_is_refused(tmp_path: Path) -> None:
    good, newer = python_archive(tmp_path / "good", *LINUX), python_archive(tmp_path / "new", *(
        name.replace("3.12", "3.14") for name in LINUX
    ))  # fmt: skip
    (tmp_path / "text").write_text("x")
    assert list(kit_builder.unfit(good, "linux-x86_64")) == []
    for archive, platform in ((good, "win-x64"), (newer, "linux-x86_64"), (tmp_path / "text", "win-x64")):
        assert list(kit_builder.unfit(archive, platform))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--python", "{good}", "--sha256", "0" * 64], "has SHA-256"),
        (["--python", "{good}"], "has SHA-256"),
        (["--python", "{good}", "--sha256", "{sum}", "--platform", "all"], "name it with --platform"),
        (["--python", "{good}.zip", "--sha256", "{sum}"], "there is no such archive"),
    ],
)
def test_a_python_that_is_not_the_one_expected_ends_the_kit(
    tmp_path: Path, arguments: list[str], told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good = python_archive(tmp_path / "python.tar.gz", *LINUX)
    known = {"good": str(good), "sum": hashlib.sha256(good.read_bytes()).hexdigest()}
    monkeypatch.setattr(kit_builder, "build", lambda *_: pytest.fail("was built"))
    monkeypatch.setattr("sys.argv", ["kit_builder", *(argument.format(**known) for argument in arguments)])
    assert kit_builder.main() == 1
    assert told in capsys.readouterr().out


# ── installing ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"version": (3, 10)}, "3.11、3.12 或 3.13"),
        ({"version": (3, 14)}, "3.11、3.12 或 3.13"),
        ({"largest": 2**31 - 1}, "32 位"),
        ({"machine": "ARM64", "kit": "win-x64"}, "换用对应的安装包"),
        ({"machine": "x86_64", "kit": "linux-aarch64"}, "换用对应的安装包"),
    ],
)
def test_a_python_that_the_wheels_are_not_for_is_refused(given: dict[str, Any], told: str) -> None:
    usual: dict[str, Any] = {"version": (3, 12), "largest": 2**63 - 1, "machine": "AMD64", "kit": "win-x64"}
    install.check_python(**usual)
    with pytest.raises(install.Trouble, match=told):
        install.check_python(**usual | given)


def test_a_folder_that_will_not_do_is_refused() -> None:
    install.check_place("D:\\hui-reg", windows=True)
    install.check_place("/srv/" + "x" * 200, windows=False)
    for place, told in (("\\\\server\\share\\hui-reg", "网络共享"), ("C:\\" + "很长" * 60, "路径太长")):
        with pytest.raises(install.Trouble, match=told):
            install.check_place(place, windows=True)


def test_a_kit_that_lost_or_changed_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a b").write_text("x")
    (tmp_path / "名.whl").write_text("y")
    (tmp_path / "SHA256SUMS").write_text(kit_builder.sums(tmp_path), encoding="utf-8")
    install.check_files(tmp_path)
    (tmp_path / "a b").write_text("z")
    with pytest.raises(install.Trouble, match="a b 与出厂时不同"):
        install.check_files(tmp_path)
    (tmp_path / "a b").unlink()
    with pytest.raises(install.Trouble, match="缺少 a b"):
        install.check_files(tmp_path)


def test_the_path_of_windows_keeps_what_others_put_there() -> None:
    ours = "D:\\hui-reg-0.2.0-win-x64\\env\\Scripts"
    known = "%USERPROFILE%\\bin;C:\\Python;D:\\hui-reg-0.1.0-win-x64\\env\\Scripts;"
    assert install.path_with(known, ours) == f"%USERPROFILE%\\bin;C:\\Python;{ours}"
    assert install.path_with(install.path_with("", ours), ours.lower()) == ours.lower()


def test_the_start_scripts_are_what_their_shells_read() -> None:
    subprocess.run(["sh", "-n", str(KIT / "start.sh")], check=True)
    batch = (KIT / "开始.bat").read_bytes()
    assert not batch.startswith(b"\xef\xbb\xbf"), "cmd would take a mark for a command"
    assert batch.count(b"\n") == batch.count(b"\r\n")
    text = batch.decode()
    labels = set(re.findall(r"^:(\w+)", text, re.M))
    assert set(re.findall(r"goto (\w+)", text)) <= labels
    assert text.isascii() or text.index(":zipped") < min(text.index(c) for c in text if ord(c) > 127)
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
