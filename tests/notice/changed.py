"""Notices as an office would change them: the shipped text with some of its lines written anew."""

from hui_reg.notice import Notice, parse, shipped

EXTENDED = """deadline = [
  { value = 2024-07-05 },
  { from = 2024-07-03, value = 2024-07-12, basis = "补充通知（一）：报名延长至7月12日" },
]"""
DEARER = """registration = [
  { value = 1380 },
  { from = 2024-07-20, value = 1280.50, basis = "补充通知（二）：7月20日起降为1280.5元" },
]"""


def changed(*lines: tuple[str, str], notice_id: str = "huian-2024-13") -> Notice:
    """The notice with each line that begins so replaced; each must be there."""
    return parse(text_of(*lines, notice_id=notice_id))


def text_of(*lines: tuple[str, str], notice_id: str = "huian-2024-13") -> str:
    text = shipped(notice_id)
    for start, new in lines:
        old = next(line for line in text.splitlines() if line.startswith(start))
        text = text.replace(old, new, 1)
    return text
