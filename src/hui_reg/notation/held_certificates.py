"""Certificates held, as forms tell them: ``茶艺师四级/中级工（2019）``, ``茶艺师五级、四级``."""

import re
from collections.abc import Collection, Mapping
from typing import Final

from hui_reg.notation.names import key as name_key

_CLAUSES: Final = re.compile(r"[、，,;；。\s和与及]+")
_SAYS_NOTHING: Final = re.compile(r"(?:职业|资格|技能|等级|级别|证书|取得|获得|已|持有|[\W\d_年月日])*")
"""What may stand beside a level without being another occupation."""


def held_levels(text: str, names: Collection[str], levels: Mapping[str, str]) -> set[str]:
    """The levels at which a text says that a certificate of an occupation is held; of a clause with several none.

    ``names``: what the occupation is called; ``levels``: each level with its title (``四级``: ``四级/中级工``). A
    clause of a level alone speaks of the occupation before it: ``评茶员四级、茶艺师五级`` tells the fifth.
    """
    called = [name_key(name) for name in names]
    meant = {name_key(word): level for level, title in levels.items() for word in (level, *title.split("/"))}
    words = re.compile("|".join(map(re.escape, sorted(meant, key=len, reverse=True))))
    found: set[str] = set()
    is_meant = False
    for clause in filter(None, map(name_key, _CLAUSES.split(text))):
        goes_on = is_meant and _SAYS_NOTHING.fullmatch(words.sub("", clause)) is not None
        is_meant = goes_on or any(name in clause for name in called)
        told = {meant[word] for word in words.findall(clause)}
        if is_meant and len(told) == 1:
            found |= told
    return found
