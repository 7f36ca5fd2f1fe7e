"""Whether DuckDB and pyarrow leave out row groups of v1.parquet and v2.parquet, and drop no row: pruning.py FOLDER.

Prints a line for each question: what was asked, and `same` or what differs. That a row group is left out is shown by
damage to it: who reads it fails.
"""

import decimal
import math
import os
import sys

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

folder = sys.argv[1]
ROWS, GROUP = 200_000, 50_000
SCATTER = 0x9E3779B97F4A7C15


def scattered(row):
    value = row * SCATTER % 2**64
    return value - 2**64 if value >= 2**63 else value


def text(row):
    return f'{row:08d}' + '€' * 30


f = ds.field

# Each in DuckDB's and in pyarrow's words.
CONDITIONS = [
    ('id = 123456', f('id') == 123456),
    ('id BETWEEN 49999 AND 50000', (f('id') >= 49999) & (f('id') <= 50000)),
    ('id < 0', f('id') < 0),
    (f'scattered = {scattered(77777)}', f('scattered') == scattered(77777)),
    ('scattered = 1', f('scattered') == 1),
    (f"text = '{text(50000)}'", f('text') == text(50000)),
    (f"text > '{text(199998)[:-1]}'", f('text') > text(199998)[:-1]),
    (f"text >= '{text(49998)}' AND text <= '{text(50001)}'", (f('text') >= text(49998)) & (f('text') <= text(50001))),
    ("text = ''", f('text') == ''),
    ("text < '0'", f('text') < '0'),
    ("text = '2'", f('text') == '2'),
    ('text IS NULL', f('text').is_null()),
    ("few = 'city 3'", f('few') == 'city 3'),
    ("few = 'city'", f('few') == 'city'),
    ('number = 0', f('number') == 0.0),
    ("number = '-0.0'::DOUBLE", f('number') == -0.0),
    ('number < 0', f('number') < 0),
    ('number <= 0', f('number') <= 0),
    ('number > 99000', None),  # NaN is greater than all in DuckDB, and than none in pyarrow
    ("number = 'nan'", None),
    ('isnan(number)', f('number').is_nan()),
    ('number = 60000.5', f('number') == 60000.5),
    ('"float" = 7', f('float') == pa.scalar(7, pa.float32())),
    ('"float" = 0', f('float') == pa.scalar(0, pa.float32())),
    ("\"float\" = 'nan'", None),
    ('"float" < -99999', f('float') < pa.scalar(-99999, pa.float32())),
    ('unsigned >= 18446744073709551615', f('unsigned') >= pa.scalar(2**64 - 1, pa.uint64())),
    ('unsigned < 5', f('unsigned') < pa.scalar(5, pa.uint64())),
    ('decimal = -0.01', f('decimal') == pa.scalar(decimal.Decimal('-0.01'), pa.decimal128(20, 2))),
    ('decimal > 999.97', f('decimal') > pa.scalar(decimal.Decimal('999.97'), pa.decimal128(20, 2))),
    ("time < TIMESTAMP '1969-12-31 00:00:00'", f('time') < pa.scalar(-86_400_000_000, pa.timestamp('us'))),
    ("time = TIMESTAMP '1970-01-01 00:00:00'", f('time') == pa.scalar(0, pa.timestamp('us'))),
    ('bool', f('bool') == True),  # noqa: E712
    ('NOT bool', f('bool') == False),  # noqa: E712
    ("bytes >= '\\xFE'::BLOB", f('bytes') >= b'\xfe'),
    ("bytes = '\\x00\\x00\\x00'::BLOB", f('bytes') == b'\0\0\0'),
    ('nulls IS NULL AND id >= 150000', f('nulls').is_null() & (f('id') >= 150000)),
    ('nulls IS NOT NULL', ~f('nulls').is_null()),
    ('nulls = 100', f('nulls') == 100),
    ('nulls = 60001', f('nulls') == 60001),
]

FIND_SCATTERED = f'scattered = {scattered(77777)}'


def say(what, result):
    print(f'{what}:', 'same' if result is True else result, flush=True)


def same(a, b):
    return True if a == b else f'{a} and not {b}'


def count(connection, source, condition):
    return connection.sql(f'SELECT count(*) FROM {source} WHERE {condition}').fetchone()[0]


def damaged(path, groups):
    """A copy whose pages in some row groups are unreadable."""
    data = bytearray(open(path, 'rb').read())
    metadata = pq.read_metadata(path)
    for group in groups:
        for i in range(metadata.num_columns):
            column = metadata.row_group(group).column(i)
            start = column.data_page_offset
            if column.has_dictionary_page:
                start = min(start, column.dictionary_page_offset)
            data[start : start + column.total_compressed_size] = b'\xff' * column.total_compressed_size
    copy = path.replace('.parquet', '.damaged.parquet')
    with open(copy, 'wb') as out:
        out.write(data)
    return copy


def check(path):
    name = os.path.basename(path)
    duck = duckdb.connect()
    duck.sql(f"CREATE TABLE whole AS SELECT * FROM '{path}'")
    table = pq.read_table(path, page_checksum_verification=True)
    say(f'{name} rows', same(table.num_rows, ROWS))
    say(f'{name} text', same(table['text'][150000].as_py(), text(150000)))
    memory = ds.dataset(table)
    files = ds.dataset(path)
    for sql, expression in CONDITIONS:
        say(f'{name} DuckDB {sql[:40]}', same(count(duck, f"'{path}'", sql), count(duck, 'whole', sql)))
        if expression is not None:
            found, expected = files.count_rows(filter=expression), memory.count_rows(filter=expression)
            say(f'{name} pyarrow {sql[:40]}', same(found, expected))
    # From truncated bounds nobody may answer what the smallest and the largest is.
    for column in ['text', 'bytes', 'id', 'unsigned', 'decimal', 'time', 'nulls', 'few']:
        query = f'SELECT min({column}), max({column}) FROM '
        found, expected = duck.sql(query + f"'{path}'").fetchall(), duck.sql(query + 'whole').fetchall()
        say(f'{name} bounds of {column}', same(found, expected))
    check_metadata(name, path, duck)
    check_pruning(name, path)


def check_metadata(name, path, duck):
    metadata = pq.read_metadata(path)
    for g in range(metadata.num_row_groups):
        for i in range(metadata.num_columns):
            column = metadata.row_group(g).column(i)
            if not column.has_offset_index:
                say(f'{name} {column.path_in_schema} {g}', 'has no offset index')
            # NaN, and bytes that cannot be incremented.
            without = {('number', 2), ('float', 1), ('bytes', 3)}
            expected = (column.path_in_schema, g) not in without
            if column.has_column_index != expected:
                say(f'{name} {column.path_in_schema} {g}', f'has a column index: {column.has_column_index}')
    statistics = metadata.row_group(1).column(2).statistics
    say(f'{name} lower bound', same(statistics.min, text(50000)[:26]))
    say(f'{name} upper bound', same(statistics.max, text(99999)[:25] + chr(ord('€') + 1)))
    say(f'{name} nulls', same(metadata.row_group(1).column(11).statistics.null_count, GROUP))
    rows = duck.sql(f"""SELECT path_in_schema, min_is_exact, max_is_exact, bloom_filter_offset IS NOT NULL
        FROM parquet_metadata('{path}') WHERE row_group_id = 3 AND path_in_schema IN ('text', 'bytes', 'id')
        ORDER BY column_id""").fetchall()
    expected = [('id', True, True, False), ('text', False, False, True), ('bytes', True, None, False)]
    say(f'{name} exactness', same(rows, expected))
    for column, value, groups in [
        ('scattered', scattered(77777), [1]),
        ('scattered', 1, []),
        ('few', 'city 3', [1, 2]),
        ('text', text(170000), [3]),
        ('number', 60000.5, [2]),
    ]:
        value = f"'{value}'" if isinstance(value, str) else value
        probe = f"SELECT row_group_id, bloom_filter_excludes FROM parquet_bloom_probe('{path}', '{column}', {value})"
        found = {group for group, excluded in duck.sql(probe).fetchall() if not excluded}
        missing = set(groups) - found
        say(f'{name} Bloom filter of {column}', same(missing, set()))
        # Of four row groups, hardly two more than those pass by chance.
        say(f'{name} Bloom filter of {column} excludes', True if len(found - set(groups)) < 2 else found)


def answers(make):
    try:
        return make()
    except Exception:  # what each reader calls a damaged page
        return 'fails'


def check_pruning(name, path):
    broken = damaged(path, [0, 2, 3])
    for what, condition in [
        ('statistics', 'id = 77777'),
        ('truncated statistics', f"text = '{text(77777)}'"),
        ('a Bloom filter', FIND_SCATTERED),
    ]:
        duck = duckdb.connect()
        say(f'{name} DuckDB reads the rest', same(answers(lambda: count(duck, f"'{broken}'", 'id % 2 = 0')), 'fails'))
        found = answers(lambda: count(duck, f"'{broken}'", condition))
        say(f'{name} DuckDB prunes by {what}', same(found, 1))
    # It reads row groups with nulls in any case, as the last one has.
    broken = damaged(path, [0, 2])
    for what, expression in [('statistics', f('id') == 77777), ('truncated statistics', f('text') == text(77777))]:
        found = answers(lambda: ds.dataset(broken).count_rows(filter=expression))
        say(f'{name} pyarrow prunes by {what}', same(found, 1))
    fragment = next(ds.dataset(path).get_fragments())
    groups = [group.id for group in fragment.subset(f('text') >= text(150000)).row_groups]
    say(f'{name} pyarrow keeps', same(groups, [3]))
    os.remove(broken)


for version in ['v1', 'v2']:
    check(f'{folder}/{version}.parquet')
