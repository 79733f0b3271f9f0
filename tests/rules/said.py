"""What the rules say, word for word, of every case, every situation and 200 random lives: ``said.txt``.

What stands there isn't thereby right. It is what was said when somebody last read it: a change of the rules shows in
its difference, to be read before it is committed. ``python -m tests.rules.said`` writes it anew.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import yaml

from hui_reg.model import Assessment, Dossier, Finding
from hui_reg.notice import Notice, parse, shipped, shipped_ids
from hui_reg.rules import BY_ID, RULES, check
from tests.oracle.lives import life
from tests.rules import pool
from tests.rules.casebook import CASES, GROUPS, asking, build, load

SAID = Path(__file__).parent / "said.txt"
SITUATIONS = Path(__file__).parent / "situations.yml"
BLOCK, LIVES = 10, 200
ANEW = "read what is different; if it is right: python -m tests.rules.said"


def of(assessment: Assessment) -> list[str]:
    """Each finding in a line, with all it says."""
    return [_whole(finding, assessment.dossier) for finding in assessment.findings]


def of_lives(block: int, notice: Notice) -> list[str]:
    """Of each of ten random lives what was found, in a line."""
    seeds = range(block * BLOCK, (block + 1) * BLOCK)
    return [f"{seed}: {_briefly(check(life(seed).dossier(), notice).findings)}" for seed in seeds]


def names() -> list[str]:
    """The dossiers picked, by name."""
    return [line for line in pool.PICKED.read_text(encoding="utf-8").splitlines() if line]


def of_bases() -> list[str]:
    """The clause that each rule rests on in each shipped notice."""
    notices = [parse(shipped(name)) for name in shipped_ids()]
    return [f"{rule.id} {' | '.join(rule.basis(notice) for notice in notices)}" for rule in RULES]


@cache
def known() -> Mapping[str, list[str]]:
    """By heading, the lines below it."""
    found: dict[str, list[str]] = {}
    for line in SAID.read_text(encoding="utf-8").splitlines() if SAID.exists() else ():
        if line.startswith("# "):
            found[line[2:]] = []
        elif line:
            found[list(found)[-1]].append(line)
    return found


def _whole(finding: Finding, dossier: Dossier) -> str:
    paths = {held.file.sha256: held.file.path for held in (*dossier.exhibits, *dossier.strangers)}
    paths |= {left.file.sha256: left.file.path for left in dossier.hinted}
    seen = "；".join(
        f"{paths.get(e.sha256, '邮件')}{f' 第{e.page}页' if e.page else ''}：{e.text}"
        f"{'' if e.confidence is None else f'（{e.confidence:.2f}）'}"
        for e in finding.evidence
    )
    own = "" if finding.hint == BY_ID[finding.rule].hint else f" → {finding.hint}"
    concerned = " ".join(material.value for material in finding.materials) or "-"
    return f"{finding.rule} {finding.outcome.value}: {finding.message}{own} [{concerned}] {{{seen}}}"


def _briefly(findings: tuple[Finding, ...]) -> str:
    return " ".join(f"{f.rule}/{f.outcome.value[0]}/{''.join(m.value[0] for m in f.materials)}" for f in findings)


def written(notice: Notice) -> Iterator[tuple[str, Dossier, Notice]]:
    """Every case and situation under its heading, with the notice that it is judged by."""
    for path in sorted(CASES.glob("*.yml")):
        for group in GROUPS:
            for case in load(path)[group] or ():
                yield f"{path.stem} {group} {case['why']}", build(case), asking(case, notice)
    for situation in yaml.load(SITUATIONS.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader):
        yield f"situation {situation['why']}", build(situation), asking(situation, notice)


def _everything(notice: Notice) -> Iterator[tuple[str, list[str]]]:
    for heading, dossier, asked in written(notice):
        yield heading, of(check(dossier, asked))
    for name, dossier in pool.named(names()):
        yield f"picked {name}", of(check(dossier, notice))
    for block in range(LIVES // BLOCK):
        yield f"lives {block}", of_lives(block, notice)
    yield "bases", of_bases()


def main() -> None:
    """Write the file anew."""
    everything = _everything(parse(shipped()))
    parts = [f"# {heading}\n" + "".join(f"{line}\n" for line in lines) for heading, lines in everything]
    SAID.write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
