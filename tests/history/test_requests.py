"""A thing asked: open until a newer file of the very material comes, met once the fault is gone, dropped where moot."""

from datetime import date, datetime
from typing import Any

from hui_reg.history.decisions import Choice
from hui_reg.history.requests import Course, Request, requests_of
from hui_reg.history.standing import standing
from hui_reg.history.state import State, fold
from hui_reg.model import Assessment, Entry, Exhibit, Message
from hui_reg.notice import parse, shipped
from hui_reg.rules import check
from hui_reg.store.results import decided_on
from tests import builders as b

NOTICE = parse(shipped())
WHO = b.person("张三")
ASKED_ON, TODAY = date(2024, 7, 3), date(2024, 7, 6)
ASKED_AT = b.moment("2024-07-03 10:00")
KEY = f"{b.UNIT}|{WHO.id_number}"


def entry(seq: int, kind: str, at: datetime = ASKED_AT, **data: Any) -> Entry:
    return Entry(seq=seq, applicant=KEY, kind=kind, on=at.date(), recorded_at=at, by="甲", data=data)


A104 = entry(
    1, "request", rule="A104", materials="id_card", asked="身份证只有人像面", until="2024-07-05", since="2024-07-03"
)
LATER: Message = b.message("补正", received="2024-07-04 09:00")


def seen(*, emblem: bool, later: bool = False, photo_later: bool = False) -> Assessment:
    """The dossier with a card of one side or both, from the first mail or one that came after the request."""

    def of(reading: Any, when: bool) -> Exhibit:
        return b.exhibit(reading, mail=LATER if when else b.message())

    card, photo = of(b.id_card(WHO, emblem=emblem), later), of(b.photo(), photo_later)
    return check(b.dossier(WHO, b.form(WHO), b.diploma(WHO), b.record(WHO), card, photo), NOTICE)


def asked(assessment: Assessment | None, *entries: Entry, gone: bool = False) -> Request:
    state: State = fold([A104, *entries])[KEY]
    version = decided_on(assessment) if assessment else ""
    (request,) = requests_of(state, standing(state, NOTICE, TODAY, version, gone=gone), assessment)
    return request


def test_its_course() -> None:
    assert asked(seen(emblem=False)).course is Course.OPEN
    assert asked(seen(emblem=False, photo_later=True)).course is Course.OPEN, "another material is no answer"
    answered = asked(seen(emblem=False, later=True))
    assert answered.course is Course.ANSWERED and answered.answer.received_at == LATER.received_at
    met = asked(seen(emblem=True, later=True))
    assert met.course is Course.MET and met.answer.file.path == "id_card.pdf"
    assert asked(None, gone=True).course is Course.DROPPED
    decided: dict[str, Any] = {"choice": Choice.PASS, "remark": "已见原件", "version": decided_on(seen(emblem=False))}
    assert asked(seen(emblem=False), entry(2, "first_review", **decided)).course is Course.DROPPED
    assert asked(seen(emblem=False), entry(2, "quit")).course is Course.DROPPED


def test_terms_and_reminders() -> None:
    request = asked(seen(emblem=False))
    assert request.is_overdue(TODAY) and not request.is_overdue(date(2024, 7, 5))
    reminder = entry(2, "reminder", b.moment("2024-07-06 09:00"), until="2024-07-10")
    reminded = asked(seen(emblem=False), reminder)
    assert not reminded.is_overdue(TODAY) and reminded.reminded == (TODAY,)
    assert reminded.sentence == "身份证只有人像面（7月3日要求，7月10日止，催过 1 次）：未补"
    earlier = entry(2, "reminder", b.moment("2024-07-02 09:00"), until="2024-07-10")
    assert asked(seen(emblem=False), earlier).reminded == (), "that one was about something else"
    assert not asked(seen(emblem=False, later=True)).is_overdue(TODAY), "who answered owes nothing"
    given = seen(emblem=False)
    longer = given.model_copy(update={"dossier": given.dossier.model_copy(update={"extended_to": date(2024, 7, 9)})})
    assert not asked(longer).is_overdue(TODAY) and asked(longer).until == date(2024, 7, 9), "staff put it off"
