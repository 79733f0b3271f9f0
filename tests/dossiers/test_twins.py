"""One file or one photo as two persons' material, and photos whose file is called after somebody else."""

from itertools import permutations

import pytest

from hui_reg.model import Reading
from hui_reg.vocabulary import Fact
from tests.builders import Mail, diploma, form, id_card, person, photo
from tests.dossiers.assembling import Outcome, assembled

ZHENG, SUN = person("郑国栋"), person("孙堃")
UNIT = {"body": "惠安县云桥镇便民服务中心"}


def face(grey: int, bump: int = 0) -> Reading:
    """A photo whose cells are ``grey`` all over, those of the middle rows ``bump`` brighter."""
    cells = bytes([grey] * 72 + [grey + bump] * 48 + [grey] * 72)
    return photo(faces=1, **{Fact.CELLS: cells.hex()})


def shared(done: Outcome, name: str) -> list[tuple[str, str, str]]:
    return [(own.file.path, other, file.path) for own, other, file in done.of(name).shared]


def both(mail: Mail) -> Mail:
    """The cards that tell that there are two persons."""
    return mail.add("a.zip/郑国栋/身份证.pdf", id_card(ZHENG)).add("a.zip/孙堃/身份证.pdf", id_card(SUN))


def test_the_same_bytes_under_two_persons_are_told_to_both() -> None:
    m = both(Mail("报名", UNIT)).add("a.zip/孙堃/证件照.jpg", face(99), content="one")
    m.add("a.zip/郑国栋/证件照.jpg", face(99), content="one")
    done = assembled(m)
    assert shared(done, "郑国栋") == [("a.zip/郑国栋/证件照.jpg", "孙堃", "a.zip/孙堃/证件照.jpg")]
    assert shared(done, "孙堃") == [("a.zip/孙堃/证件照.jpg", "郑国栋", "a.zip/郑国栋/证件照.jpg")]


def test_a_paper_of_one_in_the_folder_of_both_is_told_to_both() -> None:
    m = both(Mail("报名", UNIT)).add("a.zip/孙堃/毕业证.pdf", diploma(SUN), content="one")
    m.add("a.zip/郑国栋/毕业证.pdf", diploma(SUN), content="one")
    done = assembled(m)
    assert shared(done, "郑国栋") == [("a.zip/郑国栋/毕业证.pdf", "孙堃", "a.zip/孙堃/毕业证.pdf")]
    assert shared(done, "孙堃") == [("a.zip/孙堃/毕业证.pdf", "郑国栋", "a.zip/郑国栋/毕业证.pdf")]


def test_one_photo_encoded_twice_in_mails_of_two_units() -> None:
    first = Mail("惠安县税务局", {"address": "a@x.example.com"}).add("郑国栋/身份证.pdf", id_card(ZHENG))
    first.add("郑国栋/照片.jpg", face(99, 60))
    other = Mail("惠安县财政局", {"address": "b@x.example.com"}).add("孙堃/身份证.pdf", id_card(SUN))
    other.add("孙堃/照片.png", face(101, 58))
    for mails in permutations((first, other), 2):
        done = assembled(*mails)
        assert shared(done, "郑国栋") == [("郑国栋/照片.jpg", "孙堃", "孙堃/照片.png")]
        assert shared(done, "孙堃") == [("孙堃/照片.png", "郑国栋", "郑国栋/照片.jpg")]


def test_a_mirrored_photo_is_the_same_picture() -> None:
    """Cells darker from left to right, and the same from right to left; the rows differ, so it stands upright."""
    rows = [bytes(range(60 + 5 * row, 180 + 5 * row, 10)) for row in range(16)]
    seen = [photo(faces=1, **{Fact.CELLS: b"".join(r[::step] for r in rows).hex()}) for step in (1, -1)]
    m = both(Mail("报名", UNIT))
    for who, one in zip(("郑国栋", "孙堃"), seen, strict=True):
        m.add(f"a.zip/{who}/证件照.jpg", one, content=who)
    assert shared(assembled(m), "郑国栋") == [("a.zip/郑国栋/证件照.jpg", "孙堃", "a.zip/孙堃/证件照.jpg")]


def test_different_photos_and_one_persons_photo_sent_twice_are_nothing() -> None:
    m = both(Mail("报名", UNIT)).add("a.zip/孙堃/证件照.jpg", face(99, 60)).add("a.zip/郑国栋/证件照.jpg", face(99, 90))
    again = Mail("补充", UNIT | {"received": "2024-07-03 10:00"}).add("孙堃/证件照.png", face(98, 60))
    done = assembled(m, again)
    assert shared(done, "郑国栋") == shared(done, "孙堃") == []


def test_blank_pictures_are_not_one_photo() -> None:
    blank = photo(faces=0, **{Fact.CELLS: bytes(192).hex()})
    m = both(Mail("报名", UNIT)).add("a.zip/孙堃/证件照.jpg", blank, content="a")
    done = assembled(m.add("a.zip/郑国栋/证件照.jpg", blank, content="b"))
    assert shared(done, "郑国栋") == []


def test_a_photo_called_after_a_stranger_is_in_doubt() -> None:
    done = assembled(both(Mail("报名", UNIT)).add("a.zip/郑国栋/余思敏.jpg", face(99)))
    assert done.tie("郑国栋", "a.zip/郑国栋/余思敏.jpg").named == "余思敏"


@pytest.mark.parametrize(
    "name", ["郑国栋", "证件照", "白背景", "国栋", "照片-郑国栋", "IMG_0001", "云桥镇郑国栋", "单人照"]
)
def test_usual_names_of_photos_are_no_strangers(name: str) -> None:
    done = assembled(both(Mail("报名", UNIT)).add(f"a.zip/郑国栋/{name}.jpg", face(99)))
    assert done.tie("郑国栋", f"a.zip/郑国栋/{name}.jpg").named == ""


def test_a_misplaced_photo_is_in_doubt_and_not_the_one_that_lies_right() -> None:
    m = both(Mail("报名", UNIT)).add("a.zip/孙堃/证件照.jpg", face(99)).add("a.zip/郑国栋/孙堃证件照.jpg", face(150))
    done = assembled(m)
    right = done.tie("孙堃", "a.zip/孙堃/证件照.jpg")
    assert right.named == "" and right.tie_confidence >= 0.85
    assert done.who["孙堃"] == {"a.zip/孙堃/身份证.pdf", "a.zip/孙堃/证件照.jpg"}
    assert done.tie("郑国栋", "a.zip/郑国栋/孙堃证件照.jpg").named == "孙堃"


def test_a_photo_called_after_one_who_has_none_is_theirs_and_strange_where_it_lies() -> None:
    m = (
        both(Mail("报名", UNIT))
        .add("a.zip/郑国栋/孙堃证件照.jpg", face(150))
        .add("a.zip/郑国栋/申报表.docx", form(ZHENG))
    )
    done = assembled(m)
    assert "a.zip/郑国栋/孙堃证件照.jpg" in done.who["孙堃"]
    assert done.strangers("郑国栋") == {"a.zip/郑国栋/孙堃证件照.jpg"}
    assert done.of("郑国栋").strangers[0].named == "孙堃"
