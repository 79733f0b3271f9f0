"""People whom the first review passed, each with one paper of given bytes, in a workspace of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from hui_reg import cli
from hui_reg.desk.workspace import open_workspace
from hui_reg.model import Assessment, Entry, Reading, Verdict
from hui_reg.store import entries, mails, results
from tests import builders

UNIT = "洛阳镇便民服务中心"


@dataclass(frozen=True)
class Paper:
    """A file and what a reading says of it."""

    data: bytes
    format: str
    reading: Reading


def person(number: int) -> builders.Person:
    """One of many people, no two of a name or number."""
    born = f"{1960 + number // 400}-03-07"
    return builders.person(f"张{chr(0x4E8C + number)}", builders.id_number(born, serial=number % 400 + 1))


def workspace(root: Path, papers: Sequence[Paper]) -> None:
    """A fresh workspace at ``root``: person ``n`` brought ``papers[n]``, and everybody has passed."""
    assert cli.run(["-w", str(root), "init", "-q"]) == 0
    with open_workspace(root) as opened:
        found = []
        for number, paper in enumerate(papers):
            who = person(number)
            dossier = builders.dossier(who, paper.reading, unit=UNIT, key=f"{UNIT}|{who.id_number}")
            (exhibit,) = dossier.exhibits
            file = exhibit.file.model_copy(update={"sha256": opened.blobs.put(paper.data), "size": len(paper.data)})
            exhibits = (exhibit.model_copy(update={"file": file, "format": paper.format}),)
            found.append(Assessment(dossier=dossier.model_copy(update={"exhibits": exhibits}), verdict=Verdict.PASS))
        with opened.database.begin() as connection:
            mail = builders.message("报名材料")
            mails.record(connection, [mails.Arrival(mail.sha256, 1000, mail.received_at, mail.received_basis)])
            mails.save_all(connection, 1, [(mail, ())])
            results.record_run(connection, "validate", {"mails": 1})
            results.save_validation(connection, found, [], [])
            versions = results.load_versions(connection)
            entries.append(connection, [
                Entry(applicant=one.dossier.key, kind="first_review", on=date(2024, 7, 10), by="审核员",
                      recorded_at=datetime.now(UTC), data={"choice": "pass", "version": versions[one.dossier.key]})
                for one in found
            ])  # fmt: skip
