"""Makes the golden files of other programs anew, and beside each what pyarrow reads of it, as a stream of Arrow.

python3 make.py polars|duckdb|fastparquet ... writes the files of these; python3 make.py streams, after SparkFiles.java
too, the streams.
"""

import datetime
import decimal
import pathlib
import sys

here = pathlib.Path(__file__).parent
ROWS = range(40)
DAY = datetime.date(1969, 12, 20)
TIME = datetime.datetime(1969, 7, 20, 20, 17, 40, 123456)


def flat():
    return {
        'id': list(ROWS),
        'f64': [None if i % 5 == 0 else i / 7 for i in ROWS],
        'bool': [None if i % 4 == 0 else i % 3 == 0 for i in ROWS],
        'text': [None if i % 6 == 1 else f'text {i % 9}' for i in ROWS],
        'bytes': [None if i % 6 == 2 else b'ab' * i for i in ROWS],
        'day': [None if i % 6 == 3 else DAY + datetime.timedelta(days=40 * i) for i in ROWS],
        'at': [None if i % 6 == 4 else TIME + datetime.timedelta(days=400 * i, microseconds=i) for i in ROWS],
        'number': [None if i % 6 == 5 else decimal.Decimal(i * 125 - 2000).scaleb(-2) for i in ROWS],
    }


def nested():
    return {
        'struct': [None if i % 7 == 0 else {'a': None if i % 3 == 0 else i, 'b': f'b{i}'} for i in ROWS],
        'list': [None if i % 5 == 0 else [None if x == 1 else x * i for x in range(i % 4)] for i in ROWS],
        'deep': [None if i % 6 == 0 else [[{'x': i % 2 == 0}, None], None, []] for i in ROWS],
    }


def polars():
    import polars as pl
    pl.DataFrame({**flat(), **nested()}).write_parquet(here / 'polars.parquet')
    pl.DataFrame({'id': list(ROWS), 'few': pl.Series([f'f{i % 3}' for i in ROWS], dtype=pl.Categorical)}).write_parquet(
        here / 'polars_categorical.parquet', row_group_size=15, compression='lz4')


def duckdb():
    import duckdb
    query = '''
        SELECT range AS id, CASE WHEN range % 5 > 0 THEN range / 7 END AS f64, (range % 4 = 0)::bool AS bool,
            CASE WHEN range % 6 <> 1 THEN 'text ' || range % 9 END AS text, ('x' || range)::blob AS bytes,
            DATE '1969-12-20' + range::int AS day, TIMESTAMP '1969-07-20 20:17:40.123456' + to_days(range::int) AS at,
            TIMESTAMPTZ '1969-07-20 20:17:40+00' AS zoned, (range * 1.25)::decimal(7, 2) AS d7,
            (range * 1.25)::decimal(38, 10) AS d38, range::hugeint AS huge, TIME '12:34:56' AS time,
            uuid '00000000-0000-0000-0000-000000000001' AS uuid, range::utinyint AS u8,
            CASE WHEN range % 7 > 0 THEN {'a': range, 'b': NULL::int} END AS struct,
            CASE WHEN range % 5 > 0 THEN [range, NULL] END AS list, [[range], NULL, []] AS lists,
            MAP {'k': range, 'l': NULL} AS map
        FROM range(40)'''
    duckdb.sql("SET TimeZone = 'UTC'")
    for version in 'V1', 'V2':
        duckdb.sql(f"COPY ({query}) TO '{here}/duckdb_{version.lower()}.parquet' (PARQUET_VERSION {version})")


def fastparquet():
    import fastparquet
    import pandas as pd
    columns = {k: v for k, v in flat().items() if k not in ('day', 'number')}
    frame = pd.DataFrame({**columns, 'at': pd.to_datetime(columns['at'])})
    frame['few'] = pd.Categorical([f'f{i % 3}' for i in ROWS])
    options = {'object_encoding': {'text': 'utf8', 'bytes': 'bytes', 'bool': 'bool'}, 'row_group_offsets': 15}
    fastparquet.write(str(here / 'fastparquet.parquet'), frame, **options)
    fastparquet.write(str(here / 'fastparquet_int96.parquet'), frame, times='int96', compression='GZIP', **options)


def streams():
    import pyarrow.ipc
    import pyarrow.parquet as pq
    for path in sorted(here.glob('*.parquet')):
        unit = 'us' if path.name.startswith('spark') else 'ns'
        table = pq.read_table(path, coerce_int96_timestamp_unit=unit)
        for i, field in enumerate(table.schema):
            if isinstance(field.type, pyarrow.DictionaryType):
                table = table.set_column(i, field.name, table.column(i).cast(field.type.value_type))
        with pyarrow.ipc.new_stream(path.with_suffix('.stream'), table.schema) as stream:
            stream.write_table(table)


for name in sys.argv[1:]:
    globals()[name]()
