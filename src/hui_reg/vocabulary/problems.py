"""The kinds of what can be wrong with a mail or a file, and what a mail says of papers."""

from enum import StrEnum


class ProblemKind(StrEnum):
    """What can be wrong with a mail or a file; the words of ``export records``."""

    CLOUD_LINK = "cloud_link"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    EMPTY = "empty"
    UNSUPPORTED = "unsupported"
    TOO_LARGE = "too_large"
    BOMB = "bomb"
    NEEDS_UNAR = "needs_unar"
    EARLY = "early"
    LATE = "late"
    NO_MATERIAL = "no_material"
    AUTOMATIC = "automatic"
    BOUNCED = "bounced"
    INCOMPLETE = "incomplete"
    VOLUME = "volume"
    ARRIVAL_UNSURE = "arrival_unsure"
    SET_ASIDE = "set_aside"
    TIMEOUT = "timeout"
    CRASHED = "crashed"
    QUARANTINED = "quarantined"


class Purport(StrEnum):
    """What a mail says of papers, whatever came with it; decided once, when it is taken apart."""

    LIST = "list"
    """It lists people in its text."""
    QUESTION = "question"
    PAPERS = "papers"
    """It says that papers come with it."""
    ANSWER = "answer"
    """It answers a mail and speaks of no papers: nothing is due in it."""
    OTHER = "other"
