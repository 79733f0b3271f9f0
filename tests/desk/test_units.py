"""A part of a unit's name is enough for every export; one that fits none is answered with those that are alike."""

from pathlib import Path

import pytest

from hui_reg import cli
from hui_reg.desk.units import meant
from hui_reg.desk.workspace import open_workspace
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.model import Assessment, Verdict
from hui_reg.store import results
from tests import builders

UNITS = ("惠安县行政服务中心社保窗口", "惠安县行政服务中心医保窗口", "洛阳镇便民服务中心")


def test_units_are_meant_by_parts(tmp_path: Path) -> None:
    assert cli.run(["-w", str(tmp_path), "init", "-q"]) == ExitCode.OK
    with open_workspace(tmp_path) as workspace:
        assert meant(workspace, ["社保"]) == ("社保",)  # nobody yet: the export will say so
        people = [
            Assessment(
                dossier=builders.faultless(builders.person(), unit=unit, key=unit), verdict=Verdict.PASS, findings=()
            )
            for unit in UNITS
        ]
        with workspace.database.begin() as connection:
            results.save_validation(connection, people, (), ())
        assert meant(workspace, []) == ()
        assert meant(workspace, ["社保", UNITS[0]]) == (UNITS[0],)
        assert meant(workspace, ["行政服务中心"]) == UNITS[:2]
        with pytest.raises(HuiRegError, match="洛阳乡"):
            meant(workspace, ["洛阳乡"])
