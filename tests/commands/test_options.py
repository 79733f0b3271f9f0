"""Options that commands share: a day in any of the ways an office writes it, year first."""

import click
import pytest

from hui_reg.commands import options

DAY = next(kind for kind in vars(options).values() if isinstance(kind, click.DateTime))


@pytest.mark.parametrize("written", ["2024-07-05", "2024.7.5", "2024/7/5", "2024年7月5日", "２０２４．７．５"])
def test_a_day_however_written(written: str) -> None:
    assert f"{DAY.convert(written, None, None):%Y-%m-%d}" == "2024-07-05"


@pytest.mark.parametrize("written", ["2024.2.30", "7.5", "5.7.2024", "45123", "2024年7月"])
def test_what_is_no_day_is_not_guessed(written: str) -> None:
    with pytest.raises(click.BadParameter, match="年-月-日"):
        DAY.convert(written, None, None)
