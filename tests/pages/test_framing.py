"""Of a page that several share, the whole of the owner's document goes out, and nothing of another's."""

import itertools

import pytest
from PIL import Image

from hui_reg.model import Box
from hui_reg.pages import framing
from hui_reg.pages.pixels import persons
from hui_reg.pages.pixels.persons import Portrait

PAPER = Image.new("RGB", (600, 800), "white")
CARDS: dict[str, Box] = {"above": (0.2, 0.05, 0.8, 0.35), "below": (0.2, 0.6, 0.8, 0.9)}
"""Where two cards lie, whole."""


def words(card: Box) -> Box:
    """What of a card is read: not its pale labels, not its portrait."""
    left, top, right, bottom = card
    wide, high = right - left, bottom - top
    return left + 0.18 * wide, top + 0.1 * high, left + 0.6 * wide, bottom - 0.1 * high


def face(card: Box) -> Box:
    left, top, right, bottom = card
    wide, high = right - left, bottom - top
    return left + 0.68 * wide, top + 0.2 * high, left + 0.9 * wide, top + 0.65 * high


@pytest.fixture
def faces(monkeypatch: pytest.MonkeyPatch) -> list[Portrait]:
    seen: list[Portrait] = []
    monkeypatch.setattr(persons, "found", lambda _: tuple(seen))
    return seen


@pytest.mark.parametrize("mine", CARDS)
def test_the_whole_card_and_nothing_of_the_other(mine: str, faces: list[Portrait]) -> None:
    own, (other,) = CARDS[mine], [card for name, card in CARDS.items() if name != mine]
    faces += [Portrait(face(own), 0), Portrait(face(other), 0)]
    left, top, right, bottom = framing.framed(PAPER, words(own), [words(other)])
    assert left <= own[0] and top <= own[1] and right >= own[2] and bottom >= own[3]
    assert bottom <= other[1] or top >= other[3]


def test_a_lying_neighbour_that_nobody_read_is_kept_out(faces: list[Portrait]) -> None:
    own, other = CARDS["above"], CARDS["below"]
    faces += [Portrait(face(own), 0), Portrait(face(other), 2)]
    assert framing.framed(PAPER, words(own), [])[3] <= face(other)[1]


def test_a_document_around_anothers_is_not_parted(faces: list[Portrait]) -> None:
    with pytest.raises(framing.Unparted):
        framing.framed(PAPER, (0.1, 0.1, 0.9, 0.95), [(0.6, 0.8, 0.95, 0.95)])


def test_two_portraits_by_ones_words_are_not_parted(faces: list[Portrait]) -> None:
    faces += [Portrait((0.3, 0.1, 0.4, 0.2), 0), Portrait((0.5, 0.1, 0.6, 0.2), 2)]
    with pytest.raises(framing.Unparted):
        framing.framed(PAPER, (0.2, 0.05, 0.8, 0.35), [])


def test_wherever_they_lie_nothing_of_the_others_words_or_face_is_in_it(faces: list[Portrait]) -> None:
    steps = [0.02, 0.2, 0.4, 0.6]
    for x, y, u, v in itertools.product(steps, steps, steps, steps):
        own, other = (x, y, x + 0.25, y + 0.15), (u, v, u + 0.3, v + 0.2)
        if own[0] < other[2] and other[0] < own[2] and own[1] < other[3] and other[1] < own[3]:
            continue
        faces[:] = [Portrait(face(own), 0), Portrait(face(other), 1)]
        try:
            made = framing.framed(PAPER, words(own), [words(other)])
        except framing.Unparted:
            continue
        for box in (words(other), face(other)):
            assert not (made[0] < box[2] and box[0] < made[2] and made[1] < box[3] and box[1] < made[3])
        assert made[0] <= face(own)[0] and made[2] >= face(own)[2], "a face is never cut"
