"""What a mail's own headers say of when it arrived. Pure."""

from datetime import datetime

from hui_reg.intake.message import Mail, date_of

_FIRST_YEAR, _LAST_YEAR = 1980, 9000


def stamped_at(mail: Mail) -> datetime | None:
    """The date of the topmost Received header: what the last server that took the mail over wrote. None without one."""
    topmost = next((value for name, value in mail.headers if name == "received"), b"")
    if b";" not in topmost:
        return None
    at = date_of(b" ".join(topmost.rpartition(b";")[2].split()))
    return at if at is not None and _FIRST_YEAR <= at.year <= _LAST_YEAR else None
