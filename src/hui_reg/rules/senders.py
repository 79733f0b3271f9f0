"""Whether a person's papers came from where the unit's papers come from: D408."""

from collections.abc import Iterator

from hui_reg.model import Exhibit, Outcome
from hui_reg.rules.case import Case
from hui_reg.rules.rule import Fail, Mark, evidence_of, rule, usage
from hui_reg.vocabulary import KIND_TITLES, Kind, Material

_NO_ADDRESS = "（没有写发件地址）"


@rule(
    "D408",
    Outcome.REVIEW,
    "材料来自没有确认过的地址",
    basis=usage("替换或补充材料的，应当是报送单位；发件地址是谁的，由人确认"),
    hint="请用原来报送材料的邮箱重新发送，或说明新地址是谁的。",
)
def unknown_sender(case: Case) -> Iterator[Mark]:
    """检查内容：此人开始报送以后，是否又有材料从另一个地址发来：不是单位最初报送的地址，也没有回复过我们的通知。这样的材料放在一边，不替换先前的，也不算补齐，由人决定是否采用。
    依据：替换或补充材料的，应当是报送单位；邮件里的署名、单位名称谁都可以写。
    反例：单位报送后，陌生地址发来同一人的另一张照片。
    常见误判：一个人的第一封材料从哪里发来都不报；内容完全相同的文件不报；同一域名的另一个地址也要确认；只差大小写的是同一地址。
    """
    senders = {message.sha256: message.sender_address for message in case.dossier.messages}
    by_sender: dict[str, list[Exhibit]] = {}
    for exhibit in case.dossier.exhibits:
        if exhibit.unconfirmed:
            by_sender.setdefault(senders.get(exhibit.file.message, ""), []).append(exhibit)
    own = _own_senders(case, senders)
    for sender, exhibits in by_sender.items():
        titles = "、".join(dict.fromkeys(KIND_TITLES[exhibit.reading.kind] for exhibit in exhibits))
        yield Fail(
            f"{titles}由{sender or _NO_ADDRESS}发来，此前的材料由{own}发来，新来的没有采用，请核对是谁发的",
            tuple(evidence_of(e, f"发件地址{sender or _NO_ADDRESS}") for e in exhibits),
            materials=tuple(m for m in Material if any(Kind(m.value) is e.reading.kind for e in exhibits)),
        )


def _own_senders(case: Case, senders: dict[str, str]) -> str:
    """Where the person's papers came from that aren't in question; where none did, the unit's."""
    own = [senders.get(e.file.message, "") for e in case.dossier.exhibits if not e.unconfirmed]
    return "、".join(dict.fromkeys(a or _NO_ADDRESS for a in own or case.dossier.addresses))
