"""What each kind of paper costs to read: ``python -m benchmarks.costs [--people 6] [--seed 3] [--wear office]``.

CPU seconds of ``read_file`` on one thread, and of the bare networks within it, for every paper of the corpus; then
the memory the process needed at its peak. rapidocr beside it: ``python -m benchmarks.reading --engines N``.
"""

import argparse
import random
import resource
import time
from collections import defaultdict

from benchmarks.corpus.build import WEAR, documents
from benchmarks.corpus.people import invent
from hui_reg.pages.pixels import weights
from hui_reg.readers import read_file


class Meter:
    """CPU seconds spent in the bare networks."""

    def __init__(self) -> None:
        self.seconds = 0.0
        bare = weights.Network.__call__

        def timed(network: weights.Network, batch: weights.Tensor) -> weights.Tensor:
            began = time.process_time()
            try:
                return bare(network, batch)
            finally:
                self.seconds += time.process_time() - began

        setattr(weights.Network, "__call__", timed)  # noqa: B010  a method may not be assigned to


def corpus(people: int, seed: int, wear: str) -> dict[str, list[bytes]]:
    """The papers of so many applicants by material; scanned forms besides the electronic ones."""
    files: dict[str, list[bytes]] = defaultdict(list)
    for number in range(people):
        who = invent(seed * 10_000 + number, "惠安县行政服务中心")
        for document in documents(who, wear, random.Random(number), scanned_form=False):
            files[document.material].append(document.data)
        scanned = documents(who, wear, random.Random(number), scanned_form=True)
        files["application_form, scanned"] += [d.data for d in scanned if d.material == "application_form"]
    return files


def main() -> None:
    """Parse the options and run."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--people", type=int, default=6)
    arguments.add_argument("--seed", type=int, default=3)
    arguments.add_argument("--wear", default="office", choices=list(WEAR))
    options = arguments.parse_args()
    files, meter = corpus(options.people, options.seed, options.wear), Meter()
    for several in files.values():
        read_file(several[0])  # libraries and models are loaded once a worker
    print(f"{options.people} people, wear {options.wear}, seed {options.seed}; CPU seconds a file on one thread")
    print(f"{'paper':28} {'files':>5} {'ours':>6} {'bare':>6} {'ratio':>6}")
    for material, several in files.items():
        before, began = meter.seconds, time.process_time()
        for data in several:
            read_file(data)
        ours = (time.process_time() - began) / len(several)
        bare = (meter.seconds - before) / len(several)
        ratio = f"{ours / bare:6.2f}" if bare > 0.01 else "     –"
        print(f"{material:28} {len(several):5} {ours:6.3f} {bare:6.3f} {ratio}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")


if __name__ == "__main__":
    main()
