"""Time and memory of ``export review`` itself: ``python benchmarks/export.py [COUNT [DRAWN]]``.

A workspace is filled with COUNT applicants (by default 5,000) whose files all lie in the store, and the command is run
on it as a process of its own. The aim is 20 s and 400 MB with the pictures drawn by an earlier export. How long drawing
takes is told of DRAWN others (by default 500), in a workspace that has no pictures yet.
"""

import hashlib
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from PIL import Image

from hui_reg import cli
from hui_reg.desk import batches
from hui_reg.desk.workspace import Workspace, open_workspace
from hui_reg.model import Assessment, Verdict
from hui_reg.pages import views
from hui_reg.review.batch import Picture
from hui_reg.store import mails, results
from hui_reg.store.schema import mails as mail_table
from hui_reg.vocabulary import Kind
from tests.review import batch as people

VERDICTS = (Verdict.PASS, Verdict.PASS, Verdict.PASS, Verdict.CORRECT, Verdict.REVIEW, Verdict.PASS)
LEAF = 50_000
"""Bytes of a file that is never drawn."""


def picture(width: int, height: int) -> Picture:
    """A picture about as large, in bytes, as those of the samples (3 kB a thumbnail, 10 kB a crop)."""
    stream = io.BytesIO()
    Image.effect_noise((width, height), 8).convert("RGB").save(stream, "JPEG", quality=82)
    return Picture(stream.getvalue(), width, height)


PHOTO, CARD = picture(413, 579), picture(1600, 1000)
"""What units send; what follows a JPEG's end is no part of it, so everyone has bytes of their own."""
THUMBNAIL, CROP = picture(107, 150), picture(700, 120)


def applicants(count: int) -> Iterable[Assessment]:
    for i in range(count):
        name, unit = f"{people.NAMES[i % 10]}{i}", f"惠安县第{i % 60}便民服务中心"
        yield people.assessment(VERDICTS[i % 6], name, unit=unit)


def stored(workspace: Workspace, assessment: Assessment) -> Assessment:
    """The applicant with real bytes behind every file. Not synced as a fetch does: only the export is measured."""
    exhibits = []
    for exhibit in assessment.dossier.exhibits:
        shown = {Kind.PHOTO: PHOTO, Kind.ID_CARD: CARD}.get(exhibit.reading.kind)
        mark = exhibit.file.sha256.encode()
        data = shown.data + mark if shown else mark * (LEAF // 64)
        sha256 = hashlib.sha256(data).hexdigest()
        place = workspace.blobs.path(sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        file = exhibit.file.model_copy(update={"sha256": sha256, "size": len(data)})
        exhibits.append(exhibit.model_copy(update={"file": file, "format": "jpeg" if shown else "pdf"}))
    dossier = assessment.dossier.model_copy(update={"exhibits": tuple(exhibits)})
    return assessment.model_copy(update={"dossier": dossier})


def fill(root: Path, count: int, *, drawn: bool) -> None:
    """A workspace with its applicants, their mails and files, and the pictures if an earlier export drew them."""
    assert cli.run(["-w", str(root), "init", "-q"]) == 0
    with open_workspace(root) as workspace:
        everyone = [stored(workspace, assessment) for assessment in applicants(count)]
        with workspace.database.begin() as connection:
            for message in {m.sha256: m for a in everyone for m in a.dossier.messages}.values():
                row = {"sha256": message.sha256, "size": 1, "received_at": message.received_at, "attempts": 0}
                row |= {"received_basis": "internaldate", "recorded_at": message.received_at, "state": "new"}
                connection.execute(mail_table.insert().values(**row))
                mails.save_all(connection, 1, [(message, ())])
            results.save_validation(connection, everyone, (), ())
        if drawn:
            photos, crops = batches.picture_jobs(workspace, everyone)
            for draw, jobs, shown in ((views.thumbnail, photos, THUMBNAIL), (views.crop, crops, CROP)):
                for job in jobs.values():
                    own = Picture(shown.data + job.key.encode(), shown.width, shown.height)
                    batches.keep(workspace.vault, batches.place_of(workspace, draw, job), own)
    os.sync()  # mails of earlier days are on the disk when an export begins


def measured(root: Path) -> tuple[float, int]:
    """Seconds and peak MB of the command's own process; its workers are others."""
    command = [
        sys.executable,
        "-m",
        "hui_reg",
        "-w",
        str(root),
        "export",
        "review",
        "--output",
        str(root / "out"),
        "-q",
    ]
    start, peak = time.perf_counter(), 0
    process = subprocess.Popen(command)
    while process.poll() is None:
        peak = max(peak, high_water(process.pid))
        time.sleep(0.02)
    assert process.returncode == 0
    return time.perf_counter() - start, peak


def high_water(pid: int) -> int:
    """The most memory a process has had so far, in MB."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)


def main(count: int, undrawn: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder) / "w", count, drawn=True)
        seconds, peak = measured(Path(folder) / "w")
        size = (Path(folder) / "w/out/审核表.xlsx").stat().st_size
        written = sum(1 for path in (Path(folder) / "w/out/evidence").rglob("*") if path.is_file())
        print(
            f"{count} applicants: {seconds:.1f} s, peak {peak} MB; {size >> 20} MB workbook, {written} evidence files"
        )
        again, peak = measured(Path(folder) / "w")
        print(f"  the same once more (evidence stands already): {again:.1f} s, peak {peak} MB")
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder) / "w", undrawn, drawn=False)
        first, peak = measured(Path(folder) / "w")
        again, _ = measured(Path(folder) / "w")
        each = (first - again) / undrawn
        print(
            f"{undrawn} applicants with pictures to draw: {first:.1f} s, peak {peak} MB; drawing {each * 1000:.0f} ms"
        )


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    main(*(numbers + [5000, 500][len(numbers) :]))
