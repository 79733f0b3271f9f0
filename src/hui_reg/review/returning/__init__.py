"""What comes back from reviewers, workbook or album: read, verified row by row, told."""
