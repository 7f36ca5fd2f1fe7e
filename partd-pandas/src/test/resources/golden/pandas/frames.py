"""DataFrames of every kind that this pandas has, and what each column is, as text."""

import datetime
import decimal
import json

import numpy as np
import pandas as pd

NAN = float('nan')
UNITS = ['s', 'ms', 'us', 'ns']


def times(unit):
    return np.array(['2020-01-01', 'NaT', '1969-12-31'], 'M8[%s]' % unit)


def zoned(unit, zone):
    return pd.DatetimeIndex(times(unit)).tz_localize('UTC').tz_convert(zone)


def multi():
    return pd.MultiIndex.from_arrays(
        [['x', 'y', 'x'], pd.to_datetime(['2020', '2021', '2022']), [1.5, None, 2.5]], names=['p', None, 'a'])


CASES = {
    'ints': lambda: pd.DataFrame({kind: np.array([1, 2, 100], kind) for kind in
                                  ['i1', 'i2', 'i4', 'i8', 'u1', 'u2', 'u4', 'u8']}),
    'largest': lambda: pd.DataFrame({'u': np.array([2 ** 64 - 1, 0], 'u8'), 'i': np.array([-2 ** 63, 2 ** 63 - 1])}),
    'floats': lambda: pd.DataFrame({kind: np.array([1.5, NAN, -0.0], kind) for kind in ['f2', 'f4', 'f8']}),
    'bools': lambda: pd.DataFrame({'a': [True, False], 'b': [False, False], 'n': [1, 2]}),
    'big endian': lambda: pd.DataFrame({'i': np.array([1, 258], '>i4'), 'f': np.array([1.5, 2], '>f8')}),
    'texts': lambda: pd.DataFrame({'s': ['a', '', 'ä\U0001f600'], 't': ['x', None, 'z']}),
    'objects of texts': lambda: pd.DataFrame({'s': np.array(['a', None, NAN], 'O')}),
    'objects': lambda: pd.DataFrame({
        'bytes': pd.Series([b'\0\xff', None], dtype='O'),
        'bool': pd.Series([True, None], dtype='O'),
        'int': pd.Series([2 ** 40, None], dtype='O'),
        'large': pd.Series([2 ** 64 - 1, 1], dtype='O'),
        'float': pd.Series([1.5, NAN], dtype='O'),
        'none': pd.Series([None, None], dtype='O'),
        'decimal': pd.Series([decimal.Decimal('1.50'), decimal.Decimal('-12345678901234567890.125')], dtype='O'),
        'date': pd.Series([datetime.date(2020, 2, 29), None], dtype='O'),
        'time': pd.Series([datetime.time(1, 2, 3, 4), None], dtype='O'),
        'timestamp': pd.Series([pd.Timestamp('2020-01-01'), pd.NaT], dtype='O'),
        'datetime': pd.Series([datetime.datetime(2020, 1, 1, 2, 3, 4, 5), None], dtype='O'),
        'timedelta': pd.Series([datetime.timedelta(days=-1, microseconds=1), None], dtype='O'),
        'na': pd.Series(['x', pd.NA], dtype='O'),
        'numpy': pd.Series([np.int64(7), np.int64(8)], dtype='O')}),
    'times': lambda: pd.DataFrame({unit: pd.Series(times(unit)) for unit in UNITS}),
    'two of times': lambda: pd.DataFrame({'a': pd.Series(times('ns')), 'b': pd.Series(times('ns'))[::-1].values}),
    'times in zones': lambda: pd.DataFrame({zone: zoned('ns', zone) for zone in
                                            ['UTC', 'Europe/Oslo', 'America/St_Johns']}),
    'times at an offset': lambda: pd.DataFrame({
        'a': zoned('ns', datetime.timezone(datetime.timedelta(hours=-3, minutes=-30))),
        'b': zoned('ns', datetime.timezone.utc)}),
    'two of times in a zone': lambda: pd.concat([pd.DataFrame({'a': zoned('ns', 'Asia/Tokyo'),
                                                              'b': zoned('ns', 'Asia/Tokyo')})]).copy(),
    'spans': lambda: pd.DataFrame({unit: pd.Series(np.array([5, 'NaT', -7], 'm8[%s]' % unit)) for unit in UNITS}),
    'categories': lambda: pd.DataFrame({
        's': pd.Categorical(['x', 'y', None]), 'i': pd.Categorical([3, 1, 3], [3, 1], ordered=True),
        't': pd.Categorical(pd.to_datetime(['2020', '2021', '2020'])),
        'z': pd.Categorical(pd.to_datetime(['2020', '2021', '2020']).tz_localize('UTC')),
        'n': pd.Categorical([None, None, None])}),
    'nullable': lambda: pd.DataFrame({
        **{t: pd.array([1, None, 3], dtype=t) for t in
           ['Int8', 'Int16', 'Int32', 'Int64', 'UInt8', 'UInt16', 'UInt32', 'UInt64', 'Float32', 'Float64']},
        'boolean': pd.array([True, None, False], dtype='boolean')}),
    'strings': lambda: pd.DataFrame({'s': pd.array(['a', None, 'c'], dtype='string[python]')}),
    'strings of nothing': lambda: pd.DataFrame({'s': pd.array([None, None], dtype='string[python]')}),
    'mixed': lambda: pd.DataFrame({'a': [1, 2], 'b': [1.5, 2.5], 'c': [3, 4], 'd': ['x', 'y'], 'e': [5, 6]}),
    'no rows': lambda: pd.DataFrame({'a': np.array([], 'i4'), 's': np.array([], 'O')}),
    'no columns': lambda: pd.DataFrame(index=[1, 2]),
    'nothing': lambda: pd.DataFrame(),
    'part': lambda: pd.DataFrame({'a': np.arange(10), 'b': np.arange(10), 's': list('abcdefghij')}).iloc[2:9:3],
    'index of integers': lambda: pd.DataFrame({'a': [1, 2]}, index=[7, 5]),
    'index of small integers': lambda: pd.DataFrame({'a': [1, 2]}, index=pd.Index(np.array([7, 5], 'i2'))),
    'index of floats': lambda: pd.DataFrame({'a': [1]}, index=pd.Index([5.5], name='x')),
    'index of texts': lambda: pd.DataFrame({'a': [1, 2]}, index=pd.Index(['x', 'y'], name='a')),
    'index of truths': lambda: pd.DataFrame({'a': [1]}, index=[True]),
    'index of times': lambda: pd.DataFrame({'a': [1, 2]}, index=pd.DatetimeIndex(times('ns')[:2], name='t')),
    'index of regular times': lambda: pd.DataFrame(
        {'a': [1, 2]}, index=pd.date_range('2020-01-01', periods=2, freq='D', tz='Europe/Oslo')),
    'index of spans': lambda: pd.DataFrame({'a': [1, 2]}, index=pd.timedelta_range('1s', periods=2, freq='s')),
    'index of categories': lambda: pd.DataFrame(
        {'a': [1, 2]}, index=pd.CategoricalIndex(['x', 'y'], ordered=True, name='c')),
    'index of a range': lambda: pd.DataFrame({'a': [1, 2, 3]}, index=pd.RangeIndex(9, 3, -2, name='r')),
    'index of levels': lambda: pd.DataFrame({'a': [1, 2, 3]}, index=multi()),
    'columns of a range': lambda: pd.DataFrame([[1, 'x']]),
    'columns of integers': lambda: pd.DataFrame([[1, 2]], columns=[7, 3]),
    'columns with a name': lambda: pd.DataFrame([[1, 2]], columns=pd.Index(['x', 'y'], name='n')),
    'columns of levels': lambda: pd.DataFrame(
        [[1, 2]], columns=pd.MultiIndex.from_tuples([('x', "it's"), ('x', 2)], names=['p', None])),
    'columns of one name': lambda: pd.DataFrame([[1, 2.5, 3]], columns=['x', 'x', 'x.1']),
    'columns of times': lambda: pd.DataFrame([[1, 2]], columns=pd.DatetimeIndex(np.array(['2020-01-01', '2021-01-01T12:00:00.5'], 'M8[ns]'))),
    'columns of categories': lambda: pd.DataFrame([[1, 2]], columns=pd.CategoricalIndex(['x', 'y'])),
    'columns of several': lambda: pd.DataFrame([[1, 2, 3, 4]], columns=['x', 1, 2.5, ('t', 3)]),
    'many': lambda: pd.DataFrame({'i': np.arange(200) // 7, 'f': np.arange(200) / 4,
                                  's': ['text %d' % (i % 10) for i in range(200)]}),
}

PYARROW = {
    'strings of pyarrow': lambda: pd.DataFrame({'s': pd.array(['a', None, 'ä'], dtype='string[pyarrow]')}),
    'part of strings of pyarrow': lambda: pd.DataFrame(
        {'s': pd.array([str(i) if i % 3 else None for i in range(20)], dtype='string[pyarrow]')}).iloc[5:11],
    'arrays of pyarrow': lambda: pd.DataFrame({
        **{t: pd.array([1, None], dtype=t + '[pyarrow]') for t in ['int8', 'uint16', 'int64', 'double']},
        'bool': pd.array([True, None], dtype='bool[pyarrow]'),
        'timestamp': pd.array([5, None], dtype='timestamp[ns, tz=UTC][pyarrow]'),
        'duration': pd.array([5, None], dtype='duration[ms][pyarrow]'),
        'date': pd.array([datetime.date(2020, 1, 1), None], dtype='date32[day][pyarrow]')}),
}

REFUSED = {
    'complex': lambda: pd.DataFrame({'bad': [1j]}),
    'sparse': lambda: pd.DataFrame({'bad': pd.arrays.SparseArray([0, 0, 1])}),
    'periods': lambda: pd.DataFrame({'bad': pd.period_range('2020', periods=2, freq='M')}),
    'intervals': lambda: pd.DataFrame({'bad': pd.interval_range(0, 2)}),
    'objects of two kinds': lambda: pd.DataFrame({'bad': pd.Series([1, 'x'], dtype='O')}),
    'lists': lambda: pd.DataFrame({'bad': pd.Series([[1], [2]], dtype='O')}),
    'index of periods': lambda: pd.DataFrame({'a': [1]}, index=pd.period_range('2020', periods=1, name='bad')),
    'categories of intervals': lambda: pd.DataFrame({'bad': pd.Categorical(pd.interval_range(0, 2))}),
}


def cases():
    try:
        import pyarrow
        # 2.x reads its nested dtypes of pyarrow.
        return {**CASES, **PYARROW} if pyarrow else CASES
    except ImportError:
        return dict(CASES)


def name(label):
    """What pyarrow calls a column."""
    if isinstance(label, tuple):
        return str(tuple(map(name, label)))
    return str(label)


def column_names(df):
    names = []
    given = [name(label) for label in df.columns]
    for own in given:
        unique, i = own, 0
        while unique in names or (i and unique in given):
            i += 1
            unique = '%s.%d' % (own, i)
        names.append(unique)
    return names


def index_names(df):
    columns = column_names(df)
    return ['__index_level_%d__' % i if own is None or name(own) in columns else name(own)
            for i, own in enumerate(df.index.names)]


def is_missing(value):
    return value is None or value is pd.NA or value is pd.NaT


def describe_values(values):
    """The type of an array, and a text for each value."""
    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        kind, texts = describe_values(values.categories)
        return ('ordered ' if values.ordered else '') + 'categories of ' + kind, [
            None if code < 0 else texts[code] for code in values.codes]
    if isinstance(dtype, pd.DatetimeTZDtype):
        return describe_times(np.asarray(values.tz_convert('UTC').tz_localize(None)), zone_name(dtype.tz))
    if isinstance(dtype, pd.StringDtype):
        return 'text', [None if pd.isna(value) else value for value in values]
    if type(dtype).__name__ == 'ArrowDtype':
        array = values.__arrow_array__()
        kind = str(array.type).replace('[us, tz=', '[us, ').replace('[ns, tz=', '[ns, ')
        kind = {'double': 'float64', 'date32[day]': 'date'}.get(kind, kind)
        raw = array.cast('int64') if kind.startswith(('timestamp', 'duration')) else array
        raw = array.cast('int32') if kind == 'date' else raw
        return kind, [None if v is None else describe(v) for v in raw.to_pylist()]
    if isinstance(dtype, pd.api.extensions.ExtensionDtype):
        kind = str(dtype).lower().replace('boolean', 'bool')
        return kind, [None if value is pd.NA else describe(value) for value in values]
    if dtype.kind == 'M':
        return describe_times(np.asarray(values), None)
    if dtype.kind == 'm':
        array = np.asarray(values)
        return 'duration[%s]' % np.datetime_data(array.dtype)[0], [
            None if np.isnat(value) else str(int(value.view('i8'))) for value in array]
    if dtype.kind == 'O':
        return describe_objects(list(values))
    return dtype.newbyteorder('=').name, [describe(value) for value in np.asarray(values)]


def zone_name(tz):
    if str(tz) in ('UTC', 'UTC+00:00'):
        return 'UTC'
    return str(tz)[3:] if str(tz).startswith('UTC') else str(tz)


def describe_times(array, zone):
    kind = 'timestamp[%s%s]' % (np.datetime_data(array.dtype)[0], '' if zone is None else ', ' + zone)
    return kind, [None if np.isnat(value) else str(int(value.view('i8'))) for value in array]


def describe_objects(values):
    present = [v for v in values if not is_missing(v) and not (isinstance(v, float) and v != v)]
    nans = any(isinstance(v, float) and v != v for v in values)
    if not present:
        return ('float64', [None if v is None else 'nan' for v in values]) if nans else ('null', [None] * len(values))
    first = present[0]
    numbers = isinstance(first, float)

    def texts(convert):
        return [None if is_missing(v) or (isinstance(v, float) and v != v and not numbers) else convert(v)
                for v in values]

    epoch = datetime.datetime(1970, 1, 1)
    if isinstance(first, pd.Timestamp):
        unit = getattr(first, 'unit', 'ns')
        return 'timestamp[%s]' % unit, texts(lambda v: str(int(v.to_datetime64().view('i8'))))
    if isinstance(first, datetime.datetime):
        return 'timestamp[us]', texts(lambda v: str((v - epoch) // datetime.timedelta(microseconds=1)))
    if isinstance(first, datetime.timedelta):
        return 'duration[us]', texts(lambda v: str(v // datetime.timedelta(microseconds=1)))
    if isinstance(first, datetime.date):
        return 'date', texts(lambda v: str((v - epoch.date()).days))
    if isinstance(first, datetime.time):
        return 'time[us]', texts(lambda v: str(((v.hour * 60 + v.minute) * 60 + v.second) * 10 ** 6 + v.microsecond))
    if isinstance(first, decimal.Decimal):
        scale = max(-v.as_tuple().exponent for v in present)
        return 'decimal', texts(lambda v: str(v.quantize(decimal.Decimal(1).scaleb(-scale))))
    if isinstance(first, bytes):
        return 'bytes', texts(bytes.hex)
    if isinstance(first, str):
        return 'text', texts(str)
    if isinstance(first, (bool, np.bool_)):
        return 'bool', texts(describe)
    if isinstance(first, float):
        return 'float64', texts(describe)
    return 'uint64' if max(present) >= 2 ** 63 else 'int64', texts(describe)


def describe(value):
    if isinstance(value, (bool, np.bool_)):
        return 'true' if value else 'false'
    if isinstance(value, (float, np.floating)):
        return 'nan' if np.isnan(value) else format(int(np.float64(value).view('u8')), '016x')
    return str(value)


def describe_frame(df):
    """A line of JSON: the columns' names, types and values, those of the index last."""
    columns = [(own, *describe_values(column_array(df.iloc[:, i]))) for i, own in enumerate(column_names(df))]
    names = index_names(df)
    for level, own in enumerate(names):
        columns.append((own, *describe_values(index_array(df.index.get_level_values(level)))))
    return json.dumps([list(column) for column in columns])


def column_array(series):
    return series.array if isinstance(series.dtype, pd.api.extensions.ExtensionDtype) else series.to_numpy()


def index_array(index):
    if isinstance(index, pd.CategoricalIndex):
        return index.array
    return index.array if isinstance(index.dtype, pd.api.extensions.ExtensionDtype) else index.to_numpy()
