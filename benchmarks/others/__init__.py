"""A second labelled corpus, by other means than ``benchmarks/corpus`` and ``samples/press``: nothing here is theirs.

Faces are shaded surfaces, papers are drawn from the descriptions in the domain notes, forms are WordprocessingML and
SpreadsheetML written by hand (in a tier of its own saved again by LibreOffice), records are printed by fpdf2, wear
bends and lights the page. Nothing imports ``hui_reg``: what is true is known before anything is read.
"""
