"""Makes tables of all types from a seed, and says what is in a table, value by value."""

import decimal
import random
import struct
import uuid

import pyarrow as pa

TEXTS = ['', 'a', 'oslo', 'bergen, or so', 'ä€', '\U0001f600 "quoted"\nlines', 'x' * 40]


def integers(low, high):
    return lambda r: r.choice([low, high, 0, r.randint(low, high)])


def floats(r):
    return r.choice([0.0, -0.0, 1.5, -2.25, float('inf'), float('-inf'), float('nan'), 65504.0, 0.5])


def decimals(digits, scale):
    def make(r):
        number = r.choice([0, 1, -1, 10 ** digits - 1, -(10 ** digits - 1), r.randint(-10 ** digits + 1, 10 ** digits - 1)])
        return decimal.Decimal(number).scaleb(-scale, decimal.Context(prec=80))
    return make


def text(r):
    return r.choice(TEXTS)


def blob(r):
    return bytes(r.randint(0, 255) for _ in range(r.randint(0, 30)))


def items(make, low=0, high=4):
    return lambda r: [None if r.random() < .2 else make(r) for _ in range(r.randint(low, high))]


def pairs(make):
    return lambda r: [(key, None if r.random() < .2 else make(r)) for key in r.sample(TEXTS, r.randint(0, 4))]


def trip(r):
    return {'to': None if r.random() < .2 else text(r), 'stops': items(integers(-128, 127))(r)}


small = integers(-128, 127)
big = integers(-2 ** 63, 2 ** 63 - 1)
times = integers(-2 ** 62, 2 ** 62)

TYPES = {
    'bool': (pa.bool_(), lambda r: r.random() < .5),
    'int8': (pa.int8(), small), 'int16': (pa.int16(), integers(-2 ** 15, 2 ** 15 - 1)),
    'int32': (pa.int32(), integers(-2 ** 31, 2 ** 31 - 1)), 'int64': (pa.int64(), big),
    'uint8': (pa.uint8(), integers(0, 255)), 'uint16': (pa.uint16(), integers(0, 2 ** 16 - 1)),
    'uint32': (pa.uint32(), integers(0, 2 ** 32 - 1)), 'uint64': (pa.uint64(), integers(0, 2 ** 64 - 1)),
    'float16': (pa.float16(), floats), 'float32': (pa.float32(), floats), 'float64': (pa.float64(), floats),
    'decimal128': (pa.decimal128(38, 10), decimals(38, 10)), 'decimal256': (pa.decimal256(76, 20), decimals(76, 20)),
    'decimal_negative': (pa.decimal128(5, 2), decimals(5, 2)),
    'string': (pa.string(), text), 'large_string': (pa.large_string(), text), 'string_view': (pa.string_view(), text),
    'binary': (pa.binary(), blob), 'large_binary': (pa.large_binary(), blob), 'binary_view': (pa.binary_view(), blob),
    'fixed_size_binary': (pa.binary(5), lambda r: bytes(r.randint(0, 255) for _ in range(5))),
    'null': (pa.null(), lambda r: None),
    'date32': (pa.date32(), integers(-2 ** 20, 2 ** 20)),
    'date64': (pa.date64(), lambda r: r.randint(-2 ** 20, 2 ** 20) * 86400000),
    'time32_s': (pa.time32('s'), integers(0, 86399)), 'time32_ms': (pa.time32('ms'), integers(0, 86399999)),
    'time64_us': (pa.time64('us'), integers(0, 86399999999)), 'time64_ns': (pa.time64('ns'), integers(0, 86399999999999)),
    'timestamp_s': (pa.timestamp('s'), integers(-2 ** 40, 2 ** 40)), 'timestamp_ms': (pa.timestamp('ms'), integers(-2 ** 50, 2 ** 50)),
    'timestamp_us': (pa.timestamp('us'), times), 'timestamp_ns': (pa.timestamp('ns'), times),
    'timestamp_utc': (pa.timestamp('us', 'UTC'), times), 'timestamp_oslo': (pa.timestamp('ns', 'Europe/Oslo'), times),
    'timestamp_offset': (pa.timestamp('ms', '+02:00'), integers(-2 ** 50, 2 ** 50)),
    'duration_s': (pa.duration('s'), integers(-2 ** 40, 2 ** 40)), 'duration_ns': (pa.duration('ns'), times),
    'interval': (pa.month_day_nano_interval(), lambda r: (r.randint(-20, 20), r.randint(-400, 400), r.randint(-2 ** 60, 2 ** 60))),
    'list': (pa.list_(pa.int64()), items(big)), 'large_list': (pa.large_list(pa.string()), items(text)),
    'list_of_lists': (pa.list_(pa.list_(pa.string())), items(items(text))),
    'fixed_size_list': (pa.list_(pa.int16(), 3), items(small, 3, 3)),
    'list_view': (pa.list_view(pa.int32()), items(small)), 'large_list_view': (pa.large_list_view(pa.string()), items(text)),
    'struct': (pa.struct([('to', pa.string()), ('stops', pa.list_(pa.int8()))]), trip),
    'struct_of_none': (pa.struct([]), lambda r: {}),
    'list_of_structs': (pa.list_(pa.struct([('to', pa.string()), ('stops', pa.list_(pa.int8()))])), items(trip)),
    'map': (pa.map_(pa.string(), pa.int64()), pairs(big)),
    'map_of_lists': (pa.map_(pa.string(), pa.list_(pa.string())), pairs(items(text))),
    'dictionary': (pa.dictionary(pa.int32(), pa.string()), text), 'dictionary_int8': (pa.dictionary(pa.int8(), pa.string()), text),
    'dictionary_uint8': (pa.dictionary(pa.uint8(), pa.int64()), small),
    'dictionary_ordered': (pa.dictionary(pa.int16(), pa.string(), True), text),
    'list_of_dictionary': (pa.list_(pa.dictionary(pa.int32(), pa.string())), items(text)),
    'struct_of_dictionary': (pa.struct([('to', pa.dictionary(pa.int32(), pa.string()))]), lambda r: {'to': text(r)}),
    'dense_union': ('dense', None), 'sparse_union': ('sparse', None), 'dictionary_of_lists': ('dictionary_of_lists', None),
    'run_end_encoded': ('ree', None), 'uuid': ('uuid', None), 'json': ('json', None),
}


def column(name, r, length):
    """An array of a type with some nulls."""
    kind, make = TYPES[name]
    if kind in ('dense', 'sparse'):
        return union(kind, r, length)
    if kind == 'ree':
        runs = sorted(r.sample(range(1, length), min(length - 1, 3)) + [length]) if length else []
        return pa.RunEndEncodedArray.from_arrays(
            pa.array(runs, pa.int32()), pa.array([None if r.random() < .2 else text(r) for _ in runs], pa.string()))
    if kind == 'uuid':
        values = [None if r.random() < .2 else uuid.UUID(int=r.getrandbits(128)).bytes for _ in range(length)]
        return pa.ExtensionArray.from_storage(pa.uuid(), pa.array(values, pa.binary(16)))
    if kind == 'json':
        values = [None if r.random() < .2 else '{"a": %d}' % r.randint(0, 9) for _ in range(length)]
        return pa.ExtensionArray.from_storage(pa.json_(), pa.array(values, pa.string()))
    if kind == 'dictionary_of_lists':
        values = pa.array([[1, 2], [], [None, 3]], pa.list_(pa.int64()))
        indices = pa.array([None if r.random() < .2 else r.randint(0, 2) for _ in range(length)], pa.int32())
        return pa.DictionaryArray.from_arrays(indices, values)
    values = [None if r.random() < .2 else make(r) for _ in range(length)]
    if isinstance(kind, pa.Decimal256Type) or not pa.types.is_temporal(kind) or name == 'interval':
        return pa.array(values, kind)
    storage = pa.int32() if kind.bit_width == 32 else pa.int64()
    return pa.array(values, storage).view(kind)


def union(mode, r, length):
    types = pa.array([r.choice([5, 7, 9]) for _ in range(length)], pa.int8())
    makers = {5: (pa.int64(), big), 7: (pa.string(), text), 9: (pa.int64(), big)}
    if mode == 'sparse':
        children = [pa.array([None if r.random() < .2 else make(r) for _ in range(length)], kind)
                    for kind, make in makers.values()]
        return pa.UnionArray.from_sparse(types, children, ['n', 's', 'm'], [5, 7, 9])
    counts, offsets = {5: 0, 7: 0, 9: 0}, []
    for t in types.to_pylist():
        offsets.append(counts[t])
        counts[t] += 1
    children = [pa.array([None if r.random() < .2 else make(r) for _ in range(counts[t])], kind)
                for t, (kind, make) in makers.items()]
    return pa.UnionArray.from_dense(types, pa.array(offsets, pa.int32()), children, ['n', 's', 'm'], [5, 7, 9])


def table(names, seed, length, offset=0):
    """A table with a column of each of some types; with an offset, a slice of a longer one."""
    r = random.Random(seed)
    columns = [column(name, r, length + offset) for name in names]
    schema = pa.schema([pa.field(name, c.type, metadata={'unit': name}) for name, c in zip(names, columns)],
                       metadata={'made by': 'tables.py'})
    return pa.table(columns, schema=schema).slice(offset)


def describe(scalar):
    """A word for a value; Java says the same of it."""
    t = scalar.type
    if pa.types.is_union(t):
        return 'null' if scalar.value is None else describe(scalar.value)
    if pa.types.is_run_end_encoded(t):
        return describe(pa.scalar(scalar.as_py(), t.value_type))
    if not scalar.is_valid:
        return 'null'
    if isinstance(t, pa.BaseExtensionType):
        return 'u' + str(uuid.UUID(bytes=scalar.value.as_py())) if t.extension_name == 'arrow.uuid' else describe(scalar.value)
    if pa.types.is_dictionary(t):
        return describe(scalar.value)
    if pa.types.is_boolean(t):
        return str(scalar.as_py()).lower()
    if pa.types.is_floating(t):
        value = float(scalar.as_py())
        return 'nan' if value != value else struct.pack('>d', value).hex()
    if pa.types.is_decimal(t):
        return format(scalar.as_py(), 'f')
    if pa.types.is_string(t) or pa.types.is_large_string(t) or t == pa.string_view():
        return 's' + scalar.as_py().encode().hex()
    if pa.types.is_binary(t) or pa.types.is_large_binary(t) or pa.types.is_fixed_size_binary(t) or t == pa.binary_view():
        return 'b' + scalar.as_py().hex()
    if pa.types.is_interval(t):
        value = scalar.as_py()
        return 'i%d:%d:%d' % (value.months, value.days, value.nanoseconds)
    if pa.types.is_temporal(t):
        return 't%d' % (scalar.value * nanos(t))
    if pa.types.is_integer(t):
        return str(scalar.as_py())
    if pa.types.is_map(t):
        return '<' + ','.join(describe(pair[0]) + '=' + describe(pair[1]) for pair in entries(scalar)) + '>'
    if pa.types.is_struct(t):
        return '{' + ','.join(name + ':' + describe(value) for name, value in scalar.items()) + '}'
    return '[' + ','.join(describe(value) for value in scalar.values) + ']'


def entries(scalar):
    for entry in scalar.values:
        yield list(entry.values())


def nanos(t):
    if pa.types.is_date32(t):
        return 86400 * 10 ** 9
    if pa.types.is_date64(t):
        return 10 ** 6
    return {'s': 10 ** 9, 'ms': 10 ** 6, 'us': 10 ** 3, 'ns': 1}[t.unit]


def rows(batches):
    """The rows of batches, a word each."""
    return '|'.join(';'.join(describe(c[i]) for c in batch.columns) for batch in batches for i in range(batch.num_rows))
