"""``make kit``: for each platform one zip that installs without a network.

``python tools/kit_builder.py --into dist [--platform NAME] [--python ARCHIVE --sha256 SUM]``. In each zip: the wheels
of the lock file for that platform (checked by the lock's own hashes), our wheel, the samples, start scripts, licences,
an SBOM, SHA-256 of everything, and the Python that was given. On Linux no shared object may ask for a glibc above 2.28;
on Windows none for a library that neither its wheel nor Windows has. Microsoft's C++ runtime is not ours to hand on
(decision 0050): ``RUNTIME`` says which one ``install.py`` must find.
"""

import argparse
import hashlib
import json
import re
import shutil
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
GLIBC: Final = (2, 28)
_LINUX: Final = (
    "manylinux_2_28",
    "manylinux_2_27",
    "manylinux_2_24",
    "manylinux_2_17",
    "manylinux2014",
    "manylinux_2_12",
    "manylinux2010",
    "manylinux_2_5",
    "manylinux1",
)
PLATFORMS: Final[Mapping[str, tuple[str, ...]]] = {
    "win-x64": ("win_amd64",),
    "linux-x86_64": tuple(f"{tag}_x86_64" for tag in _LINUX),
    "linux-aarch64": tuple(f"{tag}_aarch64" for tag in _LINUX),
}
"""A kit's name, and the tags of wheels that run there, as pip knows them."""
PYTHONS: Final = ("3.11", "3.12", "3.13")
_RUNTIME: Final = re.compile(r"msvcp140(?:_1)?\.dll")
"""Of Microsoft's C++ runtime, what comes with vc_redist and neither with Windows nor with Python."""
_OF_WINDOWS: Final = re.compile(
    r"(?:api-ms-win-(?:crt|core)-[\w-]+|python3\d*|vcruntime140|vcruntime140_1|kernel32|user32|advapi32|bcrypt"
    r"|bcryptprimitives|crypt32|dbghelp|dxgi|gdi32|iphlpapi|msvcrt|ntdll|ole32|oleaut32|pdh|powrprof|psapi|secur32"
    r"|setupapi|shell32|userenv|ws2_32)\.dll"
)
"""Libraries of every 64-bit Windows 10, and those that come with Python itself."""


def requirements(platform: str, python: str) -> str:
    """The lock file's lines that hold on a platform, with their hashes: pip itself asks this machine's markers."""
    from packaging.markers import Marker
    from tools.parts import parts

    lines = []
    for part in parts():
        if not part.marker or Marker(part.marker).evaluate(_environment(platform, python)):
            hashes = " ".join(f"--hash=sha256:{value}" for value in part.hashes)
            lines.append(f"{part.name}=={part.version} {hashes}")
    return "\n".join(lines) + "\n"


def _environment(platform: str, python: str) -> dict[str, str]:
    windows = platform.startswith("win")
    return {
        "sys_platform": "win32" if windows else "linux",
        "platform_system": "Windows" if windows else "Linux",
        "os_name": "nt" if windows else "posix",
        "platform_machine": "AMD64" if windows else platform.rpartition("-")[2],
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
        "python_version": python,
        "python_full_version": f"{python}.9",
    }


def too_new(needs: str) -> list[str]:
    """Versions of glibc above ours that ``readelf -V`` of a shared object names."""
    found = {tuple(map(int, match.split("."))) for match in re.findall(r"GLIBC_(\d+\.\d+)", needs)}
    return [".".join(map(str, version)) for version in sorted(found) if version[:2] > GLIBC]


def newer_than_ours(wheels: Path) -> Iterator[str]:
    """Shared objects in the wheels of a folder that would not load on our oldest Linux."""
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive, tempfile.TemporaryDirectory() as folder:
            for name in archive.namelist():
                if re.search(r"\.so(?:\.[\d.]+)?$", name):
                    path = archive.extract(name, folder)
                    told = subprocess.run(["readelf", "-V", path], capture_output=True, text=True).stdout
                    for version in too_new(told):
                        yield f"{wheel.name}: {name} asks for GLIBC_{version}"


def libraries(wheels: Path) -> Iterator[tuple[str, str, bytes, set[str]]]:
    """Wheel, name and bytes of each library of Windows in the wheels of a folder, and the names of those beside it."""
    for path in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(path) as wheel:
            names = [name for name in wheel.namelist() if name.lower().endswith((".pyd", ".dll"))]
            own = {Path(name).name.lower() for name in names}
            yield from ((path.name, name, wheel.read(name), own) for name in names)


def not_there(wheels: Path) -> Iterator[str]:
    """Libraries that those in the wheels of a folder ask for, and that nobody brings."""
    for wheel, name, library, own in libraries(wheels):
        for wanted in imported(library):
            if wanted not in own and not _OF_WINDOWS.fullmatch(wanted) and not _RUNTIME.fullmatch(wanted):
                yield f"{wheel}: {name} asks for {wanted}"


def runtime_wanted(wheels: Path) -> str:
    """The oldest Microsoft C++ runtime that will do, as *14.44*: as new as the newest linker of those that ask for it;
    empty where none asks."""
    linkers = [
        struct.unpack_from("<BB", library, struct.unpack_from("<I", library, 0x3C)[0] + 26)
        for _, _, library, own in libraries(wheels)
        if any(_RUNTIME.fullmatch(wanted) and wanted not in own for wanted in imported(library))
    ]
    return ".".join(map(str, max(linkers))) if linkers else ""


def imported(library: bytes) -> list[str]:
    """The names in the import table of a 64-bit library of Windows, in small letters."""
    start = struct.unpack_from("<I", library, 0x3C)[0]
    sections, optional = (
        struct.unpack_from("<H", library, start + 6)[0],
        struct.unpack_from("<H", library, start + 20)[0],
    )
    table = start + 24 + optional
    places = [struct.unpack_from("<III", library, table + 40 * number + 12) for number in range(sections)]

    def offset(address: int) -> int:
        for virtual, size, raw in places:
            if virtual <= address < virtual + size:
                return raw + address - virtual
        raise ValueError(f"address {address:#x} lies in no section")

    at = struct.unpack_from("<I", library, start + 24 + 112 + 8)[0]
    names = []
    while at and (name := struct.unpack_from("<I", library, offset(at) + 12)[0]):
        begin = offset(name)
        names.append(library[begin : library.index(b"\0", begin)].decode("ascii").lower())
        at += 20
    return names


def python_in(names: Collection[str], platform: str) -> str:
    """Which Python a packed folder holds, as *3.12*, by the names in it; empty where it isn't one for the platform."""
    windows = platform.startswith("win")
    top = min(names, default="").partition("/")[0]
    there = f"{top}/{'python.exe' if windows else 'bin/python3'}" in names
    if not there or any(name.partition("/")[0] != top for name in names):
        return ""
    sign = r"/python3(\d\d)\.dll$" if windows else r"/lib/python3\.(\d+)/os\.py$"
    found = {int(match[1]) for name in names if (match := re.search(sign, name))}
    return f"3.{min(found)}" if len(found) == 1 else ""


def unfit(archive: Path, platform: str) -> Iterator[str]:
    """Why a packed Python can't go into a kit: not a tar.gz of one folder with a Python in it, or one too new."""
    try:
        with tarfile.open(archive, "r:gz") as packed, tempfile.TemporaryDirectory() as folder:
            version = python_in(packed.getnames(), platform)
            if version not in PYTHONS:
                yield f"{archive.name}: not one folder with a Python for {platform}, {PYTHONS[0]} to {PYTHONS[-1]}"
            for member in packed if platform.startswith("linux") else ():
                if member.isfile() and re.search(r"\.so(?:\.[\d.]+)?$|/bin/python3[\d.]*$", member.name):
                    packed.extract(member, folder, filter="data")
                    told = subprocess.run(["readelf", "-V", Path(folder, member.name)], capture_output=True, text=True)
                    yield from (f"{member.name} asks for GLIBC_{version}" for version in too_new(told.stdout))
    except (tarfile.TarError, OSError) as error:
        yield f"{archive.name}: {error}"


def own_wheel(into: Path, source: Path = ROOT) -> Path:
    """Our own wheel."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(into),
        str(source),
    ]
    subprocess.run(command, check=True)
    return next(into.glob("hui_reg-*.whl"))


def wheels_for(platform: str, pythons: tuple[str, ...], into: Path) -> None:
    """Fetch the platform's wheels; a part without one for it ends the kit."""
    for python in pythons:
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
            file.write(requirements(platform, python))
            file.flush()
            tags = [word for tag in PLATFORMS[platform] for word in ("--platform", tag)]
            _download(["--implementation", "cp", "--python-version", python, *tags], Path(file.name), into)


def _download(of: list[str], listed: Path, into: Path) -> None:
    command = [
        sys.executable, "-m", "pip", "download", "-q", "--require-hashes", "--no-deps", "--only-binary=:all:", *of,
        "-d", str(into), "-r", str(listed),
    ]  # fmt: skip
    subprocess.run(command, check=True)


def build(platform: str, pythons: tuple[str, ...], into: Path, python_archive: Path | None) -> Path:
    """One kit; with a Python in it, the wheels are for that one alone."""
    from tools.parts import page, parts, sbom

    from hui_reg import __version__

    if python_archive is not None:
        if wrong := list(unfit(python_archive, platform)):
            raise SystemExit("\n".join(wrong))
        with tarfile.open(python_archive) as archive:
            pythons = (python_in(archive.getnames(), platform),)
    name = f"hui-reg-{__version__}-{platform}"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / name
        wheels = root / "wheels"
        wheels.mkdir(parents=True)
        wheels_for(platform, pythons, wheels)
        own_wheel(wheels)
        windows = platform.startswith("win")
        if wrong := list(not_there(wheels) if windows else newer_than_ours(wheels)):
            raise SystemExit("\n".join(wrong))
        if windows:
            (root / "RUNTIME").write_text(runtime_wanted(wheels) + "\n", encoding="utf-8")
        shutil.copytree(ROOT / "samples" / "mails", root / "samples" / "mails")
        for script in ("开始.bat" if windows else "start.sh", "install.py"):
            shutil.copy(ROOT / "tools" / "kit" / script, root / script)
        (root / "PLATFORM").write_text(f"{platform}\n", encoding="utf-8")
        shutil.copy(ROOT / "LICENSE", root / "LICENSE")
        shutil.copy(ROOT / "docs" / "使用手册.md", root / "使用手册.md")
        taken = {line.partition("==")[0] for python in pythons for line in requirements(platform, python).splitlines()}
        known = [part for part in parts() if part.name in taken]
        (root / "third-party.md").write_text(page(known), encoding="utf-8")
        (root / "sbom.cdx.json").write_text(json.dumps(sbom(known, __version__), indent=1), encoding="utf-8")
        if python_archive is not None:
            shutil.copy(python_archive, root / "python.archive")
        (root / "SHA256SUMS").write_text(sums(root), encoding="utf-8")
        into.mkdir(parents=True, exist_ok=True)
        return packed(root, into / f"{name}.zip")


def sums(root: Path) -> str:
    """``sha256sum``'s list of a folder."""
    files = sorted(path for path in root.rglob("*") if path.is_file() and path.name != "SHA256SUMS")
    lines = (f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(root).as_posix()}" for path in files)
    return "\n".join(lines) + "\n"


def packed(root: Path, target: Path) -> Path:
    """A folder as a zip whose bytes depend on nothing else; scripts stay executable."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(path for path in root.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(f"{root.name}/{path.relative_to(root).as_posix()}")
            entry.external_attr = (0o100755 if path.suffix == ".sh" else 0o100644) << 16
            archive.writestr(entry, path.read_bytes())
    return target


def main() -> int:
    """Every kit asked for."""
    sys.path.insert(0, str(ROOT))
    asked = argparse.ArgumentParser()
    asked.add_argument("--into", type=Path, default=ROOT / "dist")
    asked.add_argument("--platform", choices=[*PLATFORMS, "all"], default="all")
    asked.add_argument("--for-python", choices=PYTHONS, action="append")
    asked.add_argument("--python", type=Path)
    asked.add_argument("--sha256")
    given = asked.parse_args()
    if given.python is not None and shutil.which(given.python):
        given.python = None  # make's own word for the interpreter it works with
    if given.python is not None:
        if not given.python.is_file():
            print(f"{given.python}: there is no such archive")
            return 1
        found = hashlib.sha256(given.python.read_bytes()).hexdigest()
        if found != given.sha256:
            print(f"{given.python.name} has SHA-256 {found}; name the expected one with --sha256")
            return 1
        if given.platform == "all":
            print("a Python is for one platform: name it with --platform")
            return 1
    for platform in PLATFORMS if given.platform == "all" else (given.platform,):
        print(build(platform, tuple(given.for_python or PYTHONS), given.into, given.python))
    return 0


if __name__ == "__main__":
    sys.exit(main())
