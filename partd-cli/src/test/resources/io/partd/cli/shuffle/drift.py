"""Writes pairs of files whose schemas differ, and compares what a shuffle made of them.

write DIRECTORY PROGRAM...: a directory for each kind of difference, and in it those of two files that these programs
write; each may be in a Python of its own.
compare DIRECTORY: prints "same" if in each of these directories the parts in each of "out-a" and "out-b" have the rows
of both files, null where one lacks a column, and are of one schema, and compressed like the first file.
"""

import datetime
import decimal
import pathlib
import sys

import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq

ROWS = 500


def keys():
    return [None if i % 11 == 0 else f"key {i % 50}" for i in range(ROWS)]


def numbers(step=1):
    return [None if i % 7 == 0 else i * step for i in range(ROWS)]


def table(**columns):
    return pa.table({"k": pa.array(keys(), pa.string()), **columns})


def by(program):
    """Says which program it is that a function writes a file with."""

    def marked(write):
        write.program = program
        return write

    return marked


def arrow(table):
    @by("pyarrow")
    def write(path):
        if path.suffix == ".parquet":
            pq.write_table(table, path, row_group_size=200)
        else:
            feather.write_feather(table, path, compression="uncompressed", chunksize=200)

    return write


def polars(table):
    @by("polars")
    def write(path):
        import polars as pl

        frame = pl.from_arrow(table)
        if path.suffix == ".parquet":
            frame.write_parquet(path, row_group_size=200)
        else:
            frame.write_ipc(path)

    return write


def duck(query):
    @by("duckdb")
    def write(path):
        import duckdb

        duckdb.sql(query).write_parquet(str(path))

    return write


def pandas(**columns):
    @by("pyarrow")
    def write(path):
        pd.DataFrame({"k": keys(), **columns}).to_parquet(path)

    return write


def kinds():
    ints = pa.array(numbers(), pa.int32())
    longs = pa.array(numbers(1 << 33), pa.int64())
    words = [None if i % 5 == 0 else f"word {i % 30}" for i in range(ROWS)]
    when = [None if n is None else datetime.datetime(2024, 2, 29) + datetime.timedelta(hours=n) for n in numbers()]
    required = pa.schema([pa.field("k", pa.string()), pa.field("x", pa.int32(), nullable=False)])
    both = [".parquet", ".arrow"]
    yield "more", both, arrow(table(x=ints)), arrow(table(x=ints, y=longs))
    yield "fewer-of-polars", both, polars(table(x=ints, y=longs)), arrow(table(z=ints))
    yield "order", both, arrow(table(x=ints, y=longs)), arrow(table(x=ints, y=longs).select(["y", "k", "x"]))
    yield "int", both, arrow(table(x=ints)), polars(table(x=longs))
    yield "unsigned", both, arrow(table(x=pa.array(numbers(), pa.uint32()))), arrow(table(x=ints))
    yield "float", both, arrow(table(x=pa.array(numbers(0.5), pa.float32()))), polars(table(x=pa.array(numbers(0.1), pa.float64())))
    yield "pandas", [".parquet"], pandas(x=range(ROWS)), pandas(x=[None if i % 3 == 0 else i for i in range(ROWS)])
    yield "string", both, arrow(table(x=pa.array(words, pa.string()))), polars(table(x=pa.array(words, pa.string())))
    yield "dictionary", both, arrow(table(x=pa.array(words, pa.string()).dictionary_encode())), polars(table(x=pa.array(words, pa.string())))
    yield "categories", both, arrow(table(x=pa.array(words).dictionary_encode())), arrow(table(x=pa.array(words[::-1]).dictionary_encode().cast(pa.dictionary(pa.int8(), pa.string()))))
    yield "binary", both, arrow(table(x=pa.array([None if w is None else w.encode() for w in words]))), polars(table(x=pa.array([None if w is None else w.encode() for w in words])))
    yield "units", both, arrow(table(x=pa.array(when, pa.timestamp("us")))), polars(table(x=pa.array(when, pa.timestamp("ns"))))
    yield "zoned", both, arrow(table(x=pa.array(when, pa.timestamp("ms", "UTC")))), arrow(table(x=pa.array(when, pa.timestamp("ns", "UTC"))))
    yield "required", both, arrow(pa.table({"k": keys(), "x": list(range(ROWS))}, schema=required)), arrow(table(x=ints))
    yield "null", both, arrow(table(x=pa.nulls(ROWS))), polars(table(x=longs))
    yield "empty", both, arrow(table(x=ints).slice(0, 0)), arrow(table(x=longs))
    yield "decimal", both, arrow(table(x=pa.array([None if n is None else decimal.Decimal(n).scaleb(-2) for n in numbers()], pa.decimal128(9, 2)))), arrow(table(x=pa.array([None if n is None else decimal.Decimal(n).scaleb(-4) for n in numbers()], pa.decimal128(20, 4))))
    yield "nested", both, arrow(table(x=pa.array([[{"a": i}] * (i % 3) for i in range(ROWS)], pa.list_(pa.struct([("a", pa.int32())]))))), arrow(
        table(x=pa.array([[{"a": i, "b": "t"}] * (i % 4) for i in range(ROWS)], pa.large_list(pa.struct([("b", pa.string()), ("a", pa.int64())]))))
    )
    yield "duckdb", [".parquet"], duck(
        "select case when i % 9 > 0 then 'key ' || (i % 50) end k, i::integer x, i::decimal(9, 2) d, make_timestamp(i * 1000000::bigint) t from range(500) r(i)"
    ), duck("select i::bigint * 4000000000 x, 'key ' || (i % 50) k, i::decimal(12, 4) d, make_timestamp_ns(i * 1000::bigint) t, {'a': i} s from range(500) r(i)")
    yield "duckdb-and-polars", [".parquet"], duck("select 'key ' || (i % 50) k, i::utinyint x from range(200) r(i)"), polars(table(x=longs))


def write(directory, programs):
    for name, suffixes, first, second in kinds():
        for suffix in suffixes:
            folder = pathlib.Path(directory, name + suffix.replace(".", "-"))
            folder.mkdir(exist_ok=True)
            for file, write_file in (("a", first), ("b", second)):
                if write_file.program in programs:
                    write_file(folder / (file + suffix))


def read(path):
    return pq.read_table(path) if path.suffix == ".parquet" else feather.read_table(path)


def plain(value):
    """A value with which others can be compared, in which fields that are null do not count."""
    if isinstance(value, list):
        return tuple(plain(each) for each in value)
    if isinstance(value, dict):
        return tuple(sorted((name, plain(each)) for name, each in value.items() if each is not None))
    return value.normalize() if isinstance(value, decimal.Decimal) else value


def column(values):
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    if pa.types.is_timestamp(values.type):
        values = values.cast(pa.timestamp("ns", values.type.tz)).cast(pa.int64())
    return [plain(value) for value in values.to_pylist()]


def rows(tables):
    names = sorted({name for each in tables for name in each.column_names})
    found = []
    for each in tables:
        absent = [None] * each.num_rows
        found += zip(*(column(each[name]) if name in each.column_names else absent for name in names))
    return sorted(found, key=repr_of_numbers)


def repr_of_numbers(row):
    return [repr(float(value)) if isinstance(value, (int, float)) else repr(value) for value in row]


def tables(folder):
    return [read(path) for path in sorted(folder.glob("*.*")) if path.suffix in (".parquet", ".arrow")]


def compressions(path):
    metadata = pq.read_metadata(path)
    groups = [metadata.row_group(i) for i in range(metadata.num_row_groups)]
    return {group.column(i).compression for group in groups for i in range(group.num_columns)}


def compare(folder, out):
    first = next(folder.glob(out[-1] + ".*"))
    if first.suffix == ".parquet" and len(compressions(first)) == 1:
        for part in (folder / out).glob("*.parquet"):
            assert compressions(part) <= compressions(first), part
    parts = tables(folder / out)
    assert len({str(part.schema.remove_metadata()) for part in parts}) == 1, {str(part.schema) for part in parts}
    homes = {}
    for number, part in enumerate(parts):
        for key in set(column(part["k"])):
            assert homes.setdefault(key, number) == number, key
    expected = rows(tables(folder))
    found = rows(parts)
    assert len(found) == len(expected), (folder, len(found), len(expected))
    for one, other in zip(found, expected):
        assert one == other, (folder, one, other)


if sys.argv[1] == "write":
    write(sys.argv[2], sys.argv[3:])
else:
    for kind in sorted(pathlib.Path(sys.argv[2]).iterdir()):
        compare(kind, "out-a")
        compare(kind, "out-b")
    print("same")
