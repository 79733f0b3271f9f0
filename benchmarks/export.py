"""Time and memory of the review workbook of 5,000 applicants: ``python benchmarks/export.py [COUNT]``.

The aim is 20 s and 400 MB for the workbook and its evidence tree, from assessments in memory; pictures are given.
"""

import io
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "review"))

import review_batch as people
from PIL import Image

from hui_reg.model import Verdict
from hui_reg.review import evidence, workbook
from hui_reg.review.batch import Picture


def picture(width: int, height: int) -> Picture:
    """A picture about as large, in bytes, as those of the samples (3 kB a photo, 10 kB a crop)."""
    stream = io.BytesIO()
    Image.effect_noise((width, height), 8).convert("RGB").save(stream, "JPEG", quality=82)
    return Picture(stream.getvalue(), width, height)


def own(shared: Picture, key: str) -> Picture:
    """Somebody's own picture: equal ones would be stored once. What follows a JPEG's end is no part of it."""
    return Picture(shared.data + key.encode(), shared.width, shared.height)


def main(count: int) -> None:
    verdicts = [Verdict.PASS, Verdict.PASS, Verdict.PASS, Verdict.CORRECT, Verdict.REVIEW, Verdict.PASS]
    assessments = [
        people.assessment(verdicts[i % 6], f"{people.NAMES[i % 10]}{i}", unit=f"惠安县第{i % 60}便民服务中心")
        for i in range(count)
    ]
    photo, crop = picture(107, 150), picture(700, 120)
    print(f"{count} applicants built, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    with tempfile.TemporaryDirectory() as folder:
        start, begun = time.perf_counter(), time.process_time()
        plan = evidence.plan(assessments)
        evidence.write(Path(folder), plan.files, lambda sha256: sha256.encode() * 800, {})
        middle = time.perf_counter()
        batch = people.batch(
            assessments,
            evidence=plan,
            photos={a.dossier.key: own(photo, a.dossier.key) for a in assessments},
            crops={a.dossier.key: own(crop, a.dossier.key) for a in assessments if a.verdict is Verdict.REVIEW},
        )
        workbook.write(Path(folder) / "审核表.xlsx", batch)
        end = time.perf_counter()
        busy = time.process_time() - begun
        size = (Path(folder) / "审核表.xlsx").stat().st_size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"evidence {middle - start:.1f} s ({len(plan.files)} files), workbook {end - middle:.1f} s ({size >> 20} MB)")
    print(f"total {end - start:.1f} s ({busy:.1f} CPU s), peak {peak} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
