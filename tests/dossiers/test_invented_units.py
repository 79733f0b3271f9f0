"""How right the attribution is over many invented mails: never surely wrong, nearly always right."""

from collections import Counter

import pytest

from hui_reg.dossiers import assemble
from tests.dossiers.assembling import NOTICE, assert_everything_placed
from tests.dossiers.invented_units import PACKINGS, Invention


def judged(packing: str, noise: float, seeds: range) -> Counter[str]:
    total: Counter[str] = Counter()
    for seed in seeds:
        made = Invention(seed, packing, noise)
        assembly = assemble([made.mail.message], made.mail.files, made.mail.readings, NOTICE)
        assert_everything_placed(assembly, made.mail.files, made.mail.readings)
        total += made.truth.judge(assembly)
    return total


def assert_right(found: Counter[str], least_right: float, most_wrong: float) -> None:
    everything = sum(found.values()) - found["made up"]
    print(dict(found))  # noqa: T201 shown when it fails, and by -s
    assert found["wrong"] <= most_wrong * everything
    assert (found["right"] + found["right unsure"]) / everything >= least_right
    assert found["made up"] <= 0.001 * everything


@pytest.mark.parametrize("packing", PACKINGS)
def test_clean_readings(packing: str) -> None:
    found = judged(packing, 0.0, range(25))
    assert_right(found, least_right=0.985 if packing == "scans" else 0.99, most_wrong=0.0)


@pytest.mark.parametrize("packing", PACKINGS)
def test_phone_readings(packing: str) -> None:
    assert_right(judged(packing, 1.0, range(25, 50)), least_right=0.98, most_wrong=0.002)


@pytest.mark.slow
@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("noise", [0.0, 1.0, 3.0])
def test_many_units(packing: str, noise: float) -> None:
    found = judged(packing, noise, range(1000, 1200))
    assert_right(found, least_right=0.99 if noise < 2 else 0.97, most_wrong=0.0005 if noise < 2 else 0.003)
