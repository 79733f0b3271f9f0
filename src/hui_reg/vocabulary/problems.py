"""The kinds of what can be wrong with a mail or a file."""

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
