"""A sample of the kills of the slow tier: 60 points, spread over every kind of system call."""

import os
import shutil
from pathlib import Path

import pytest

from tests.servers.crime import scene
from tests.servers.dovecot import Dovecot
from tests.servers.killing import (
    count_calls,
    flagged_are_recorded,
    kill_at,
    nothing_lost_nothing_doubled,
    points,
    some,
    unflag,
    whole,
)


@pytest.mark.timeout(300)
def test_killed_at_sixty_system_calls(dovecot: Dovecot, tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        reason = "strace is not installed (Debian: apt install strace)"
        assert os.environ.get("CI") != "true", reason
        pytest.skip(reason)
    with scene(dovecot, tmp_path, mails=5) as crime:
        everything = points(count_calls(crime, crime.fresh(tmp_path / "count")))
        unflag(crime)
        died = 0
        for call, number in some(everything, 60, seed=13):
            workspace = crime.fresh(tmp_path / "work")
            # how often it reads depends on how the network cuts the bytes: a run may end before its last reads
            died += kill_at(crime, workspace, call, number)
            flagged_are_recorded(crime, workspace)
            whole(crime, workspace)
            nothing_lost_nothing_doubled(crime, workspace)
            unflag(crime)
        assert died >= 55
