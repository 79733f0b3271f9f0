"""Errors that reach the user: an exit code, one Chinese sentence, and the remedy.

Only ``cli.py`` turns them into an exit status; nothing else may end the process.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of the outside contract; schedulers rely on their numbers."""

    OK = 0
    SET_ASIDE = 1
    USAGE = 2
    SETTINGS = 3
    MAILBOX = 4
    LOCKED = 5
    COMPONENT_MISSING = 6
    STORE = 7
    BUG = 9
    INTERRUPTED = 130


class HuiRegError(Exception):
    """A failure the user can act on.

    ``message`` says in one Chinese sentence what happened, ``hint`` what to do about it. Neither may
    hold personal data: both are logged.
    """

    def __init__(self, code: ExitCode, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
