"""One-line builders: invented people, their documents as readings, mails, files, exhibits, whole dossiers.

    >>> 张三 = person("张三")
    >>> faultless(张三)                                  # a dossier that must pass
    >>> dossier(张三, form(张三), id_card(张三, emblem=False))
    >>> mail = Mail("惠安县螺城镇人民政府 报名材料"); mail.add("张三/身份证.pdf", id_card(张三))

Every reading builder takes keyword overrides of its fields: a string is a sure value, None removes the field, a
:class:`Value` stands as it is (see :func:`unsure`, :func:`untold`).
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from hui_reg.dossiers.merge import merged_fields
from hui_reg.model import (
    CloudLink,
    Dossier,
    Exhibit,
    File,
    FileReadings,
    Message,
    Problem,
    ProblemKind,
    Reading,
    Tie,
    Value,
)
from hui_reg.notation.resident_id import age_on, check_digit, parse
from hui_reg.readers.versions import VERSIONS
from hui_reg.vocabulary import Kind

TZ = ZoneInfo("Asia/Shanghai")
UNIT = "惠安县螺城镇人民政府"
WHITE_PHOTO: dict[str, float | str | bool] = {
    "width": 413, "height": 579, "bytes": 60_000, "chroma": 80.0, "white_share": 0.98, "border_level": 250.0,
    "faces": 1, "head_ratio": 0.6, "sharpness": 90.0,
}  # fmt: skip


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def moment(text: str) -> datetime:
    """``"2024-07-01 09:00"`` in Chinese time."""
    return datetime.fromisoformat(text).replace(tzinfo=TZ)


# people


def id_number(born: str = "1990-03-07", sex: str = "女", serial: int = 1, area: str = "350521") -> str:
    """An invented number with a right check digit. ``serial`` 0-499 tells people of one birthday apart."""
    first17 = f"{area}{born.replace('-', '')}{serial * 2 + (sex == '男'):03d}"
    return first17 + check_digit(first17)


@dataclass(frozen=True)
class Person:
    """An invented applicant: graduated long ago from a junior college, so all five materials are due."""

    name: str
    id_number: str
    phone: str = "13900000000"
    employer: str = UNIT
    education: str = "大专"
    school: str = "泉州示范职业学院"
    major: str = "行政管理"
    graduation_date: str = "2015-07-01"
    certificate_number: str = "123451201506000001"
    chsi_code: str = "ABCD1234EFGH5678"

    @property
    def born(self) -> str:
        known = parse(self.id_number)
        return known.birth_date.isoformat() if known else "1990-03-07"

    @property
    def sex(self) -> str:
        known = parse(self.id_number)
        return known.sex if known else "女"


def person(name: str = "张三", number: str | None = None, **changes: Any) -> Person:
    """A person whose ID number follows from the name: always the same, and different for different names."""
    if number is None:
        seed = int(sha(name)[:8], 16)
        born = f"{1970 + seed % 30}-{seed // 30 % 12 + 1:02d}-{seed // 360 % 28 + 1:02d}"
        number = id_number(born, "男" if seed // 10080 % 2 else "女", seed // 20160 % 500)
    return Person(name, number, **changes)


# readings


def value(text: str | None, confidence: float = 0.99, **more: Any) -> Value:
    return Value(value=text, confidence=confidence, text=more.pop("text", text or ""), page=more.pop("page", 1), **more)


def unsure(text: str, confidence: float = 0.5, *alternatives: str) -> Value:
    """A value read with little confidence, perhaps with other readings of it."""
    return value(text, confidence, alternatives=alternatives)


def untold(reason: str = "模糊不清") -> Value:
    """Couldn't tell."""
    return value(None, 0.0, reason=reason)


def reading(
    kind: Kind,
    *,
    pages: Iterable[int] = (1,),
    kind_confidence: float = 0.98,
    facts: Mapping[str, float | str | bool] | None = None,
    rows: Iterable[Mapping[str, str]] = (),
    **fields: str | Value | None,
) -> Reading:
    pages = tuple(pages)
    return Reading(
        kind=kind,
        kind_confidence=kind_confidence,
        pages=pages,
        fields={
            name: v if isinstance(v, Value) else value(v, page=pages[0] if pages else 1)
            for name, v in fields.items()
            if v is not None
        },
        facts=facts or {},
        rows=tuple(rows),
    )


def _of(who: Person, *names: str) -> dict[str, Any]:
    return {name: getattr(who, "born" if name == "birth_date" else name) for name in names}


def form(who: Person, **changes: Any) -> Reading:
    fields = _of(who, "name", "sex", "id_number", "birth_date", "phone", "employer")
    fields |= _of(who, "education", "school", "major", "graduation_date")
    fields |= {"occupation": "政务服务办事员", "level": "四级"}
    return reading(Kind.APPLICATION_FORM, **({"facts": {"text_layer": True}} | fields | changes))


def id_card(who: Person, *, portrait: bool = True, emblem: bool = True, **changes: Any) -> Reading:
    fields: dict[str, Any] = {}
    if portrait:
        fields |= _of(who, "name", "sex", "birth_date", "id_number")
        fields |= {"ethnicity": "汉", "address": "福建省惠安县螺城镇示范路1号"}
    if emblem:
        issued = _issued(who)
        fields |= {
            "issuer": "惠安县公安局",
            "id_valid_from": issued.isoformat(),
            "id_valid_to": _valid_to(who.born, issued),
        }
    return reading(Kind.ID_CARD, **({"facts": {"portrait": portrait, "emblem": emblem}} | fields | changes))


def _issued(who: Person) -> date:
    """A day of 2019, another one for nearly everyone."""
    seed = int(sha(who.id_number)[:8], 16)
    return date(2019, seed % 12 + 1, seed // 12 % 28 + 1)


def _valid_to(born: str, issued: date) -> str:
    """The end of a card issued then, by the holder's age on that day."""
    age = age_on(date.fromisoformat(born), issued)
    years = 5 if age < 16 else 10 if age < 26 else 20 if age < 46 else 0
    return issued.replace(year=issued.year + years).isoformat() if years else "长期"


def diploma(who: Person, **changes: Any) -> Reading:
    fields = _of(who, "name", "sex", "birth_date", "education", "school", "major", "graduation_date")
    fields |= _of(who, "certificate_number") | {"conclusion": "毕业", "school_class": "普通高校"}
    return reading(Kind.DIPLOMA, **(fields | changes))


def record(who: Person, **changes: Any) -> Reading:
    """A 学信网 record: it carries no ID number."""
    fields = _of(who, "name", "sex", "birth_date", "education", "school", "major", "graduation_date")
    fields |= _of(who, "certificate_number", "chsi_code") | {"conclusion": "毕业", "updated_on": "2024-06-28"}
    fields |= {
        "chsi_link": f"https://www.chsi.com.cn/xlcx/bg.do?vcode={who.chsi_code}",
        "chsi_qr": f"https://www.chsi.com.cn/xlcx/bg.do?vcode={who.chsi_code}",
    }
    facts = {"text_layer": True, "link_host": "www.chsi.com.cn"}
    return reading(Kind.EDUCATION_RECORD, **({"facts": facts} | fields | changes))


def photo(**facts: float | str | bool) -> Reading:
    return reading(Kind.PHOTO, facts=WHITE_PHOTO | facts)


def roster(*people: Person, **shared: str) -> Reading:
    """One line a person; ``shared`` columns stand on every line."""
    rows = [{"name": who.name, "id_number": who.id_number, "phone": who.phone} | shared for who in people]
    return reading(Kind.ROSTER, rows=rows)


# mails and files


def message(
    subject: str = "报名材料",
    *,
    sender: str = "小林",
    address: str = "window@luocheng.example.com",
    body: str = "",
    received: str = "2024-07-01 09:00",
    problems: Iterable[Problem] = (),
    cloud_links: Iterable[CloudLink] = (),
    **more: Any,
) -> Message:
    return Message(
        sha256=more.pop("sha256", sha("|".join(("mail", subject, sender, address, body, received)))),
        received_at=moment(received),
        received_basis="internaldate",
        stamped_at=more.pop("stamped_at", moment(received)),
        subject=subject,
        sender_name=sender,
        sender_address=address,
        body=body,
        problems=tuple(problems),
        cloud_links=tuple(cloud_links),
        **more,
    )


def file(mail: Message, path: str, content: str | None = None, size: int = 50_000) -> File:
    """A leaf; equal ``content`` are equal bytes, by default no two leaves are equal."""
    return File(message=mail.sha256, path=path, sha256=sha(content or f"{mail.sha256}|{path}"), size=size)


def format_of(path: str) -> str:
    suffix = path.rsplit(".", 1)[-1].lower()
    return {"jpg": "jpeg", "tif": "tiff"}.get(suffix, suffix)


def file_readings(leaf: File, *readings: Reading, problem: ProblemKind | None = None, **more: Any) -> FileReadings:
    pages = max((page for r in readings for page in r.pages), default=0)
    return FileReadings(
        sha256=leaf.sha256,
        format=more.pop("format", format_of(leaf.path)),
        versions=more.pop("versions", VERSIONS),
        page_count=more.pop("page_count", pages),
        readings=readings,
        problem=Problem(kind=problem, detail="打不开", path=leaf.path) if problem else None,
        **more,
    )


@dataclass
class Mail:
    """A mail under construction: ``Mail("螺城镇 报名材料").add("张三/身份证.pdf", id_card(张三))``."""

    subject: str = "报名材料"
    options: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.message = message(self.subject, **self.options)
        self.files: list[File] = []
        self.readings: dict[str, FileReadings] = {}
        self.contents: dict[str, str] = {}

    def add(
        self, path: str, *readings: Reading, problem: ProblemKind | None = None, content: str | None = None, **more: Any
    ) -> "Mail":
        leaf = file(self.message, path, content)
        self.files.append(leaf)
        self.contents[leaf.sha256] = content or f"{self.message.sha256}|{path}"
        self.readings[leaf.sha256] = file_readings(leaf, *readings, problem=problem, **more)
        return self


# exhibits and dossiers


def exhibit(what: Reading, path: str | None = None, *, mail: Message | None = None, **more: Any) -> Exhibit:
    """Usual formats by kind; ``path``, ``format``, ``superseded``, ``tie``, ``tie_confidence`` as you like."""
    mail = mail or message()
    path = path or {Kind.APPLICATION_FORM: "申报表.docx", Kind.PHOTO: "照片.jpg"}.get(what.kind, f"{what.kind}.pdf")
    leaf = more.pop("file", None) or file(mail, path, f"{mail.sha256}|{path}|{what.model_dump_json()}")
    defaults = {"tie": Tie.ID_NUMBER, "tie_confidence": 0.99, "format": format_of(path)}
    return Exhibit(file=leaf, reading=what, received_at=mail.received_at, **(defaults | more))


def dossier(who: Person, *what: Reading | Exhibit, mail: Message | None = None, **more: Any) -> Dossier:
    """A dossier of these readings or exhibits, its merged fields worked out."""
    mail = mail or message()
    exhibits = tuple(w if isinstance(w, Exhibit) else exhibit(w, mail=mail) for w in what)
    unit, messages = more.pop("unit", UNIT), more.pop("messages", (mail,))
    return Dossier(
        key=more.pop("key", f"{unit}|{who.id_number}"),
        unit=unit,
        name=more.pop("name", who.name),
        id_number=more.pop("id_number", who.id_number),
        exhibits=exhibits,
        fields=more.pop("fields", None) or merged_fields(exhibits),
        messages=messages,
        addresses=more.pop("addresses", tuple(m.sender_address for m in messages[:1])),
        **more,
    )


def materials(who: Person) -> list[Reading]:
    """The five materials of the notice, faultless."""
    return [form(who), id_card(who), diploma(who), record(who), photo()]


def faultless(who: Person | None = None, **more: Any) -> Dossier:
    who = who or person()
    return dossier(who, *materials(who), **more)
