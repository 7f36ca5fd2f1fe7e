"""Parquet files of pyarrow: exchange.py write FOLDER, and exchange.py check FOLDER.

Between the two, Java has made of each name.parquet a name.arrow, which is a stream of what it has read, and a
name.copy.parquet; and of each name.stream, which is a stream of Arrow, a name.made.parquet. `check` prints a line for
each of them: its name, and `same` or what differs.
"""

import datetime
import decimal
import glob
import os
import random
import sys

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq

ROWS = int(os.environ.get('ROWS', '700'))
random.seed(20)


def some(make, nulls=0.2, rows=ROWS):
    return [None if random.random() < nulls else make() for _ in range(rows)]


def text():
    return ''.join(random.choice('aå€😀bc') for _ in range(random.choice([0, 1, 3, 8, 9, 17, 40])))


def blob():
    return random.randbytes(random.choice([0, 1, 7, 8, 9, 15, 16, 17, 33]))


def bits(n):
    return random.getrandbits(n) >> random.randrange(n)


def signed(n):
    return random.choice([1, -1]) * bits(n - 1)


def number(digits, scale):
    with decimal.localcontext() as context:
        context.prec = 100
        return decimal.Decimal(random.choice([1, -1]) * random.randrange(10 ** random.randint(1, digits))).scaleb(-scale)


def moment():
    return datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=signed(55))


FLOATS = [0.0, -0.0, 1.5, -2.25, float('inf'), float('-inf'), float('nan'), 1e-3]

TYPES = {
    'bool': (pa.bool_(), lambda: random.random() < 0.3),
    'int8': (pa.int8(), lambda: signed(8)),
    'int16': (pa.int16(), lambda: signed(16)),
    'int32': (pa.int32(), lambda: signed(32)),
    'int64': (pa.int64(), lambda: signed(64)),
    'uint8': (pa.uint8(), lambda: bits(8)),
    'uint16': (pa.uint16(), lambda: bits(16)),
    'uint32': (pa.uint32(), lambda: bits(32)),
    'uint64': (pa.uint64(), lambda: bits(64)),
    'half': (pa.float16(), lambda: random.choice(FLOATS)),
    'float': (pa.float32(), lambda: random.choice(FLOATS)),
    'double': (pa.float64(), lambda: random.choice(FLOATS + [random.random()])),
    'dec5': (pa.decimal128(5, 2), lambda: number(5, 2)),
    'dec15': (pa.decimal128(15, 0), lambda: number(15, 0)),
    'dec38': (pa.decimal128(38, 10), lambda: number(38, 10)),
    'dec60': (pa.decimal256(60, 5), lambda: number(60, 5)),
    'text': (pa.string(), text),
    'large_text': (pa.large_string(), text),
    'few': (pa.string(), lambda: random.choice(['Oslo', 'Bergen', 'Tromsø', '', 'a rather long name of a place'])),
    'blob': (pa.binary(), blob),
    'large_blob': (pa.large_binary(), blob),
    'fixed': (pa.binary(5), lambda: random.randbytes(5)),
    'uuid': (pa.binary(16), lambda: random.randbytes(16)),
    'date32': (pa.date32(), lambda: moment().date()),
    'time_s': (pa.time32('s'), lambda: moment().time().replace(microsecond=0)),
    'time_ms': (pa.time32('ms'), lambda: datetime.time(1, 2, 3, 1000 * random.randrange(1000))),
    'time_us': (pa.time64('us'), lambda: moment().time()),
    'time_ns': (pa.time64('ns'), lambda: moment().time()),
    'stamp_s': (pa.timestamp('s'), lambda: moment().replace(microsecond=0)),
    'stamp_ms': (pa.timestamp('ms'), lambda: moment().replace(microsecond=1000)),
    'stamp_us': (pa.timestamp('us'), moment),
    'stamp_ns': (pa.timestamp('ns'), lambda: datetime.datetime(2001, 1, 1, 0, 0, 0, random.randrange(1000000))),
    'stamp_utc': (pa.timestamp('us', 'UTC'), moment),
    'stamp_zone': (pa.timestamp('ms', 'Europe/Oslo'), lambda: moment().replace(microsecond=0)),
    'stamp_utc_ns': (pa.timestamp('ns', 'Asia/Tokyo'), lambda: datetime.datetime(1969, 12, 31, 23, 59, 59, bits(19))),
    'duration': (pa.duration('us'), lambda: datetime.timedelta(microseconds=signed(50))),
    'null': (pa.null(), lambda: None),
}

NESTED = {
    'list': (pa.list_(pa.int64()), lambda: some(lambda: bits(30), 0.2, random.choice([0, 1, 2, 5]))),
    'list_text': (pa.list_(pa.string()), lambda: some(text, 0.2, random.choice([0, 1, 3]))),
    'list_bool': (pa.list_(pa.bool_()), lambda: some(lambda: True, 0.4, random.choice([0, 1, 9]))),
    'list_null': (pa.list_(pa.null()), lambda: [None] * random.choice([0, 1, 3])),
    'large_list': (pa.large_list(pa.int32()), lambda: some(lambda: bits(9), 0.2, random.choice([0, 2]))),
    'lists': (
        pa.list_(pa.list_(pa.int16())),
        lambda: some(lambda: some(lambda: bits(9), 0.2, random.choice([0, 2])), 0.2, random.choice([0, 1, 3])),
    ),
    'required': (pa.list_(pa.field('item', pa.int64(), nullable=False)), lambda: [bits(9)] * random.choice([0, 2])),
    'struct': (
        pa.struct([('a', pa.int64()), ('b', pa.struct([('c', pa.string()), ('d', pa.decimal128(9, 2))]))]),
        lambda: {'a': bits(20), 'b': random.choice([None, {'c': text(), 'd': number(9, 2)}])},
    ),
    'structs': (
        pa.list_(pa.struct([('a', pa.int64()), ('b', pa.list_(pa.string()))])),
        lambda: some(lambda: {'a': bits(8), 'b': some(text, 0.2, random.choice([0, 2]))}, 0.2, random.choice([0, 3])),
    ),
    'map': (pa.map_(pa.string(), pa.int64()), lambda: [(str(i), bits(9)) for i in range(random.choice([0, 1, 4]))]),
    'map_lists': (
        pa.map_(pa.int32(), pa.list_(pa.float64())),
        lambda: [(i, some(lambda: 0.5, 0.3, random.choice([0, 2]))) for i in range(random.choice([0, 2]))],
    ),
    'list_map': (
        pa.list_(pa.map_(pa.string(), pa.string())),
        lambda: [[(str(i), text()) for i in range(2)] for _ in range(random.choice([0, 2]))],
    ),
}


def table(types, nulls=0.2, rows=ROWS):
    columns = {name: pa.array(some(make, nulls, rows), kind) for name, (kind, make) in types.items()}
    return pa.table(columns)


def required(types):
    whole = table({k: v for k, v in types.items() if k != 'null'}, nulls=0)
    return whole.cast(pa.schema([f.with_nullable(False) for f in whole.schema]))


def pick(*names):
    return {name: TYPES[name] for name in names}


INTS = pick('int8', 'int32', 'int64', 'uint16', 'uint64', 'date32', 'stamp_us')
STRINGS = pick('text', 'few', 'blob', 'large_text')

FILES = {
    'types': (table(TYPES), {}),
    'required': (required(TYPES), {}),
    'all_null': (table(TYPES, nulls=1), {}),
    'plain': (table(TYPES), {'use_dictionary': False}),
    'plain_v2': (table(TYPES), {'use_dictionary': False, 'data_page_version': '2.0'}),
    'types_v2': (table(TYPES), {'data_page_version': '2.0', 'compression': 'zstd'}),
    'nested': (table(NESTED), {}),
    'nested_v2': (table(NESTED), {'data_page_version': '2.0', 'compression': 'gzip'}),
    'nested_small_pages': (table(NESTED), {'data_page_size': 200, 'write_batch_size': 50, 'row_group_size': 300}),
    'nested_plain': (table(NESTED), {'use_dictionary': False, 'compression': 'none'}),
    'nested_null': (table(NESTED, nulls=1), {}),
    'nested_1.0': (table(NESTED), {'use_compliant_nested_type': False}),
    'small_pages': (table(TYPES), {'data_page_size': 300, 'write_batch_size': 10}),
    'small_groups': (table(TYPES), {'row_group_size': 200}),
    'fallback': (table(pick('text', 'int64', 'dec38')), {'dictionary_pagesize_limit': 500, 'data_page_size': 500}),
    'checksums': (table(TYPES), {'write_page_checksum': True}),
    'index': (table(TYPES), {'write_page_index': True}),
    'delta': (
        table(INTS),
        {'use_dictionary': False, 'column_encoding': {name: 'DELTA_BINARY_PACKED' for name in INTS}},
    ),
    'delta_required': (
        required(INTS),
        {'use_dictionary': False, 'column_encoding': {name: 'DELTA_BINARY_PACKED' for name in INTS}},
    ),
    'delta_null': (
        table(INTS, nulls=1),
        {'use_dictionary': False, 'column_encoding': {name: 'DELTA_BINARY_PACKED' for name in INTS}},
    ),
    'delta_length': (
        table(STRINGS),
        {'use_dictionary': False, 'column_encoding': {name: 'DELTA_LENGTH_BYTE_ARRAY' for name in STRINGS}},
    ),
    'delta_strings': (
        table(STRINGS | pick('fixed')),
        {'use_dictionary': False, 'column_encoding': {n: 'DELTA_BYTE_ARRAY' for n in STRINGS | pick('fixed')}},
    ),
    'split': (
        table(pick('float', 'double', 'int32', 'int64', 'fixed', 'half', 'dec38')),
        {
            'use_dictionary': False,
            'column_encoding': {
                n: 'BYTE_STREAM_SPLIT' for n in ['float', 'double', 'int32', 'int64', 'fixed', 'half', 'dec38']
            },
        },
    ),
    'rle_bool': (
        table(pick('bool')),
        {'use_dictionary': False, 'column_encoding': {'bool': 'RLE'}, 'data_page_version': '2.0'},
    ),
    'int96': (table(pick('stamp_ns', 'stamp_utc_ns')), {'use_deprecated_int96_timestamps': True}),
    'decimal_integers': (table(pick('dec5', 'dec15', 'dec38')), {'store_decimal_as_integer': True}),
    'no_arrow_schema': (table(TYPES | NESTED), {'store_schema': False}),
    'version_1.0': (table(TYPES), {'version': '1.0'}),
    'categories': (pa.table({'c': pa.array(some(lambda: random.choice('abc')), pa.string()).dictionary_encode()}), {}),
    'empty': (table(TYPES | NESTED, rows=0), {}),
    'no_columns': (pa.table({'a': [1, 2, 3]}).select([]), {}),
    'one_value': (pa.table({'a': pa.array([7] * ROWS), 's': pa.array(['same'] * ROWS)}), {}),
    'metadata': (
        pa.table([[1]], schema=pa.schema([pa.field('a', pa.int64(), metadata={'x': 'y'})])).replace_schema_metadata(
            {'pandas': '{"å": 1}', 'mine': ''}
        ),
        {},
    ),
}
for codec in ['none', 'snappy', 'gzip', 'zstd', 'lz4']:
    FILES['codec_' + codec] = (table(TYPES | NESTED), {'compression': codec})


def write(folder):
    for name, (data, options) in FILES.items():
        options = {'compression': 'snappy', **options}
        pq.write_table(data, f'{folder}/{name}.parquet', **options)
    # A file without any row group.
    pq.ParquetWriter(f'{folder}/no_groups.parquet', table(TYPES, rows=0).schema).close()
    streams = {
        'types': table(TYPES),
        'required': required(TYPES),
        'nested': table(NESTED),
        'all_null': table(TYPES | NESTED, nulls=1),
        'empty': table(TYPES | NESTED, rows=0),
        'no_columns': pa.table({'a': [1, 2, 3]}).select([]),
        'categories': FILES['categories'][0],
        'more': pa.table({
            # Null lists of a fixed size cannot be read by pyarrow itself.
            'date64': pa.array(some(lambda: moment().date()), pa.date64()),
            'view': pa.array(some(text), pa.string_view()),
            'blob_view': pa.array(some(blob), pa.binary_view()),
            'fixed_list': pa.array(some(lambda: [1, None], 0), pa.list_(pa.int64(), 2)),
            'fixed_lists': pa.array(some(lambda: [[text()], None, []], 0), pa.list_(pa.list_(pa.string()), 3)),
        }),
    }
    for name, data in streams.items():
        with pa.ipc.new_stream(f'{folder}/{name}.stream', data.schema) as out:
            out.write_table(data, max_chunksize=300)


def plain(kind):
    """The type without what Java reads in another way: dictionaries."""
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def compare(a, b):
    if a.num_rows != b.num_rows:
        return f'{a.num_rows} and {b.num_rows} rows'
    if (a.schema.metadata or {}) != (b.schema.metadata or {}):
        return f'metadata {a.schema.metadata} and {b.schema.metadata}'
    if a.schema.names != b.schema.names:
        return f'{a.schema.names} and {b.schema.names}'
    for name in a.schema.names:
        x, y = a.column(name), b.column(name)
        kind = plain(x.type)
        if kind != y.type or a.schema.field(name).nullable != b.schema.field(name).nullable:
            return f'{name}: {a.schema.field(name)} and {b.schema.field(name)}'
        y.validate(full=True)
        x = x if x.type == kind else x.cast(kind)
        if x.to_pylist() != y.to_pylist() and repr(x.to_pylist()) != repr(y.to_pylist()):  # NaN
            return f'{name} differs'
    return 'same'


def check(folder):
    for path in sorted(glob.glob(f'{folder}/*.parquet')):
        name = path[: -len('.parquet')]
        if name.endswith(('.copy', '.made')):
            continue
        original = pq.read_table(path)
        with pa.ipc.open_stream(f'{name}.arrow') as stream:
            print(os.path.basename(name), 'read', compare(original, stream.read_all()))
        copy = f'{name}.copy.parquet'
        result = 'same'
        old, new = pq.ParquetFile(path), pq.ParquetFile(copy)
        if not old.schema.equals(new.schema) or lines(old) != lines(new):
            result = f'{old.schema} and {new.schema}'
        elif old.metadata.metadata != new.metadata.metadata:
            result = 'other metadata'
        elif not old.schema_arrow.equals(new.schema_arrow, check_metadata=True):
            result = f'{old.schema_arrow} and {new.schema_arrow}'
        else:
            a, b = original, pq.read_table(copy, page_checksum_verification=True)
            if not a.equals(b) and repr(a.to_pylist()) != repr(b.to_pylist()):
                result = 'differs'
            else:
                result = statistics(new)
        print(os.path.basename(name), 'copied', result)
    for path in sorted(glob.glob(f'{folder}/*.stream')):
        name = path[: -len('.stream')]
        with pa.ipc.open_stream(path) as stream:
            original = stream.read_all()
        made = pq.read_table(f'{name}.made.parquet', page_checksum_verification=True)
        # As with what pyarrow writes itself: the units that Parquet lacks.
        result = 'same'
        reference = f'{name}.reference.tmp'
        pq.write_table(original, reference)
        expected = pq.read_table(reference)
        os.remove(reference)
        if original.num_columns == 0:  # pyarrow forgets that there are rows
            result = 'same' if made.num_rows == original.num_rows else f'{made.num_rows} rows'
        elif not expected.schema.equals(made.schema, check_metadata=True):
            result = f'{expected.schema} and {made.schema}'
        elif repr(expected.to_pylist()) != repr(made.to_pylist()):
            result = 'differs'
        else:
            result = statistics(pq.ParquetFile(f'{name}.made.parquet'))
        print(os.path.basename(name), 'made', result)


def lines(file):
    return str(file.schema).split('\n')[1:]


def has_nan(whole, name):
    column = whole.column(name) if name in whole.schema.names else None
    return column is not None and pa.types.is_floating(column.type) and any(v != v for v in column.drop_null().to_pylist())


def bounded(x, y):
    """Whether bounds are the same, or those of long values are truncated."""
    if not isinstance(x.min, (str, bytes)):
        return (repr(x.min), repr(x.max)) == (repr(y.min), repr(y.max))
    a, b, c, d = (v.encode() if isinstance(v, str) else v for v in (x.min, y.min, x.max, y.max))
    return (a == b if len(a) <= 64 else len(b) > 60 and a.startswith(b)) and (c == d if len(c) <= 64 else c < d)


def statistics(file):
    """Compares what the file says of its columns with what pyarrow would say."""
    whole = file.read()
    if whole.num_rows == 0 or whole.num_columns == 0:
        return 'same'
    reference = pa.BufferOutputStream()
    try:
        pq.write_table(whole, reference, row_group_size=10**9, version='2.6')
    except pa.ArrowNotImplementedError:
        return 'same'
    expected = pq.ParquetFile(reference.getvalue())
    if file.metadata.num_row_groups != 1:
        return f'{file.metadata.num_row_groups} row groups'
    for i in range(file.metadata.num_columns):
        a = expected.metadata.row_group(0).column(i)
        b = file.metadata.row_group(0).column(i)
        if a.physical_type != b.physical_type:
            continue
        x, y = a.statistics, b.statistics
        if x is None:
            continue
        # Of lists of structs, pyarrow counts no nulls where there is no element.
        counts = (x.null_count, x.num_values) == (y.null_count, y.num_values)
        if not counts and 'structs' not in b.path_in_schema:
            return f'{b.path_in_schema}: {x.null_count} nulls and {y.null_count}'
        if x.has_min_max and y.has_min_max and not bounded(x, y):
            return f'{b.path_in_schema}: from {x.min!r} to {x.max!r}, not {y.min!r} to {y.max!r}'
        # Where there is a NaN, pyarrow says what the others are.
        ordered = a.physical_type != 'BYTE_ARRAY' and not has_nan(whole, b.path_in_schema)
        if x.has_min_max != y.has_min_max and ordered:
            return f'{b.path_in_schema}: {x} and {y}'
    return 'same'


if __name__ == '__main__':
    {'write': write, 'check': check}[sys.argv[1]](sys.argv[2])
