"""What a reviewer decides on, as one version: the same as long as nothing that counts has changed."""

import json
from collections.abc import Iterator

from hui_reg.model import Assessment, Outcome, Reading
from hui_reg.notation.versions import version_of
from hui_reg.vocabulary import Kind

_NO_PAPER = frozenset((Kind.RECEIPT, Kind.ROSTER, Kind.SCORES, Kind.LETTER, Kind.BLANK))
"""What may lie in a dossier without being looked at in a review."""


def decided_on(assessment: Assessment) -> str:
    """The version of what a reviewer decides on: the person, the papers in force, and what was found in them.

    Of the findings the rules and outcomes that count, and who else sent the person: how a sentence is worded is no
    change, nor is a mere note.
    """
    dossier = assessment.dossier
    papers = {
        (exhibit.reading.kind.value, exhibit.file.sha256, exhibit.reading.pages, *_said(exhibit.reading))
        for exhibit in dossier.exhibits
        if not exhibit.superseded and exhibit.reading.kind not in _NO_PAPER
    }
    found = {(f.rule, f.outcome.value) for f in assessment.findings if f.outcome is not Outcome.NOTE}
    return version_of(
        {
            "unit": dossier.unit,
            "name": dossier.name,
            "id_number": dossier.id_number,
            "papers": json.dumps(sorted(papers)),
            "findings": json.dumps([assessment.verdict.value, dossier.other_units, *sorted(found)]),
        }
    )


def _said(reading: Reading) -> Iterator[str]:
    """What staff said of a paper that its reader doesn't say."""
    for field, value in sorted(reading.fields.items()):
        if value.correction is not None and value.correction.read != value.value:
            yield f"{field}={value.value}"
