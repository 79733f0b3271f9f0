"""Ends of lines that the detector lost: the ink beside a line is read with it, or the line is not sure."""

import cv2
import numpy as np
import pytest

from hui_reg.model import SURE
from hui_reg.pages.pixels import cut_short, ocr
from hui_reg.pages.pixels.ocr import Quad, Span
from hui_reg.pages.pixels.reduce import Image

Answers = list[tuple[str, float]]
SIZE, TOP = 40, 60


def quad(first: int, last: int) -> Quad:
    left, right = 60 + 44 * first, 60 + 44 * last - 4
    return np.array([[left, TOP], [right, TOP], [right, TOP + SIZE], [left, TOP + SIZE]], np.float32)


def page(*characters: int, ink: int = 40) -> Image:
    """Characters in a row at these places, each as large as its square."""
    image = np.full((160, 400, 3), 225, np.uint8)
    for place in characters:
        left = 60 + 44 * place
        cv2.putText(image, "W", (left + 2, TOP + SIZE - 5), cv2.FONT_HERSHEY_SIMPLEX, 1.25, (ink,) * 3, 3)
    return image


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """What the recogniser says of any line; empty: it must not be asked."""
    answers: Answers = []
    monkeypatch.setattr(ocr, "recognise", lambda _: answers[0])
    return answers


@pytest.mark.parametrize(("seen", "text", "whole"), [((0, 2), "邓思", "邓思兰"), ((1, 3), "思兰", "邓思兰")])
def test_the_character_lost_at_an_end(reads: Answers, seen: tuple[int, int], text: str, whole: str) -> None:
    reads.append((whole, 0.95))
    (span,) = cut_short.made_whole(page(0, 1, 2), [Span(text, 0.99, quad(*seen))])
    assert (span.text, span.confidence) == (whole, 0.95)
    assert span.quad[:, 0].max() - span.quad[:, 0].min() > 120


@pytest.mark.parametrize("answer", [("邓思兰", 0.5), ("郑恩兰", 0.95), ("邓思兰二三四", 0.95)])
def test_what_can_not_be_read_there_leaves_the_line_unsure(reads: Answers, answer: tuple[str, float]) -> None:
    reads.append(answer)
    (span,) = cut_short.made_whole(page(0, 1, 2), [Span("邓思", 0.99, quad(0, 2))])
    assert span.text == "邓思"
    assert span.confidence < SURE


def test_nothing_beside_a_line_is_looked_at_where_it_ends(reads: Answers) -> None:
    line = Span("邓思", 0.99, quad(0, 2))
    assert cut_short.made_whole(page(0, 1), [line]) == [line], "paper"
    assert cut_short.made_whole(page(0, 1, 3), [line]) == [line], "a character further off"
    neighbour = Span("兰", 0.99, quad(2, 3))
    assert cut_short.made_whole(page(0, 1, 2), [line, neighbour])[0] == line, "a line of its own"
    bordered = page(0, 1)
    cv2.line(bordered, (152, 0), (152, 160), (30, 30, 30), 3)
    assert cut_short.made_whole(bordered, [line]) == [line], "the border of a cell"
    pale = page(0, 1)
    pale[:, 148:190] = np.minimum(pale[:, 148:190], page(2, ink=190)[:, 148:190])
    assert cut_short.made_whole(pale, [line]) == [line], "pale writing"
