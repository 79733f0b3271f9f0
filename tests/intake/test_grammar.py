"""Mails drawn from a grammar: every file comes out as it went in, everything else is named or counted."""

from collections import Counter

from tests.intake.grammar import Drawn, draw
from tests.intake.mails import open_mail

SEEDS = 100


def check(drawn: Drawn) -> None:
    """What must hold of a drawn mail: nothing is lost, nothing is invented, nothing is untrue."""
    unpacked, found = open_mail(drawn.raw)
    message = unpacked.message
    contents = Counter(found.values())
    for name, data in drawn.files:
        assert contents[data] > 0, f"{name} is lost"
        contents[data] -= 1
        assert name == "正文" or any(path.rsplit("/", 1)[-1].startswith(name.split(".")[0]) for path in found), name
    told = " ".join(f"{problem.path} {problem.detail}" for problem in message.problems)
    for name in drawn.named:
        assert name in told, f"{name} is not told"
    sizes = Counter(skip.size for skip in message.skipped)
    assert not Counter(drawn.skipped) - sizes, "a skip is not counted"
    assert sum(1 for data in contents.elements()) <= len(drawn.named), "something was invented"
    put_in = sum(len(data) for _, data in drawn.files) + sum(drawn.skipped) + sum(drawn.kept)
    assert put_in == sum(map(len, found.values())) + sum(skip.size for skip in message.skipped), (
        "the bytes don't add up"
    )
    assert len(message.problems) == len(drawn.named), told


def check_seeds(seeds: range) -> None:
    """Check the mails of these seeds; a failure tells seed and recipe."""
    for seed in seeds:
        drawn = draw(seed)
        try:
            check(drawn)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}; {drawn.recipe}") from error


def test_drawn_mails_come_apart_as_they_were_packed() -> None:
    check_seeds(range(SEEDS))


def test_what_was_once_lost() -> None:
    """A PDF with signs of equality at its lines' ends, and a mail attached in quoted-printable."""
    for seed in (3055, 4295):
        check_seeds(range(seed, seed + 1))
