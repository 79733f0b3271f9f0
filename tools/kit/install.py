"""Install hui-reg out of this folder: no network, no administrator. 开始.bat or start.sh finds a Python and runs it.

What was copied is checked against SHA256SUMS, an environment is made in ``env`` beside this file and filled from
``wheels``, and the command is put where the shell finds it. Running it again mends or renews an installation.
"""

from __future__ import annotations  # read by any Python: the sentence about its version must come out

import hashlib
import io
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENV = HERE / "env"
WINDOWS = os.name == "nt"
SCRIPTS = ENV / ("Scripts" if WINDOWS else "bin")
PROGRAM = SCRIPTS / ("hui-reg.exe" if WINDOWS else "hui-reg")
LONGEST = 100
"""Characters of this folder's path from which files in the environment would be too deep for Windows."""
RUNTIME_FILE = HERE / "RUNTIME"
RUNTIME = ("msvcp140.dll", "msvcp140_1.dll")
"""Of Microsoft's C++ runtime, what neither Windows nor Python brings."""
REDISTRIBUTABLE = (
    "请从微软网站下载 X64 的 vc_redist.x64.exe（https://aka.ms/vc14/vc_redist.x64.exe；不能上网的电脑用 U 盘拷来），"
    "由管理员双击安装，"
)


class Trouble(Exception):
    """A sentence for whoever installs."""


def check_place(here: str = str(HERE), *, windows: bool = WINDOWS) -> None:
    """Refuse a folder in which what is installed would not work afterwards."""
    if windows and here.startswith("\\\\"):
        raise Trouble("请不要在网络共享上安装：先把整个文件夹复制到本机硬盘，再运行。")
    if windows and len(here) > LONGEST:
        raise Trouble(
            f"文件夹的路径太长（{len(here)} 个字符，至多 {LONGEST}）：请移到 D:\\hui-reg 这样短的地方再运行。"
        )


def check_python(
    version: tuple[int, int] = sys.version_info[:2], largest: int = sys.maxsize, machine: str = "", kit: str = ""
) -> None:
    """Refuse a Python for which there are no wheels here."""
    if not (3, 11) <= version <= (3, 13):
        raise Trouble(f"这是 Python {version[0]}.{version[1]}；本程序需要 3.11、3.12 或 3.13。")
    if largest <= 2**32:
        raise Trouble("这是 32 位的 Python；请安装 64 位的。")
    machine = (machine or platform.machine()).lower()
    wanted = kit or (HERE / "PLATFORM").read_text(encoding="utf-8").strip()
    known = {"win-x64": ("amd64", "x86_64"), "linux-x86_64": ("x86_64", "amd64"), "linux-aarch64": ("aarch64", "arm64")}
    if machine not in known[wanted]:
        raise Trouble(f"这个安装包是给 {wanted} 的，本机是 {machine}：请换用对应的安装包。")


def check_runtime(wanted: str, found: Callable[[str], tuple[int, int] | None]) -> str:
    """Refuse a Windows without Microsoft's C++ runtime; a word about one older than the wheels were made with.

    ``wanted``: as *14.44*, empty where none is; ``found``: the version of a library of this Windows, None: not there.
    """
    if not wanted:
        return ""
    versions = [found(name) for name in RUNTIME]
    if any(version is None for version in versions):
        raise Trouble(f"这台电脑没有微软的 Visual C++ 运行库。{REDISTRIBUTABLE}再运行一次“开始.bat”。")
    oldest = min(version for version in versions if version)
    if oldest >= tuple(int(part) for part in wanted.split(".")):
        return ""
    return f"本机的 Visual C++ 运行库是 {oldest[0]}.{oldest[1]}，比组件所用的 {wanted} 旧。{REDISTRIBUTABLE}"


def _version_of_windows(name: str) -> tuple[int, int] | None:
    """The version of a library that this Windows finds for a program; None where it finds none."""
    if sys.platform != "win32":
        return None
    import ctypes

    try:
        library = ctypes.WinDLL(name)
    except OSError:
        return None
    path = ctypes.create_unicode_buffer(1024)
    ctypes.windll.kernel32.GetModuleFileNameW(ctypes.c_void_p(library._handle), path, len(path))
    information = ctypes.create_string_buffer(64 * 1024)
    fixed, size = ctypes.c_void_p(), ctypes.c_uint()
    told = ctypes.windll.version
    if not told.GetFileVersionInfoW(path, 0, len(information), information) or not told.VerQueryValueW(
        information, "\\", ctypes.byref(fixed), ctypes.byref(size)
    ):
        return None
    high = ctypes.cast(fixed, ctypes.POINTER(ctypes.c_uint32))[2]
    return high >> 16, high & 0xFFFF


def check_files(here: Path = HERE) -> None:
    """Refuse a kit of which something was lost, changed or left out in copying."""
    for line in (here / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        expected, name = line.split("  ", 1)
        path = here / name
        if not path.is_file():
            raise Trouble(f"安装包不完整，缺少 {name}：请重新拷贝、完整解压后再运行。")
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != expected:
                raise Trouble(f"安装包里的 {name} 与出厂时不同（损坏，或被改动过）：请重新拷贝。")


def make_environment() -> None:
    """The environment anew, with everything from ``wheels``."""
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(ENV)], capture_output=True, text=True, errors="replace"
    )
    if made.returncode:
        said = (made.stderr or made.stdout).strip()[-300:]
        raise Trouble(f"建不了 Python 环境（Debian、统信、麒麟请先安装 python3-venv）。系统说：{said}")
    wheel = next((HERE / "wheels").glob("hui_reg-*.whl"))
    pip = [str(SCRIPTS / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    done = subprocess.run(
        [*pip, "--find-links", str(HERE / "wheels"), f"{wheel}[keyring,encrypt]"],
        capture_output=True,
        text=True,
        errors="replace",
        env=environment | {"PIP_CONFIG_FILE": os.devnull},
    )
    if done.returncode:
        raise Trouble(f"没有装成。系统说：{done.stderr.strip()[-500:]}")


def put_on_path() -> str:
    """Have the shell find the command; what the user must do for it, as a sentence."""
    if WINDOWS:
        return _put_on_path_of_windows()
    place = Path.home() / ".local" / "bin"
    place.mkdir(parents=True, exist_ok=True)
    link = place / "hui-reg"
    if link.is_symlink() or link.exists():
        link.unlink()
    link.symlink_to(PROGRAM)
    found = str(place) in os.environ.get("PATH", "").split(os.pathsep)
    return "以后直接输入 hui-reg。" if found else "以后直接输入 hui-reg（若提示找不到命令，请重新登录一次）。"


def path_with(known: str, scripts: str) -> str:
    """A PATH of Windows with our folder in it, once, and without those of earlier kits."""
    parts = [
        part
        for part in known.split(";")
        if part and "\\hui-reg-" not in part.lower() and part.lower() != scripts.lower()
    ]
    return ";".join([*parts, scripts])


def _put_on_path_of_windows() -> str:
    if sys.platform != "win32":
        return ""
    import ctypes
    import winreg

    with winreg.OpenKey(winreg.HKEY_CURRENT_USER, "Environment", 0, winreg.KEY_READ | winreg.KEY_WRITE) as key:
        try:
            known, kind = winreg.QueryValueEx(key, "Path")
        except FileNotFoundError:
            known, kind = "", winreg.REG_EXPAND_SZ
        wanted = path_with(known, str(SCRIPTS))
        if wanted != known:
            winreg.SetValueEx(key, "Path", 0, kind, wanted)  # the kind as it was: %USERPROFILE% must stay one
    ctypes.windll.user32.SendMessageTimeoutW(0xFFFF, 0x001A, 0, "Environment", 2, 5000, None)
    return "请关闭这个窗口，重新打开“命令提示符”，以后直接输入 hui-reg。"


def _tried(command: list[str], reason: str = "") -> str:
    """What a command of the new environment says; a sentence where it doesn't start, with the likely reason."""
    done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    if done.returncode:
        said = done.stderr.strip()[-500:] or f"退出码 {done.returncode}"
        raise Trouble(f"装好了却启动不了。{reason and reason + '再运行一次。'}系统说：{said}")
    return done.stdout.strip()


def main() -> int:
    """Install; 0 when it worked."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        check_place()
        check_python()
        print("正在核对安装包……", flush=True)
        check_files()
        runtime = (
            check_runtime(RUNTIME_FILE.read_text(encoding="utf-8").strip(), _version_of_windows) if WINDOWS else ""
        )
        print("正在安装，约需一两分钟……", flush=True)
        make_environment()
        told = put_on_path()
        shown = _tried([str(PROGRAM), "--version"])
        _tried([str(SCRIPTS / "python"), "-c", "import cv2, onnxruntime"], runtime)
    except Trouble as trouble:
        print(f"× {trouble}", flush=True)
        return 1
    except OSError as error:
        print(
            f"× 没有装成：{error.strerror or error}（{error.filename or HERE}）。请检查磁盘空间和文件夹的权限。",
            flush=True,
        )
        return 1
    print(f"√ 已装好 {shown}。{told}")
    print(f'  先试一试："{PROGRAM}" demo')
    print("  装好后请不要移动或改名这个文件夹；移动了就在新的地方再运行一次。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
