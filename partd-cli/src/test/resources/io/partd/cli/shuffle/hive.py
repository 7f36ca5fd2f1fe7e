"""Writes Hive's directories with another tool, and reads those that a shuffle made: hive.py write|read TOOL DIRECTORY"""
import datetime
import sys

what, tool, directory = sys.argv[1:4]
rows = {
    'v': list(range(6)),
    'y': [2024, 2024, 2025, 2025, 2025, None],
    'day': [datetime.date(2024, 2, 29)] * 3 + [datetime.date(2025, 1, 1)] * 3,
    'city': ['São Paulo', 'a/b=c %', 'a/b=c %', 'x', 'x', 'x'],
}

if what == 'write' and tool == 'duckdb':
    import duckdb, pyarrow as pa
    t = pa.table(rows)
    duckdb.sql(f"copy t to '{directory}' (format parquet, partition_by (y, day, city))")
elif what == 'write' and tool == 'duckdb-csv':
    import duckdb, pyarrow as pa
    t = pa.table(rows)
    duckdb.sql(f"copy t to '{directory}' (format csv, header, compression gzip, partition_by (y, day, city))")
elif what == 'write' and tool == 'pyarrow':
    import pyarrow as pa, pyarrow.dataset as ds
    t = pa.table(rows)
    part = ds.partitioning(t.select(['y', 'day', 'city']).schema, flavor='hive')
    ds.write_dataset(t, directory, format='parquet', partitioning=part)
elif what == 'write' and tool == 'polars':
    import polars as pl
    pl.DataFrame(rows).write_parquet(directory, partition_by=['y', 'day', 'city'])
else:
    import pyarrow.parquet as pq
    read = pq.read_table(directory, partitioning=None)
    print([f'{f.name} {f.type}' for f in read.schema])
    for row in sorted(read.to_pylist(), key=lambda row: row['v']):
        print(list(row.values()))
