"""What the libraries of Windows in wheels ask for, read from their import tables: no Windows is needed for it."""

import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_RUNTIME: Final = re.compile(r"msvcp140(?:_1)?\.dll")
"""Of Microsoft's C++ runtime, what comes with vc_redist and neither with Windows nor with Python."""
_OF_WINDOWS: Final = re.compile(
    r"(?:api-ms-win-(?:crt|core)-[\w-]+|python3\d*|vcruntime140|vcruntime140_1|kernel32|user32|advapi32|bcrypt"
    r"|bcryptprimitives|crypt32|dbghelp|dxgi|gdi32|iphlpapi|msvcrt|ntdll|ole32|oleaut32|pdh|powrprof|psapi|secur32"
    r"|setupapi|shell32|userenv|ws2_32)\.dll"
)
"""Libraries of every 64-bit Windows 10, and those that come with Python itself."""


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
