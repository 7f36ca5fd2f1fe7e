"""Makes a table, or reads with a reader folders that -n has made of it, or --distinct by some of its columns."""
import datetime
import sys

ROWS = 60
VALUES = {
    "number": [7, -12, 0],
    "text": ["oslo", "Tromsø", "a/b=c %41"],
    "day": [datetime.date(2024, 2, 29), datetime.date(1999, 12, 31)],
    # Texts that look like something else, beside one that does not.
    "code": ["007", "12", "NULL", "null", "nan", "None", "true", "1e5", "2024-02-29", "x"],
    # All of them look like numbers.
    "zip": ["007", "12", "7"],
    "nullnumber": [7, None, -12],
    "nulltext": [None, "oslo", "NULL"],
    "nullday": [datetime.date(2024, 2, 29), None],
}
TYPES = {"number": "int64", "day": "date32", "nullnumber": "int64", "nullday": "date32"}

# What readers do not read without the types, not even from folders of their own: pandas no null, and Dask no text
# that looks like a number, as it guesses the type for each file. Nobody can know that all zip codes are texts.
UNKNOWN = {
    "pandas": ["nullnumber", "nulltext", "nullday"],
    "dask": ["nullnumber", "nulltext", "nullday", "code"],
}


def columns():
    table = {column: [values[row % len(values)] for row in range(ROWS)] for column, values in VALUES.items()}
    table["n"] = list(range(ROWS))
    table["price"] = [row / 4 for row in range(ROWS)]
    table["class"] = [["a", None, "b"][row % 3] for row in range(ROWS)]
    return table


def write(file):
    """One of the columns is the frame's index, so that pandas' metadata have it in two places; text has no metadata."""
    import pandas as pd
    import pyarrow as pa
    frame = pd.DataFrame(columns())
    frame["nullnumber"] = frame["nullnumber"].astype("Int64")
    frame["class"] = frame["class"].astype("category")
    frame = frame.set_index("text")
    if file.endswith(".csv"):
        frame.to_csv(file)
    elif file.endswith(".parquet"):
        frame.to_parquet(file, engine="pyarrow", row_group_size=16)
    else:
        table = pa.Table.from_pandas(frame)
        with pa.ipc.new_file(file, table.schema) as sink:
            sink.write_table(table, max_chunksize=16)


def partitioning(keys):
    import pyarrow as pa
    import pyarrow.dataset as ds
    return ds.partitioning(pa.schema([(key, TYPES.get(key, "string")) for key in keys]), flavor="hive")


# Each reader as it guesses the types of keys, and with their types; and with numbered parts, if that is another way.

def pandas(folder):
    import pandas as pd
    return pd.read_parquet(folder)


def pandas_typed(folder, keys):
    import pandas as pd
    return pd.read_parquet(folder, partitioning=partitioning(keys))


def pyarrow(folder):
    import pyarrow.parquet as pq
    return pq.read_table(folder)


def pyarrow_typed(folder, keys):
    import pyarrow.parquet as pq
    return pq.read_table(folder, partitioning=partitioning(keys))


def dataset(folder):
    import pyarrow.dataset as ds
    return ds.dataset(folder, partitioning="hive").to_table()


def dataset_typed(folder, keys):
    import pyarrow.dataset as ds
    return ds.dataset(folder, partitioning=partitioning(keys)).to_table()


def ipc(folder):
    import pyarrow.dataset as ds
    return ds.dataset(folder, format="ipc", partitioning="hive").to_table()


def ipc_typed(folder, keys):
    import pyarrow.dataset as ds
    return ds.dataset(folder, format="ipc", partitioning=partitioning(keys)).to_table()


def dask(folder):
    import dask.dataframe as dd
    return dd.read_parquet(folder).compute()


def dask_typed(folder, keys):
    import dask.dataframe as dd
    return dd.read_parquet(folder, dataset={"partitioning": partitioning(keys)}).compute()


def duckdb(folder):
    import duckdb
    return duckdb.sql(f"from read_parquet('{folder}/**/*.parquet', hive_partitioning = true)").df()


def duckdb_typed(folder, keys):
    import duckdb
    types = {"int64": "bigint", "date32": "date"}
    said = ", ".join(f"'{key}': {types.get(TYPES.get(key), 'varchar')}" for key in keys)
    return duckdb.sql(f"from read_parquet('{folder}/**/*.parquet', hive_types = {{{said}}})").df()


def polars(folder):
    import polars as pl
    return pl.read_parquet(folder)


def polars_typed(folder, keys):
    import polars as pl
    types = {"int64": pl.Int64, "date32": pl.Date}
    return pl.read_parquet(folder, hive_schema={key: types.get(TYPES.get(key), pl.String) for key in keys})


def polars_numbered(folder):
    """polars reads no folder with a further file that has bytes, whatever its name is; scan_parquet can be told."""
    import polars as pl
    scanned = pl.scan_parquet(folder, hidden_file_prefix=".").collect()
    read = pl.read_parquet(folder + "/*.parquet")
    assert scanned.sort("n").equals(read.sort("n"))
    return read


def rows(read):
    """Returns the values of each column as a list, in the order of n."""
    if hasattr(read, "to_pydict"):
        table = read.to_pydict()
    elif hasattr(read, "iloc"):
        import pandas as pd
        frame = read.reset_index() if read.index.name else read
        table = {c: [None if pd.isna(v) else v for v in frame[c].tolist()] for c in frame.columns}
    else:
        table = read.to_dict(as_series=False)
    order = sorted(range(len(table["n"])), key=lambda i: table["n"][i])
    return {column: [values[i] for i in order] for column, values in table.items()}


def check(what, read):
    table = rows(read)
    expected = columns()
    assert sorted(table) == sorted(expected), (what, list(table))
    for name, values in expected.items():
        for found, wanted in zip(table[name], values, strict=True):
            # A reader that is not told the type of days has their texts; pandas has days as times.
            if name.endswith("day") and found is not None:
                found, wanted = str(found)[:10], str(wanted)
            assert found == wanted, (what, name, found, wanted)


if sys.argv[1] == "write":
    for name in sys.argv[2:]:
        write(name)
else:
    reader, folders = sys.argv[2:4]
    for names in sys.argv[4:]:
        folder, keys = f"{folders}/{names}", names.split(",")
        if names == "numbered":
            check(folder, globals().get(reader + "_numbered", globals()[reader])(folder))
            continue
        check((folder, "typed"), globals()[reader + "_typed"](folder, keys))
        if not set(keys) & {"zip", *UNKNOWN.get(reader, [])}:
            check(folder, globals()[reader](folder))
    print("same")
