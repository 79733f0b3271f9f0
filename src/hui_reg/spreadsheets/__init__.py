"""Workbooks out and in: one writer, one reader, one cleaning of cells, one durable replace."""
