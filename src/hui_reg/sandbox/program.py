"""Run one of our modules behind walls that still let it start a program, such as the unpacker of RARs.

``python -m hui_reg.sandbox.program FOLDER MODULE`` may read the packages and the system's own files, write below
FOLDER alone, and open no sockets; so may every program that it starts.
"""

import os
import runpy
import sys
from pathlib import Path

from hui_reg.sandbox import landlock, powers, seccomp, walls

_PROGRAMS = (Path("/usr/bin"), Path("/bin"), Path("/usr/lib"), Path("/lib"), Path("/lib64"), Path("/usr/local/bin"))


_OF_PROGRAMS = (Path("/proc"), Path("/usr/share"), Path("/etc/passwd"), Path("/etc/nsswitch.conf"))
"""What a program asks of the system. Of other processes no more than their names: Landlock keeps their memory and
environment (which may hold the mailbox's password) from whoever is locked in.
"""


def launcher(folder: Path) -> tuple[str, ...]:
    """What to put before a module's name to have it run in there, with ``folder`` to write to."""
    return sys.executable, "-m", __spec__.name, str(folder)


def main() -> None:
    """The child: raise the walls, then become the module."""
    folder, module = Path(sys.argv[1]), sys.argv[2]
    interpreter = Path(sys.executable)
    landlock.restrict(
        {*walls.own_files(), *_OF_PROGRAMS, folder, interpreter, interpreter.resolve()},
        writable={folder, Path("/dev/null")},
        runnable={*_PROGRAMS},
    )
    powers.die_with(os.getppid())
    powers.give_up()
    seccomp.restrict(programs=True)
    sys.argv = [module]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
