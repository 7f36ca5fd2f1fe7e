"""Peers of partd's shuffle of tables: tables.py duckdb|duckdb-distinct|dask INPUT COLUMN OUTPUT SCRATCH, or check."""
import sys
import time

peer, *arguments = sys.argv[1:]
if peer == "dask":
    import dask
    import dask.dataframe as dd
    import partd

    version = f"dask {dask.__version__}, partd {partd.__version__}"
else:
    import duckdb

    version = f"duckdb {duckdb.__version__}"
if arguments == ["check"]:
    print(version)
    sys.exit()

source, column, target, scratch = arguments
start = time.perf_counter()
if peer == "dask":
    # Its disk shuffle, which is built on Python's partd, with its default scheduler of threads.
    dask.config.set({"temporary_directory": scratch})
    frame = dd.read_parquet(source, split_row_groups=True)
    frame.shuffle(on=column, npartitions=64, shuffle_method="disk").to_parquet(target, write_index=False)
else:
    part = f'"{column}"' if peer == "duckdb-distinct" else "part"
    rows = f"from '{source}'" if peer == "duckdb-distinct" else f"select *, hash(\"{column}\") % 64 as part from '{source}'"
    duckdb.sql(f"copy ({rows}) to '{target}' (format parquet, partition_by ({part}))")
print(f"seconds {time.perf_counter() - start:.3f}")
