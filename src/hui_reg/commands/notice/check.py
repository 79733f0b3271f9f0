"""``notice check``: what a notice file demands, in sentences to compare with the paper, and what it leaves open."""

from pathlib import Path

from hui_reg.commands.options import file_argument
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode
from hui_reg.notice import doubts, load, silences, told


@verb("check")
@file_argument
def command(run: Run, file: Path) -> ExitCode:
    """把通知文件的每一项念成句子，供与纸质通知逐句对照；没有写明的，说明程序怎样处理。"""
    from hui_reg import rules
    from hui_reg.review import roster

    notice = load(file)
    rules.active(notice)  # a change of a rule that doesn't exist is refused here, not when somebody is judged
    sections, open_, doubtful = told(notice), silences(notice), [*doubts(notice), *roster.doubts(notice)]
    for section in sections:
        run.console.result(f"【{section.title}】")
        for sentence in section.sentences:
            run.console.result(f"  {sentence}")
    run.console.result("【没有写明，请确认】")
    for silence in open_:
        run.console.result(f"  {silence}")
    if left := roster.left_to_people(notice):
        run.console.result(f"  汇总表的这些列程序不填，由人填写：{'、'.join(left)}。")
    for doubt in doubtful:
        run.console.attention(f"▲ {doubt}。{'' if '请' in doubt else '请对照通知原文核对。'}")
    run.console.document(
        {
            "id": notice.id,
            "demands": [{"topic": section.title, "sentences": section.sentences} for section in sections],
            "doubts": doubtful,
            "open": [{"key": s.key, "open": s.open, "meanwhile": s.meanwhile} for s in open_],
        }
    )
    return ExitCode.OK
