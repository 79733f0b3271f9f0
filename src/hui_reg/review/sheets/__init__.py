"""The review workbook, sheet by sheet."""
