"""What staff said of single values, as the papers that bear them carry it along."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from hui_reg.vocabulary import Kind


class Correction(BaseModel):
    """A ruling of staff on one value: its number in the ledger, who, when, why, and what the reader makes of the place
    (None: nothing, or it couldn't tell)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seq: int
    by: str
    on: date
    reason: str = ""
    read: str | None = None


class Overtaken(BaseModel):
    """A value that staff said of a paper which another has replaced, or which is read in another way now."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seq: int
    kind: Kind
    field: str
    value: str
    path: str
    by: str
    on: date


class Ask(BaseModel):
    """Pages of which staff said what they are: the reader of that kind is asked for them. No ``pages``: all of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    pages: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """As the answer is kept by."""
        return f"{self.kind.value}:{','.join(map(str, self.pages))}"


class Asks(BaseModel):
    """All that is asked of one file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    asks: tuple[Ask, ...] = ()
