"""Archives of mails opened in this process, as a worker opens them."""

from hui_reg.intake.archives.packed_mails import Asked, Opened, mails_in


def unpacked(name: str, data: bytes) -> tuple[Opened, tuple[bytes, ...]]:
    return mails_in(data, Asked(name=name))
