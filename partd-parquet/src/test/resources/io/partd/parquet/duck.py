"""Parquet files of DuckDB: duck.py write FOLDER, and duck.py check FOLDER, as exchange.py does with those of pyarrow."""

import glob
import os
import sys

import duckdb

TYPES = """
SELECT
    CASE WHEN i % 7 > 0 THEN i % 2 = 0 END AS b,
    CASE WHEN i % 5 > 0 THEN (i % 100)::TINYINT END AS i8, i::SMALLINT AS i16, (i * 7919)::INTEGER AS i32,
    (i * 12345678901)::BIGINT AS i64, (i % 200)::UTINYINT AS u8, i::USMALLINT AS u16, (i + 3000000000)::UINTEGER AS u32,
    (i::UBIGINT * 1234567890123) AS u64, (i / 3)::FLOAT AS f, i / 7 AS d,
    (i / 100)::DECIMAL(4, 2) AS d4, (i / 10)::DECIMAL(9, 3) AS d9, (i * 1000)::DECIMAL(18, 1) AS d18,
    (i * 1000)::DECIMAL(38, 5) AS d38,
    CASE WHEN i % 3 > 0 THEN 'text ' || (i % 50) END AS t, ('\\x00\\xFF' || i::VARCHAR)::BLOB AS blob,
    DATE '1969-12-01' + (i::INTEGER) AS date, TIME '01:02:03.456' AS time, TIMESTAMP '2001-02-03 04:05:06' + to_microseconds(i) AS ts,
    TIMESTAMPTZ '2001-02-03 04:05:06+02' AS tz, TIMESTAMP_NS '2001-02-03 04:05:06.123456789' AS ns,
    uuid() AS u, '{"a": 1}'::JSON AS j,
    CASE WHEN i % 4 > 0 THEN range(i % 4) END AS l, [[i, NULL], [], NULL] AS ll,
    CASE WHEN i % 11 = 0 THEN 'nan'::DOUBLE WHEN i % 13 = 0 THEN -0.0 ELSE i END AS n, ('-nan'::FLOAT) AS nf,
    {'a': i, 'b': {'c': 'x' || i, 'd': [i]}} AS s, [{'a': i}, NULL] AS ls, MAP {'k': i, 'l': NULL} AS m
FROM range(3000) r(i)
"""

OPTIONS = {
    'plain': "COMPRESSION uncompressed, PARQUET_VERSION v1",
    'snappy': "COMPRESSION snappy, ROW_GROUP_SIZE 2048",
    'v2': "COMPRESSION zstd, PARQUET_VERSION v2",
    'gzip': "COMPRESSION gzip",
    'lz4': "COMPRESSION lz4_raw",
}


def write(folder):
    for name, options in OPTIONS.items():
        duckdb.sql(f"COPY ({TYPES}) TO '{folder}/{name}.parquet' (FORMAT parquet, {options})")


def check(folder):
    for path in sorted(glob.glob(f'{folder}/*.copy.parquet')):
        original = path.replace('.copy', '')
        rows = duckdb.sql(f"SELECT * FROM '{original}'")
        copy = duckdb.sql(f"SELECT * FROM '{path}'")
        result = 'same'
        if rows.types != copy.types or rows.columns != copy.columns:
            result = f'{rows.types} and {copy.types}'
        elif repr(rows.fetchall()) != repr(copy.fetchall()):  # NaN
            result = 'differs'
        else:
            # Answered from the statistics, where they are right.
            for column in ['i8', 'u32', 'u64', 'd4', 'd38', 't', 'date', 'f']:
                for edge in ['min', 'max']:
                    query = "SELECT count(*) FROM '{1}' WHERE {0} = (SELECT {2}({0}) FROM '{1}')"
                    a = duckdb.sql(query.format(column, original, edge)).fetchall()
                    b = duckdb.sql(query.format(column, path, edge)).fetchall()
                    if a != b:
                        result = f'{column}: {a} and {b}'
            # NaN is more than any other number here.
            for condition in ['n > 5000', "n = 'nan'", 'n = 0', 'n < 0', 'nf > 0']:
                query = f'SELECT count(*) FROM (SELECT * FROM {{}} {{}}) WHERE {condition}'
                a = duckdb.sql(query.format(f"'{original}'", 'OFFSET 0')).fetchall()
                b = duckdb.sql(query.format(f"'{path}'", '')).fetchall()
                if a != b:
                    result = f'{condition}: {a} and {b}'
        print(os.path.basename(path), result)


if __name__ == '__main__':
    {'write': write, 'check': check}[sys.argv[1]](sys.argv[2])
