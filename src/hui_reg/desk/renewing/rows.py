"""What is kept of an assessed dossier: its row, its papers to be looked up, what binds it to mails and employers."""

from collections.abc import Iterable, Sequence
from datetime import date

from hui_reg.dossiers.mail_problems import Term, brought_in, senders_of, used_in
from hui_reg.dossiers.ruled.marks import said_on
from hui_reg.dossiers.twins import held_papers
from hui_reg.dossiers.unit_names import folded
from hui_reg.model import Assessment, Dossier
from hui_reg.notice import Notice
from hui_reg.store import results
from hui_reg.vocabulary import Field

EMPLOYER = "employer"
"""How it is kept whom an applicant works for by what the papers say."""


def kept_row(assessment: Assessment, place: str, notice: Notice) -> dict[str, object]:
    """The applicant's row."""
    term = Term.of(assessment.dossier, notice)
    told = f"{int(term.began_in_time)}|{term.extended_to or ''}"
    return {**results.row_of(assessment, place), "term": told}


def term_of(text: str) -> Term:
    """What :func:`kept_row` keeps of a term."""
    began, _, until = text.partition("|")
    return Term(began == "1", date.fromisoformat(until) if until else None)


def paper_rows(dossiers: Sequence[Dossier]) -> list[dict[str, object]]:
    """The papers of all people of units that are assembled together."""
    return [
        {
            "key": held.key,
            "turn": held.turn,
            "message": held.file.message,
            "path": held.file.path,
            "sha256": held.file.sha256,
            "size": held.file.size,
            "pages": ",".join(map(str, held.pages)),
            "kind": held.kind.value,
            "cells": held.cells.hex() if held.cells is not None else None,
            **{f"band{number}": held.bands[number] if held.cells is not None else None for number in range(8)},
        }
        for held in held_papers(dossiers)
    ]


def tie_rows(dossier: Dossier) -> Iterable[tuple[str, str, str]]:
    """What binds a dossier to mails, addresses and rulings."""
    key = dossier.key
    yield from ((key, "brings", mail) for mail in brought_in(dossier))
    yield from ((key, "uses", mail) for mail in used_in(dossier))
    yield from ((key, "mail", mail) for mail in {message.sha256 for message in dossier.messages})
    yield from ((key, "sender", address) for address in senders_of(dossier))
    yield from ((key, "said", str(seq)) for seq in set(said_on(dossier)))
    yield from ((key, EMPLOYER, employer) for employer in _employers(dossier))


def _employers(dossier: Dossier) -> set[str]:
    """The employers that the papers name, as all their spellings are folded."""
    told = (exhibit.reading.fields.get(Field.EMPLOYER) for exhibit in dossier.exhibits)
    return {folded(one.value) for one in told if one is not None and one.value}
