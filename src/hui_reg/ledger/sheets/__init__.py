"""The lists after the review, as data: each function gives the sheets of a workbook, nothing is written here."""
