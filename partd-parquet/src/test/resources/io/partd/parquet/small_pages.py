"""Writes a Parquet file whose columns have small pages, which begin with other rows in each."""
import sys

import pyarrow
import pyarrow.parquet

rows = range(60_000)
table = pyarrow.table({
    "id": pyarrow.array(rows, pyarrow.int64()),
    "text": [None if i % 7 == 0 else "text %d " % i * (i % 30) for i in rows],
    "few": ["a" if i < 30_000 else str(i % 5) for i in rows],
    "list": [None if i % 11 == 0 else list(range(i % 13)) for i in rows],
    "struct": [{"x": i, "y": None if i % 3 else ["z"] * (i % 4)} for i in rows],
})
pyarrow.parquet.write_table(
    table, sys.argv[1], row_group_size=25_000, data_page_size=3_000, write_batch_size=100, write_page_index=True)
