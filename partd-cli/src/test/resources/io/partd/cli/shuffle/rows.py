"""Writes a table in several formats, and compares what a shuffle of it left with what DuckDB selects."""
import csv
import glob
import json
import sys

import duckdb
from pyarrow import parquet

ROWS = 6000
CSV_TYPES = {
    "id": "BIGINT", "i": "INTEGER", "u": "UBIGINT", "d": "DOUBLE", "dec": "DECIMAL(12,2)", "s": "VARCHAR",
    "day": "DATE", "ts": "TIMESTAMP", "b": "BOOLEAN",
}

def connect():
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    connection.execute("set preserve_insertion_order = true")
    return connection


def write(directory):
    connection = connect()
    connection.execute(
        f"""create table t as select
            k as id,
            case when k % 7 = 0 then null else cast(k % 100 - 50 as integer) end as i,
            case when k % 11 = 0 then 18446744073709551615 else k end as u,
            case when k % 13 = 0 then null when k % 17 = 0 then 'nan'::double
                 when k % 19 = 0 then '-inf'::double else k / 8.0 - 100 end as d,
            cast(k % 20 / 10.0 as float) as f,
            cast(k % 1000 as decimal(12, 2)) / 4 as dec,
            case when k % 5 = 0 then null else ['Oslo', 'Tromsø', 'Bergen, Vest', 'Årnes', 'a%b'][1 + k % 5] end as s,
            date '2023-11-15' + cast(k // 40 as integer) as day,
            case when k % 23 = 0 then null else timestamp '2023-12-31 20:00:00' + to_seconds(k * 701) end as ts,
            timestamptz '2023-12-31 20:00:00+00' + to_milliseconds(k * 701001) as tz,
            case when k % 3 = 0 then null else k % 2 = 0 end as b,
            case when k % 9 = 0 then null else {{'id': k % 4, 'name': 'n' || k % 6}} end as st
            from range({ROWS}) r(k)"""
    )
    connection.execute(f"copy t to '{directory}/t.parquet' (row_group_size 500)")
    text = ", ".join(CSV_TYPES)
    # Rows of text without NaN, which is no number there.
    connection.execute(f"create table c as select {text} from t where d is null or isfinite(d)")
    connection.execute(f"copy c to '{directory}/t.csv' (header)")
    connection.execute(f"create table j as select {text}, st from t where d is null or isfinite(d)")
    connection.execute(f"copy j to '{directory}/t.jsonl' (format json)")


def source(path):
    if path.endswith(".csv") or "csv" in path.rsplit("/", 1)[-1]:
        return f"read_csv('{path}', header = true, columns = {CSV_TYPES}, delim = ',', quote = '\"')"
    if "jsonl" in path.rsplit("/", 1)[-1]:
        types = dict(CSV_TYPES, st="STRUCT(id BIGINT, name VARCHAR)")
        return f"read_json('{path}', format = 'newline_delimited', columns = {types})"
    return f"read_parquet('{path}')"


def rows(connection, query):
    return sorted(connection.execute(query).fetchall(), key=repr)


def compare(directory, cases):
    connection = connect()
    for case in json.load(open(cases)):
        name = case["input"]
        pattern = f"{case['out']}/part-*.{name.rsplit('.', 1)[-1]}"
        columns = case.get("columns") or "*"
        expected = f"select {columns} from {source(f'{directory}/{name}')}"
        if case.get("where"):
            expected += f" where {case['where']}"
        if case.get("limit"):
            expected += f" order by id limit {case['limit']}"
        found = rows(connection, f"select * from {source(pattern)}")
        wanted = rows(connection, expected)
        same = len(found) == len(wanted) and all(repr(a) == repr(b) for a, b in zip(found, wanted))
        print(f"{name} {case.get('where')}: {len(found)} rows " + ("same" if same else f"but {len(wanted)} wanted"))


def ids(connection, path):
    """Returns the ids of a part's rows, in the order of the file."""
    if path.endswith(".parquet"):
        source = f"read_parquet('{path}', file_row_number = true) order by file_row_number"
        return [row[0] for row in connection.execute(f"select id from {source}").fetchall()]
    with open(path, newline="", encoding="utf-8") as file:
        if path.endswith(".jsonl"):
            return [json.loads(line)["id"] for line in file]
        return [int(row["id"]) for row in csv.DictReader(file)]


def sorting(path):
    """Returns what the row groups of a Parquet file say of their order."""
    if not path.endswith(".parquet"):
        return []
    metadata = parquet.ParquetFile(path).metadata
    schema = metadata.schema
    groups = {
        tuple((schema.column(c.column_index).path, c.descending, c.nulls_first) for c in metadata.row_group(i).sorting_columns)
        for i in range(metadata.num_row_groups)
    }
    return sorted(groups)


def order(directory, cases):
    """Compares the order of each part with that in which DuckDB sorts its rows, those that are equal as they came."""
    connection = connect()
    for case in json.load(open(cases)):
        name = case["input"]
        count = 0
        said = set()
        wrong = []
        parts = sorted(glob.glob(f"{case['out']}/part-*"))
        for part in parts:
            found = ids(connection, part)
            count += len(found)
            said.update(sorting(part))
            by = f"select id from {source(f'{directory}/{name}')} where id in {tuple(found)} order by {case['sql']}, id"
            if found != [row[0] for row in connection.execute(by).fetchall()]:
                wrong.append(part)
        total = connection.execute(f"select count(*) from {source(f'{directory}/{name}')}").fetchone()[0]
        same = "sorted" if count == total and not wrong else f"{count} of {total} rows, wrong: {wrong}"
        print(f"{name} {case['sql']}: {len(parts)} parts {same} {sorted(said) if said else ''}".rstrip())


def keys(directory, format, *checks):
    """Each check is the folder, the name of the key and the SQL that makes it."""
    connection = connect()
    for check in checks:
        folder, key, made = check.split(";")
        reader = (
            f"read_parquet('{folder}/*/*.parquet', hive_partitioning = true, hive_types_autocast = false)"
            if format == "parquet"
            else f"read_csv('{folder}/*/*.csv', hive_partitioning = true, hive_types_autocast = false, columns = {CSV_TYPES})"
        )
        wrong = connection.execute(
            f"select count(*), count(*) filter ({made} is distinct from \"{key}\") from {reader}"
        ).fetchone()
        print(f"{key}: " + ("same" if wrong[0] > 0 and wrong[1] == 0 else f"{wrong[1]} of {wrong[0]} differ"))


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
