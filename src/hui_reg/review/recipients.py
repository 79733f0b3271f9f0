"""To whom a letter goes: an address the unit is known by, or nobody, with the reason and the candidates for people."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from hui_reg.model import Assessment, Message

ADDRESS = re.compile(r"[\w.+%-]{1,64}@[\w-]+(\.[\w-]+){1,8}", re.ASCII)
"""What may stand in a header of ours as an address, whole."""


NOTHING: Mapping[str, Collection[str]] = MappingProxyType({})
_CHOOSE = "（hui-reg amend unit 单位 --address 邮箱；不是的加 --not）"
"""How staff say which address is the unit's."""


@dataclass(frozen=True)
class Recipient:
    """Where a letter goes. Without ``address`` there is a reason, and the addresses that it may be meant for."""

    address: str = ""
    why: str = ""
    candidates: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """As people see it in a list of letters."""
        return self.address or "（未填）" + "、".join(self.candidates)


def recipient_of(members: Sequence[Assessment], speaks_for: Mapping[str, Collection[str]] = NOTHING) -> Recipient:
    """Where a letter to the unit of these people goes. ``speaks_for``: by address, the units whose papers its last mail
    brought: an address may change hands, and what is written to it about its former unit would go to another."""
    known = [a for a in dict.fromkeys(a for m in members for a in m.dossier.addresses) if ADDRESS.fullmatch(a)]
    if len(known) == 1:
        unit, confirmed = members[0].dossier.unit, any(known[0] in member.dossier.confirmed for member in members)
        now = speaks_for.get(known[0], (unit,))
        if unit not in now and not confirmed:
            why = f"这个地址后来在替{'、'.join(sorted(now))}报送，没有确认过还是本单位的{_CHOOSE}"
            return Recipient("", why, (known[0],))
        others = [address for address in _bringers(members) if address != known[0]]
        if not others or confirmed:
            return Recipient(known[0])
        return Recipient(
            "", f"材料来自几个地址，最早的一个没有确认过{_CHOOSE}", tuple(dict.fromkeys((*known, *others)))
        )
    if known:
        return Recipient("", f"单位有几个已知的地址，发给哪一个请选定{_CHOOSE}", tuple(known))
    seen = dict.fromkeys(message.sender_address for member in members for message in member.dossier.messages)
    candidates = tuple(address for address in seen if ADDRESS.fullmatch(address))
    return Recipient(
        "",
        ("最初报送材料的邮件没有可用的地址，后来的地址没有确认过" if candidates else "没有已知的地址") + _CHOOSE,
        candidates,
    )


def _bringers(members: Sequence[Assessment]) -> list[str]:
    """The addresses that papers of these people came from which count: whoever wrote first may be a stranger."""
    found: dict[str, None] = {}
    for dossier in (member.dossier for member in members):
        counted = {e.file.message for e in dossier.exhibits if not (e.unconfirmed or e.refused)}
        own = (m for m in dossier.messages if m.sha256 in counted and not m.is_on_paper)
        found |= dict.fromkeys(m.sender_address.lower() for m in own)
    return [address for address in found if ADDRESS.fullmatch(address)]


def sender_of(message: Message, units: Sequence[str]) -> Recipient:
    """Where a letter about one mail goes of which nothing could be placed: to its sender, unless it calls itself one
    of ``units``, which have sent from elsewhere."""
    address = message.sender_address
    if not ADDRESS.fullmatch(address):
        return Recipient("", "没有已知的地址")
    says = "".join("".join((message.subject, message.sender_name, message.words)).split())
    if any(unit in says for unit in units):
        return Recipient("", "来信写着已报送单位的名称，地址却不是该单位先前用的", (address,))
    return Recipient(address)


def latest_from(members: Sequence[Assessment], address: str) -> Message | None:
    """The latest mail from this address, to be answered; a mail from elsewhere is answered by nobody but people."""
    mails = [m for member in members for m in member.dossier.messages if m.sender_address.lower() == address]
    return max(mails, key=lambda m: m.received_at, default=None) if address else None
