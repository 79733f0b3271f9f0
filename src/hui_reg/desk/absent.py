"""What a verb says where the notice doesn't know its step at all: a sentence, no file, no failure."""

from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


def not_in_notice(run: Run, topic: str) -> ExitCode:
    """``topic`` as users call it: 培训, 补贴."""
    sentence = f"通知没有{topic}这一项，这一步不用办"
    run.console.result(f"※ {sentence}")
    run.console.document({"done": False, "reason": sentence})
    return ExitCode.OK
