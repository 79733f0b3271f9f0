"""When rounds are started, in the words of each scheduler: crontab, systemd, Windows' task scheduler. Texts only."""

import hashlib
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

EVERY: Final = (10, 15, 20, 30, 60)
"""Minutes between rounds: they divide the hour, and more often gets mailboxes locked."""


@dataclass(frozen=True)
class Plan:
    """One workspace's schedule: ``command`` starts a round from anywhere, ``user`` is who owns the workspace (for
    systemd), ``hours`` the first and the last hour of the day in which rounds start."""

    workspace: Path
    command: Sequence[str]
    user: str = ""
    every: int = 20
    hours: tuple[int, int] = (8, 20)
    minutes: float = 60

    @property
    def name(self) -> str:
        """What the scheduler calls it: the same for the same workspace, of letters that every scheduler takes."""
        return f"hui-reg-{hashlib.sha256(str(self.workspace).encode()).hexdigest()[:8]}"


def crontab(plan: Plan) -> str:
    """The line for ``crontab -e``; the mark at its end is how it is found again."""
    first, last = plan.hours
    minutes = "0" if plan.every == 60 else f"*/{plan.every}"
    command = shlex.join(plan.command).replace("%", "\\%")  # cron's own sign for a new line
    return f"{minutes} {first}-{last} * * * {command} {mark(plan)}\n"


def mark(plan: Plan) -> str:
    """What stands at the end of our line of a crontab. To the shell it is a comment."""
    return f"# {plan.name}"


def with_line(table: str, plan: Plan, line: str) -> str:
    """A crontab with our line in place of the one that was there; an empty ``line`` takes it out."""
    others = [kept for kept in table.splitlines() if not kept.rstrip().endswith(mark(plan))]
    return "".join(f"{kept}\n" for kept in others) + line


def service(plan: Plan) -> str:
    """The systemd service: one round, that may write in its workspace and nowhere else."""
    user = f"User={plan.user}\n" if plan.user else ""
    return f"""\
[Unit]
Description=hui-reg：{_specifiers(plan.workspace.name)} 收取与审核
After=network-online.target
Wants=network-online.target

[Service]
Type=oneshot
{user}ExecStart={" ".join(_quoted(part) for part in plan.command)}
# 1：有邮件或文件被搁置；5：上一次还没做完。都不算出错
SuccessExitStatus=1 5
TimeoutStartSec={int(plan.minutes) + 60}min
UMask=0077
Nice=10
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths={_quoted(str(plan.workspace))}
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
RestrictSUIDSGID=yes
RestrictRealtime=yes
RestrictNamespaces=yes
LockPersonality=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
CapabilityBoundingSet=
SystemCallArchitectures=native
"""


def timer(plan: Plan) -> str:
    """The systemd timer beside it."""
    first, last = plan.hours
    minutes = "00" if plan.every == 60 else f"00/{plan.every}"
    return f"""\
[Unit]
Description=hui-reg：{_specifiers(plan.workspace.name)} 的定时

[Timer]
OnCalendar=*-*-* {first:02}..{last:02}:{minutes}:00
RandomizedDelaySec=60
Persistent=yes

[Install]
WantedBy=timers.target
"""


def task(plan: Plan) -> str:
    """The task of Windows, to be saved in UTF-16 for ``schtasks /Create /XML``."""
    first, last = plan.hours
    program, *arguments = plan.command
    return f"""\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>hui-reg：{escape(plan.workspace.name)} 收取与审核</Description>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <Enabled>true</Enabled>
      <StartBoundary>2024-01-01T{first:02}:00:00</StartBoundary>
      <Repetition>
        <Interval>PT{plan.every}M</Interval>
        <Duration>PT{last - first}H59M</Duration>
        <StopAtDurationEnd>false</StopAtDurationEnd>
      </Repetition>
      <ScheduleByDay>
        <DaysInterval>1</DaysInterval>
      </ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>false</RunOnlyIfNetworkAvailable>
    <ExecutionTimeLimit>PT{int(plan.minutes) + 60}M</ExecutionTimeLimit>
    <Priority>7</Priority>
  </Settings>
  <Actions>
    <Exec>
      <Command>{escape(program)}</Command>
      <Arguments>{escape(" ".join(_windows(part) for part in arguments))}</Arguments>
    </Exec>
  </Actions>
</Task>
"""


def _quoted(text: str) -> str:
    """A word for systemd: its own signs doubled, and quoted."""
    plain = _specifiers(text).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{plain}"'


def _specifiers(text: str) -> str:
    return text.replace("%", "%%")


def _windows(text: str) -> str:
    """A word of a command line as Windows' programs take it apart; a path holds no quotes there."""
    ending = len(text) - len(text.rstrip("\\"))
    return f'"{text}{chr(92) * ending}"' if not text or " " in text or ending else text
