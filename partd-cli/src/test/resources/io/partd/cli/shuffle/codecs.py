"""Prints the codecs that the footers of Parquet files name, those of each file once, after reading all of it."""
import sys

import pyarrow.parquet as pq

for file in sys.argv[1:]:
    parquet = pq.ParquetFile(file)
    rows = parquet.read().num_rows
    metadata = parquet.metadata
    groups = [metadata.row_group(i) for i in range(metadata.num_row_groups)]
    codecs = {group.column(j).compression for group in groups for j in range(metadata.num_columns)}
    print(rows, *sorted(codecs))
