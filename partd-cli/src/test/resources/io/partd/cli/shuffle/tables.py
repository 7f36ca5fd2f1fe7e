"""Makes a table, or compares a shuffled one with what it was made of."""
import datetime
import decimal
import glob
import sys

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.feather
import pyarrow.parquet as pq


def table(rows, file):
    """Parquet has no columns of views and runs."""
    whole = plain(rows)
    if file.endswith(".parquet"):
        return whole
    names = ["short", "a name of more than twelve bytes", None, "other name of more bytes"]
    return (whole
            .append_column("name", pa.array([names[i % 4] for i in range(rows)], pa.string_view()))
            .append_column("bytes", pa.array([b"\0" * (i % 20) for i in range(rows)], pa.binary_view()))
            .append_column("list", pa.array([None if i % 7 == 0 else [i] * (i % 4) for i in range(rows)],
                                            pa.list_view(pa.int32())))
            .append_column("large", pa.array([[names[i % 4]] * (i % 3) for i in range(rows)],
                                             pa.large_list_view(pa.string_view())))
            .append_column("hour", pa.chunked_array([pc.run_end_encode(
                pa.array([None if i // 50 % 3 == 0 else i // 50 for i in range(rows)], pa.int32()))])))


def plain(rows):
    cities = ["oslo", None, "Tromsø", "bergen", ""]
    return pa.table({
        "n": pa.array(range(rows), pa.int64()),
        "city": pa.array([cities[i % 5] for i in range(rows)]),
        "class": pa.array([["a", "b", None][i % 3] for i in range(rows)]).dictionary_encode(),
        "price": pa.array([decimal.Decimal(i % 7) / 4 for i in range(rows)], pa.decimal128(10, 2)),
        "day": pa.array([datetime.date(2024, 1, 1 + i % 28) for i in range(rows)]),
        "at": pa.array([i % 11 * 1_500_000 for i in range(rows)], pa.timestamp("us", "UTC")),
        "ok": pa.array([i % 2 == 0 for i in range(rows)]),
        "x": pa.array([i % 3 / 2 for i in range(rows)], pa.float32()),
        "tags": pa.array([["t"] * (i % 3) for i in range(rows)]),
        "place": pa.array([{"a": i, "b": str(i)} if i % 4 else None for i in range(rows)]),
    })


def write(file, rows):
    if file.endswith(".parquet"):
        pq.write_table(table(rows, file), file, row_group_size=1000)
    elif file.endswith(".feather"):
        pyarrow.feather.write_feather(table(rows, file), file, compression="lz4", chunksize=1000)
    else:
        whole = table(rows, file)
        with pa.ipc.new_stream(file, whole.schema) as stream:
            stream.write_table(whole, max_chunksize=1000)


def read(file):
    if file.endswith(".parquet"):
        return pq.read_table(file, partitioning=None)
    if file.endswith(".arrow"):
        return pa.ipc.open_file(file).read_all()
    return pa.ipc.open_stream(file).read_all()


def compare(folder, rows):
    """Every row is there once, in order within a part; the same keys are in the same part; nothing else is there."""
    files = sorted(glob.glob(folder + "/part-*"))
    expected = table(rows, files[0])
    values = {name: expected[name].to_pylist() for name in expected.schema.names}
    parts = [read(f) for f in files]
    for part in parts:
        part.validate(full=True)
        assert part.schema.names == expected.schema.names, part.schema
        numbers = part["n"].to_pylist()
        assert numbers == sorted(numbers), "order"
        for name in expected.schema.names:
            kind = expected.schema.field(name).type
            assert part.schema.field(name).type == kind, (part.schema.field(name), kind)
            assert part[name].to_pylist() == [values[name][n] for n in numbers], name
    assert sorted(n for part in parts for n in part["n"].to_pylist()) == list(range(rows)), "rows"
    print("same")


if sys.argv[1] == "write":
    write(sys.argv[2], int(sys.argv[3]))
else:
    compare(sys.argv[2], int(sys.argv[3]))
