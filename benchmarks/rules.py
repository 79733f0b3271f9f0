"""Seconds to check 10,000 dossiers on one core: faultless ones and ones with defects, by the shipped notice.

python -m benchmarks.rules [COUNT]
"""

import sys
import time
from collections import Counter

from hui_reg.model import Dossier
from hui_reg.notice import parse, shipped
from hui_reg.rules import check
from tests import builders as b


def dossier(serial: int) -> Dossier:
    """Every third is faultless; the others lack or contradict something, in turn."""
    who = b.person(f"申报人{serial}", certificate_number=f"123451201506{serial:06d}")
    form, card, diploma, record, photo = b.materials(who)
    match serial % 6:
        case 0 | 3:
            return b.dossier(who, form, card, diploma, record, photo)
        case 1:
            return b.dossier(who, form, b.id_card(who, emblem=False), diploma, photo)
        case 2:
            return b.dossier(who, b.form(who, name="李四", phone=None), card, diploma, record, b.photo(white_share=0.1))
        case 4:
            return b.dossier(who, form, card, b.diploma(who, graduation_date=b.untold()), record)
        case _:
            secondary = b.person(who.name, who.id_number, education="中专", graduation_date="2022-07-01", major="会计")
            return b.dossier(secondary, b.form(secondary), card, b.diploma(secondary, school_class="中专"), photo)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    notice = parse(shipped())
    dossiers = [dossier(serial) for serial in range(count)]
    check(dossiers[0], notice)
    started = time.process_time()
    verdicts = Counter(check(d, notice).verdict.value for d in dossiers)
    seconds = time.process_time() - started
    print(f"{count} dossiers: {seconds:.2f} CPU s, {seconds / count * 1e3:.3f} ms each; {dict(verdicts)}")


if __name__ == "__main__":
    main()
