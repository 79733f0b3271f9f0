"""Why no page can be made of a file: raised by whatever opens bytes, caught once for each file."""

from hui_reg.model import ProblemKind


class Unreadable(Exception):
    """The file cannot be read at all; ``detail`` is a Chinese sentence with the remedy, without personal data."""

    def __init__(self, kind: ProblemKind, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
