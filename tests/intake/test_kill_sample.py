"""A sample of the kills of the slow tier: 16 points, spread over every kind of system call.

Between two calls that change neither disk nor server a kill leaves the same behind, wherever it comes: reading, opening
and closing are tried once each, the others as often as there is time for.
"""

import os
import shutil
from pathlib import Path

import pytest

from tests.servers.crime import scene
from tests.servers.dovecot import Dovecot
from tests.servers.killing import (
    PASSIVE,
    count_calls,
    flagged_are_recorded,
    kill_at,
    nothing_lost_nothing_doubled,
    points,
    some,
    unflag,
    whole,
)


@pytest.mark.timeout(1800)
def test_killed_at_a_sample_of_system_calls(dovecot: Dovecot, tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        reason = "strace is not installed (Debian: apt install strace)"
        assert os.environ.get("CI") != "true", reason
        pytest.skip(reason)
    with scene(dovecot, tmp_path, mails=5) as crime:
        everything = points(count_calls(crime, crime.fresh(tmp_path / "count")))
        changing = [point for point in everything if point[0] not in PASSIVE]
        passive = some([point for point in everything if point[0] in PASSIVE], len(PASSIVE), seed=13)
        unflag(crime)
        died = 0
        for call, number in some(changing, 16 - len(passive), seed=13) + passive:
            workspace = crime.fresh(tmp_path / "work")
            # how often it reads depends on how the network cuts the bytes: a run may end before its last reads
            died += kill_at(crime, workspace, call, number)
            flagged_are_recorded(crime, workspace)
            whole(crime, workspace)
            nothing_lost_nothing_doubled(crime, workspace)
            unflag(crime)
        assert died >= 13
