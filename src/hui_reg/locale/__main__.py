"""Compile the catalogue after a change of the .po file: ``python -m hui_reg.locale`` (needs Babel)."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

for source in Path(__file__).parent.glob("*/LC_MESSAGES/*.po"):
    with source.open("rb") as text, source.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, read_po(text))
