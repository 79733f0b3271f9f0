"""A mock reader with every misdeed we could think of. Each function misbehaves, and returns only if it succeeded.

A refusal comes as an exception, as a library would see it; what kills, hangs or lies is judged by the test. ``Scene``
tells what there is to harm: it is more than a real worker is ever told.
"""

import ctypes
import errno
import fcntl
import json
import mmap
import os
import pickle
import platform
import re
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hui_reg.model import Noun
from hui_reg.sandbox import wire

GIB = 1 << 30


class Told(Noun):
    """What a worker says: whose bytes it read, and what it managed."""

    whose: str
    note: str = ""


class Scene(Noun):
    """A misdeed's name, and what there is to harm."""

    misdeed: str = ""
    parent: int = 0
    secret: str = ""
    folder: str = ""
    port: int = 0


Misdeed = Callable[[Scene], object]
MISDEEDS: dict[str, Misdeed] = {}
_NUMBERS = {
    "tkill": (200, 130), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "pidfd_open": (434, 434), "pidfd_send_signal": (424, 424), "ptrace": (101, 117), "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271), "shmget": (29, 194), "semget": (64, 190), "msgget": (68, 186),
    "mq_open": (240, 180), "add_key": (248, 217), "keyctl": (250, 219), "fsopen": (430, 430), "open_tree": (428, 428),
    "bpf": (321, 280), "userfaultfd": (323, 282), "io_uring_setup": (425, 425), "perf_event_open": (298, 241),
    "memfd_create": (319, 279), "unshare": (272, 97), "setns": (308, 268), "clone": (56, 220), "clone3": (435, 435),
    "mount": (165, 40), "prctl": (157, 167), "personality": (135, 92), "setpriority": (141, 140),
    "process_madvise": (440, 440), "kcmp": (312, 272), "openat2": (437, 437), "execveat": (322, 281),
    "memfd_secret": (447, 447), "landlock_create_ruleset": (444, 444), "name_to_handle_at": (303, 264),
}  # fmt: skip


def commit(data: bytes, scene: Scene) -> tuple[Told, tuple[bytes, ...]]:
    """A stage: behave, or commit the misdeed named."""
    note = MISDEEDS[scene.misdeed](scene) if scene.misdeed else ""
    return Told(whose=data.decode(), note=str(note or "")), ()


def misdeed(function: Misdeed) -> Misdeed:
    MISDEEDS[function.__name__] = function
    return function


def kernel(name: str, *arguments: Any) -> int:
    """A raw system call. Raises :class:`OSError` when it is refused."""
    number = _NUMBERS[name][platform.machine() == "aarch64"]
    library = ctypes.CDLL(None, use_errno=True)
    given = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    result = int(library.syscall(ctypes.c_long(number), *given))
    if result < 0:
        raise OSError(ctypes.get_errno(), name)
    return result


def pipe() -> int:
    """The worker's own descriptor, which it must have."""
    for descriptor in range(3, 64):
        try:
            os.fstat(descriptor)
        except OSError:
            continue
        return descriptor
    raise OSError(errno.EBADF, "no pipe")


def ticket() -> bytes:
    """The ticket of the order at hand, from the frames that hold it."""
    frame: Any = sys._getframe()
    while frame is not None:
        if isinstance(order := frame.f_locals.get("order"), wire.Order):
            return order.ticket
        frame = frame.f_back
    raise LookupError("no order")


def say(*parts: bytes) -> None:
    for part in parts:
        os.write(pipe(), part)


def header(text: int, blobs: int = 0, outcome: int = 0) -> bytes:
    return wire._ANSWER.pack(ticket(), outcome, text, blobs)


def answer(text: bytes) -> bytes:
    return header(len(text)) + text


# ── time and memory ─────────────────────────────────────────────────────────────────────────────────────────────


@misdeed
def sleep(_: Scene) -> None:
    time.sleep(600)


@misdeed
def sleep_for_ever_in_pieces(_: Scene) -> None:
    while True:
        time.sleep(0.02)


@misdeed
def spin(_: Scene) -> None:
    while True:
        pass


@misdeed
def spin_inside_c(_: Scene) -> None:
    re.match("(a+)+$", "a" * 64 + "b")


@misdeed
def spin_and_ignore_every_signal(_: Scene) -> None:
    for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    while True:
        pass


@misdeed
def allocate(_: Scene) -> int:
    return len(bytearray(16 * GIB))


@misdeed
def map_memory(_: Scene) -> int:
    return len([mmap.mmap(-1, 64 << 20) for _ in range(256)])


@misdeed
def share_memory(_: Scene) -> int:
    return len(mmap.mmap(-1, 4 * GIB, flags=mmap.MAP_SHARED | mmap.MAP_ANONYMOUS))


@misdeed
def recurse(_: Scene) -> None:
    sys.setrecursionlimit(10**9)

    def deeper(n: int) -> int:
        return sorted([n], key=lambda m: deeper(m + 1))[0]

    deeper(0)


@misdeed
def raise_its_limits(_: Scene) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


# ── death ───────────────────────────────────────────────────────────────────────────────────────────────────────


@misdeed
def segfault(_: Scene) -> None:
    ctypes.string_at(0)


@misdeed
def abort(_: Scene) -> None:
    os.abort()


@misdeed
def leave(_: Scene) -> None:
    os._exit(0)


@misdeed
def leave_politely(_: Scene) -> None:
    sys.exit(0)


@misdeed
def interrupt(_: Scene) -> None:
    raise KeyboardInterrupt


@misdeed
def raise_with_a_long_name(_: Scene) -> None:
    raise type("X" * 100_000, (BaseException,), {})


@misdeed
def raise_with_a_wicked_name(_: Scene) -> None:
    raise type("\x1b[2J=cmd|'/c calc'!A1\n", (Exception,), {})


@misdeed
def stop_itself(_: Scene) -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


# ── processes ───────────────────────────────────────────────────────────────────────────────────────────────────


@misdeed
def fork(_: Scene) -> None:
    if os.fork() == 0:
        os._exit(0)


@misdeed
def fork_bomb(_: Scene) -> None:
    while True:
        os.fork()


@misdeed
def leave_an_orphan(_: Scene) -> None:
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(600)
        os._exit(0)


@misdeed
def start_threads(_: Scene) -> None:
    for _number in range(10_000):
        threading.Thread(target=time.sleep, args=(600,), daemon=True).start()


@misdeed
def start_small_threads(_: Scene) -> None:
    threading.stack_size(64 << 10)
    start_threads(_)
    time.sleep(600)


@misdeed
def clone(_: Scene) -> None:
    kernel("clone", int(signal.SIGCHLD), 0, 0, 0, 0)


@misdeed
def clone3(_: Scene) -> None:
    arguments = ctypes.create_string_buffer(88)
    if kernel("clone3", arguments, 88) == 0:
        os._exit(0)


@misdeed
def run_a_program(_: Scene) -> None:
    subprocess.run(["/bin/true"], check=True)


@misdeed
def become_a_program(_: Scene) -> None:
    os.execv("/bin/true", ["true"])


@misdeed
def become_a_program_by_descriptor(_: Scene) -> None:
    program = os.open(sys.executable, os.O_RDONLY)
    kernel("execveat", program, ctypes.c_char_p(b""), 0, 0, 0x1000)


# ── other processes ─────────────────────────────────────────────────────────────────────────────────────────────


@misdeed
def kill_the_parent(scene: Scene) -> None:
    os.kill(scene.parent, signal.SIGKILL)


@misdeed
def kill_everybody(_: Scene) -> None:
    os.kill(-1, signal.SIGTERM)


@misdeed
def tkill_the_parent(scene: Scene) -> None:
    kernel("tkill", scene.parent, 9)


@misdeed
def tgkill_the_parent(scene: Scene) -> None:
    kernel("tgkill", scene.parent, scene.parent, 9)


@misdeed
def queue_a_signal_to_the_parent(scene: Scene) -> None:
    information = ctypes.create_string_buffer(128)
    ctypes.cast(information, ctypes.POINTER(ctypes.c_int))[2] = -1  # SI_QUEUE: whoever may signal may send it
    kernel("rt_sigqueueinfo", scene.parent, 9, information)


@misdeed
def queue_a_signal_to_a_thread_of_the_parent(scene: Scene) -> None:
    information = ctypes.create_string_buffer(128)
    ctypes.cast(information, ctypes.POINTER(ctypes.c_int))[2] = -1
    kernel("rt_tgsigqueueinfo", scene.parent, scene.parent, 9, information)


@misdeed
def signal_the_parent_by_descriptor(scene: Scene) -> None:
    kernel("pidfd_send_signal", kernel("pidfd_open", scene.parent, 0), 9, 0, 0)


@misdeed
def have_the_pipe_signal_the_parent(scene: Scene) -> None:
    fcntl.fcntl(pipe(), fcntl.F_SETOWN, scene.parent)


@misdeed
def have_the_pipe_signal_the_parent_by_ioctl(scene: Scene) -> None:
    fcntl.ioctl(pipe(), 0x8901, scene.parent.to_bytes(4, sys.byteorder))


@misdeed
def limit_the_parent(scene: Scene) -> None:
    resource.prlimit(scene.parent, resource.RLIMIT_NOFILE, (3, 3))


@misdeed
def read_the_parents_limits(scene: Scene) -> None:
    resource.prlimit(scene.parent, resource.RLIMIT_AS)


@misdeed
def bind_the_parent_to_a_processor(scene: Scene) -> None:
    os.sched_setaffinity(scene.parent, {0})


@misdeed
def slow_the_parent_down(scene: Scene) -> None:
    kernel("setpriority", 0, scene.parent, 19)


@misdeed
def trace_the_parent(scene: Scene) -> None:
    kernel("ptrace", 16, scene.parent, 0, 0)


@misdeed
def trace_the_zygote(_: Scene) -> None:
    kernel("ptrace", 0x4206, os.getppid(), 0, 0)


@misdeed
def read_the_parents_memory(scene: Scene) -> None:
    vector = (ctypes.c_size_t * 2)(0, 0)
    kernel("process_vm_readv", scene.parent, vector, 1, vector, 1, 0)


@misdeed
def write_the_parents_memory(scene: Scene) -> None:
    vector = (ctypes.c_size_t * 2)(0, 0)
    kernel("process_vm_writev", scene.parent, vector, 1, vector, 1, 0)


@misdeed
def read_the_parents_environment(scene: Scene) -> None:
    Path(f"/proc/{scene.parent}/environ").read_bytes()


@misdeed
def open_the_parents_memory(scene: Scene) -> None:
    os.close(os.open(f"/proc/{scene.parent}/mem", os.O_RDONLY))


@misdeed
def read_the_zygotes_memory(_: Scene) -> None:
    os.close(os.open(f"/proc/{os.getppid()}/mem", os.O_RDWR))


@misdeed
def compare_with_the_parent(scene: Scene) -> None:
    kernel("kcmp", scene.parent, os.getpid(), 0, 0, 0)


# ── files ───────────────────────────────────────────────────────────────────────────────────────────────────────


@misdeed
def read_a_secret(scene: Scene) -> None:
    Path(scene.secret).read_bytes()


@misdeed
def list_a_home(scene: Scene) -> None:
    list(Path(scene.folder).iterdir())


@misdeed
def read_the_password_file(_: Scene) -> None:
    Path("/etc/passwd").read_bytes()


@misdeed
def write_a_gigabyte(scene: Scene) -> None:
    with Path(scene.folder, "big").open("wb") as file:
        for _ in range(1024):
            file.write(bytes(1 << 20))


@misdeed
def make_a_file(scene: Scene) -> None:
    Path(scene.folder, "new").touch()


@misdeed
def make_a_nameless_file(scene: Scene) -> None:
    os.open(scene.folder, os.O_RDWR | os.O_TMPFILE)


@misdeed
def empty_a_file(scene: Scene) -> None:
    os.open(scene.secret, os.O_RDONLY | os.O_TRUNC)


@misdeed
def truncate_a_file(scene: Scene) -> None:
    os.truncate(scene.secret, 0)


@misdeed
def append_to_a_file(scene: Scene) -> None:
    os.write(os.open(scene.secret, os.O_WRONLY | os.O_APPEND), b"x")


@misdeed
def delete_a_file(scene: Scene) -> None:
    Path(scene.secret).unlink()


@misdeed
def rename_a_file(scene: Scene) -> None:
    Path(scene.secret).rename(Path(scene.folder, "renamed"))


@misdeed
def make_a_folder(scene: Scene) -> None:
    Path(scene.folder, "inner").mkdir()


@misdeed
def make_a_link(scene: Scene) -> None:
    Path(scene.folder, "link").symlink_to("/etc/passwd")


@misdeed
def make_a_hard_link(scene: Scene) -> None:
    Path(scene.folder, "link").hardlink_to(scene.secret)


@misdeed
def make_a_pipe(scene: Scene) -> None:
    os.mkfifo(Path(scene.folder, "fifo"))


@misdeed
def open_a_file_to_everybody(scene: Scene) -> None:
    Path(scene.secret).chmod(0o666)


@misdeed
def give_a_file_away(scene: Scene) -> None:
    os.chown(scene.secret, os.getuid(), os.getgid())


@misdeed
def change_the_time_of_a_file(scene: Scene) -> None:
    os.utime(scene.secret, (0, 0))


@misdeed
def mark_a_file(scene: Scene) -> None:
    os.setxattr(scene.secret, "user.mark", b"x")


@misdeed
def open_around_the_filter(scene: Scene) -> None:
    how = (ctypes.c_uint64 * 3)(os.O_RDWR, 0, 0)
    kernel("openat2", -100, ctypes.c_char_p(scene.secret.encode()), how, 24)


@misdeed
def change_the_root(scene: Scene) -> None:
    os.chroot(scene.folder)


@misdeed
def mount(scene: Scene) -> None:
    kernel("mount", ctypes.c_char_p(b"none"), ctypes.c_char_p(scene.folder.encode()), ctypes.c_char_p(b"tmpfs"), 0, 0)


@misdeed
def take_a_handle(scene: Scene) -> None:
    handle, where = ctypes.create_string_buffer(256), ctypes.c_int()
    kernel("name_to_handle_at", -100, ctypes.c_char_p(scene.secret.encode()), handle, ctypes.byref(where), 0)


# ── network ─────────────────────────────────────────────────────────────────────────────────────────────────────


@misdeed
def connect(scene: Scene) -> None:
    socket.create_connection(("127.0.0.1", scene.port))


@misdeed
def listen(_: Scene) -> None:
    socket.create_server(("127.0.0.1", 0))


@misdeed
def send_a_datagram(scene: Scene) -> None:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", scene.port))


@misdeed
def open_a_local_socket(_: Scene) -> None:
    socket.socketpair()


@misdeed
def ask_the_kernel_for_routes(_: Scene) -> None:
    socket.socket(16, socket.SOCK_RAW, 0)


@misdeed
def send_over_its_pipe_as_a_socket(_: Scene) -> None:
    socket.socket(fileno=pipe()).sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, bytes(4))])


# ── the kernel's other doors ────────────────────────────────────────────────────────────────────────────────────


@misdeed
def share_memory_of_system_v(_: Scene) -> None:
    kernel("shmget", 0, GIB, 0o1600)


@misdeed
def take_a_semaphore(_: Scene) -> None:
    kernel("semget", 0, 1, 0o1600)


@misdeed
def open_a_queue(_: Scene) -> None:
    kernel("msgget", 0, 0o1600)


@misdeed
def open_a_posix_queue(_: Scene) -> None:
    kernel("mq_open", ctypes.c_char_p(b"hui-reg"), os.O_CREAT | os.O_RDWR, 0o600, 0)


@misdeed
def add_a_key(_: Scene) -> None:
    kernel("add_key", ctypes.c_char_p(b"user"), ctypes.c_char_p(b"hui-reg"), ctypes.c_char_p(b"x"), 1, -2)


@misdeed
def look_at_keys(_: Scene) -> None:
    kernel("keyctl", 0, -4, 0, 0, 0)


@misdeed
def open_a_file_system(_: Scene) -> None:
    kernel("fsopen", ctypes.c_char_p(b"tmpfs"), 0)


@misdeed
def open_a_tree(_: Scene) -> None:
    kernel("open_tree", -100, ctypes.c_char_p(b"/"), 1)


@misdeed
def load_a_filter(_: Scene) -> None:
    kernel("bpf", 0, ctypes.create_string_buffer(128), 128)


@misdeed
def handle_page_faults(_: Scene) -> None:
    kernel("userfaultfd", 1)


@misdeed
def set_up_a_ring(_: Scene) -> None:
    kernel("io_uring_setup", 4, ctypes.create_string_buffer(120))


@misdeed
def watch_performance(_: Scene) -> None:
    kernel("perf_event_open", ctypes.create_string_buffer(128), 0, -1, -1, 0)


@misdeed
def hide_memory(_: Scene) -> None:
    kernel("memfd_secret", 0)


@misdeed
def make_a_file_in_memory(_: Scene) -> None:
    kernel("memfd_create", ctypes.c_char_p(b"x"), 0)


@misdeed
def leave_the_namespace(_: Scene) -> None:
    kernel("unshare", 0x10000000)


@misdeed
def join_another_namespace(_: Scene) -> None:
    kernel("setns", 0, 0)


@misdeed
def be_another_machine(_: Scene) -> None:
    kernel("personality", 0x0040000)


@misdeed
def outlive_the_zygote(_: Scene) -> None:
    kernel("prctl", 1, 0, 0, 0, 0)


@misdeed
def let_itself_be_looked_into(_: Scene) -> None:
    kernel("prctl", 4, 1, 0, 0, 0)


@misdeed
def use_the_calls_of_x32(_: Scene) -> None:
    number = 0x40000000 | 39
    library = ctypes.CDLL(None, use_errno=True)
    if library.syscall(ctypes.c_long(number)) < 0:
        raise OSError(ctypes.get_errno(), "x32")


@misdeed
def be_root(_: Scene) -> None:
    os.setuid(0)


@misdeed
def type_into_a_terminal(_: Scene) -> None:
    fcntl.ioctl(0, 0x5412, b"x")


# ── answers ─────────────────────────────────────────────────────────────────────────────────────────────────────


@misdeed
def answer_garbage(_: Scene) -> None:
    say(os.urandom(100_000))


@misdeed
def answer_with_a_pickle(_: Scene) -> None:
    class Run:
        def __reduce__(self) -> Any:
            return os.system, ("touch /tmp/hui-reg-pickled",)

    say(pickle.dumps(Run()))
    say(answer(pickle.dumps(Run())))


@misdeed
def claim_a_huge_document(_: Scene) -> None:
    say(header(0xFFFFFFFF))
    time.sleep(600)


@misdeed
def claim_huge_blobs(_: Scene) -> None:
    say(header(2, 4), b"\xff" * 32)
    time.sleep(600)


@misdeed
def claim_many_blobs(_: Scene) -> None:
    say(header(2, 0xFFFFFFFF))
    time.sleep(600)


@misdeed
def answer_for_ever(_: Scene) -> None:
    say(header(2, 1), (1 << 40).to_bytes(8, "big"), b"{}")
    while True:
        say(bytes(1 << 16))


@misdeed
def answer_drop_by_drop(_: Scene) -> None:
    say(header(1 << 20))
    while True:
        say(b" ")
        time.sleep(0.02)


@misdeed
def answer_half_and_hang(_: Scene) -> None:
    say(header(100), b'{"whose":')
    time.sleep(600)


@misdeed
def answer_half_and_die(_: Scene) -> None:
    say(header(100), b'{"whose":')
    os._exit(0)


@misdeed
def answer_a_deep_nest(_: Scene) -> None:
    say(answer(b"[" * 1_000_000 + b"]" * 1_000_000))


@misdeed
def answer_a_deep_nest_of_objects(_: Scene) -> None:
    say(answer(b'{"whose":' * 100_000 + b"1" + b"}" * 100_000))


@misdeed
def answer_a_wide_list(_: Scene) -> None:
    say(answer(b"[" + b"[]," * 8_000_000 + b"1]"))


@misdeed
def answer_a_huge_number(_: Scene) -> None:
    say(answer(b'{"whose":' + b"9" * 5_000_000 + b"}"))


@misdeed
def answer_no_utf8(_: Scene) -> None:
    say(answer(b'{"whose":"\xff\xfe"}'))


@misdeed
def answer_another_schema(_: Scene) -> None:
    say(answer(json.dumps({"whose": "x", "extra": 1}).encode()))


@misdeed
def answer_an_unknown_outcome(_: Scene) -> None:
    say(header(0, outcome=77))


@misdeed
def answer_for_another(_: Scene) -> None:
    say(answer(json.dumps({"whose": "somebody else"}).encode()))


@misdeed
def answer_to_another_order(_: Scene) -> None:
    say(wire._ANSWER.pack(bytes(16), 0, 2, 0), b"{}")


@misdeed
def close_its_pipe(_: Scene) -> None:
    os.close(pipe())
    time.sleep(600)


@misdeed
def close_everything(_: Scene) -> None:
    os.closerange(0, 64)


@misdeed
def answer_before_time(_: Scene) -> None:
    text = b'{"whose":"forged"}'
    for _time in range(2):
        say(answer(text))


HARMLESS: dict[str, Misdeed] = {}


def harmless(function: Misdeed) -> Misdeed:
    """What may succeed, and the job with it: nobody is harmed."""
    HARMLESS[function.__name__] = function
    return misdeed(function)


@harmless
def flood_stdout(_: Scene) -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.write("x" * 1_000_000)
        stream.flush()
    for descriptor in (1, 2):
        os.write(descriptor, b"x" * 1_000_000)


@harmless
def ignore_termination(_: Scene) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


@harmless
def read_its_environment(_: Scene) -> str:
    return json.dumps(dict(os.environ))


@harmless
def tell_its_descriptors(_: Scene) -> str:
    found = []
    for descriptor in range(1024):
        try:
            os.fstat(descriptor)
        except OSError:
            continue
        found.append(descriptor)
    return json.dumps(found)


@harmless
def stay_and_answer_for_the_next(_: Scene) -> None:
    """Taken over for good: from now on every order gets a forged answer, with the right ticket."""
    from hui_reg.sandbox import worker

    vars(worker)["_done"] = lambda order: (wire.Outcome.DONE, b'{"whose":"forged"}', ())


@harmless
def stay_and_kill_the_next(_: Scene) -> None:
    """Hides what it does until another file is read."""
    from hui_reg.sandbox import worker

    vars(worker)["_done"] = lambda order: os._exit(0)


@harmless
def stay_and_delay_the_next(_: Scene) -> None:
    from hui_reg.sandbox import worker

    vars(worker)["_done"] = lambda order: time.sleep(600)
