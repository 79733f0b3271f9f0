"""Volumes over the mails of a sender: joined, or named with the number that is missing; never documents."""

import hashlib

from hui_reg.dossiers import settle
from hui_reg.dossiers.volumes import volume_sets
from hui_reg.model import File, Message
from hui_reg.volumes import Volume, missing
from tests.builders import message, moment


def mail(day: int, *numbers: int, title: str = "材料.zip", sender: str = "a@x.cn", last: int = 3) -> Message:
    made = message(received=f"2024-07-{day:02} 09:00")
    volumes = tuple(Volume(path=f"{title}.{n:03}", title=title, group=title, number=n, last=n == last) for n in numbers)
    return made.model_copy(update={
        "sha256": hashlib.sha256(f"{day}{numbers}{sender}".encode()).hexdigest(), "sender_address": sender,
        "received_at": moment(f"2024-07-{day:02} 09:00"), "volumes": volumes, "problems": (),
    })  # fmt: skip


def files(*mails: Message) -> list[File]:
    return [
        File(message=m.sha256, path=v.path, sha256=hashlib.sha256(f"{m.sha256}{v.number}".encode()).hexdigest(), size=9)
        for m in mails
        for v in m.volumes
    ]


def test_volumes_of_three_mails_are_one_whole() -> None:
    mails = [mail(1, 1), mail(2, 3), mail(3, 2)]
    (found,) = volume_sets(mails, files(*mails))
    assert (found.missing, sorted(found.pieces)) == ((), [1, 2, 3])
    settled, left = settle(mails, files(*mails))
    assert left == [] and all(not m.problems for m in settled)


def test_the_missing_number_is_told_in_every_mail() -> None:
    mails = [mail(1, 1), mail(3, 3), mail(4, 2, sender="b@x.cn")]
    settled, left = settle(mails, files(*mails))
    assert len(left) == 3
    details = [problem.detail for m in settled for problem in m.problems]
    assert all("分卷压缩包“材料.zip”收到第1、3卷，缺第2卷" in detail for detail in details[:2])
    assert "收到第2卷，缺第1、3卷" in details[2] or "缺第1" in details[2]


def test_a_volume_sent_again_and_a_second_whole() -> None:
    again = [mail(1, 1, 2), mail(2, 2), mail(3, 3)]
    (found,) = volume_sets(again, files(*again))
    assert (found.missing, len(found.replaced)) == ((), 1)
    twice = [mail(1, 1, 2, 3), mail(5, 1), mail(6, 2), mail(7, 3)]
    assert [s.missing for s in volume_sets(twice, files(*twice))] == [(), ()]


def volume(number: int, **more: object) -> Volume:
    return Volume.model_validate({"path": "p", "title": "t", "group": "g", "number": number, **more})


def test_which_numbers_are_missing() -> None:
    assert missing([(volume(1), 10), (volume(2), 7)]) == ()  # the shorter one is the last
    assert missing([(volume(1), 10), (volume(2), 10)]) == (3,)
    assert missing([(volume(1), 10)]) == (2,)
    assert missing([(volume(2, last=True), 10)]) == (1,)
    assert missing([(volume(1, total=4), 1), (volume(3, total=4), 1)]) == (2, 4)
    assert missing([(volume(1, total_bytes=30), 10), (volume(2), 10)]) == (3,)
    assert missing([(volume(1, total_bytes=20), 10), (volume(2), 10)]) == ()
    assert missing([(volume(1, last=False), 10), (volume(2, last=False), 3)]) == (3,)
