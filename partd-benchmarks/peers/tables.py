"""Peers of partd's shuffle: tables.py PEER INPUT COLUMN OUTPUT SCRATCH PARTS, or PEER check. PEER is duckdb, polars, dask,
duckdb-distinct or polars-distinct. INPUT is a Parquet file, or for DuckDB and polars a CSV file; the output is of its kind."""
import sys
import time

peer, *arguments = sys.argv[1:]
engine, _, distinct = peer.partition("-")
if engine == "dask":
    import dask
    import dask.dataframe as dd
    import partd

    version = f"dask {dask.__version__}, partd {partd.__version__}"
elif engine == "polars":
    import polars as pl

    version = f"polars {pl.__version__}"
else:
    import duckdb

    version = f"duckdb {duckdb.__version__}"
if arguments == ["check"]:
    print(version)
    sys.exit()

source, column, target, scratch, parts = arguments
parts = int(parts)
csv = source.endswith(".csv")
start = time.perf_counter()
if engine == "dask":
    # Its disk shuffle, which is built on Python's partd, with its default scheduler of threads.
    dask.config.set({"temporary_directory": scratch})
    frame = dd.read_parquet(source, split_row_groups=True)
    shuffled = frame.shuffle(on=column, npartitions=parts, shuffle_method="disk")
    shuffled.to_parquet(target, write_index=False, compression="zstd")
elif engine == "polars":
    key = pl.col(column) if distinct else (pl.col(column).hash() % parts).alias("part")
    scheme = pl.PartitionBy(target, key=key, include_key=False)
    if csv:
        pl.scan_csv(source, infer_schema=False).sink_csv(scheme, mkdir=True)
    else:
        pl.scan_parquet(source).sink_parquet(scheme, compression="zstd", mkdir=True)
else:
    duckdb.sql(f"set temp_directory = '{scratch}/spill'")
    part = f'"{column}"' if distinct else "part"
    table = f"read_csv('{source}', all_varchar = true)" if csv else f"'{source}'"
    rows = f"from {table}" if distinct else f"select *, hash(\"{column}\") % {parts} as part from {table}"
    kind = "csv" if csv else "parquet, compression zstd"
    duckdb.sql(f"copy ({rows}) to '{target}' (format {kind}, partition_by ({part}))")
print(f"seconds {time.perf_counter() - start:.3f}")
