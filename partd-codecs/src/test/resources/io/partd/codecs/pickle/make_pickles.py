"""Writes pickles.txt beside this script: python3 make_pickles.py

Each line is a name, a protocol, a pickle in hexadecimal, and what the value is, as describe.py says it.
"""

import collections
import datetime as dt
import decimal
import os
import pickle
import uuid
import warnings
import zoneinfo

import numpy as np
import pytz

from describe import describe

warnings.simplefilter('ignore')
word = 'shared'
berlin = zoneinfo.ZoneInfo('Europe/Berlin')

values = {
    'none': None,
    'bools': [True, False],
    'ints': [0, 1, -1, 127, 128, 255, 256, 65535, 65536, 2**31 - 1, 2**31, -2**31, -2**31 - 1, 2**63 - 1, -2**63],
    'big-ints': [2**63, -2**63 - 1, 2**64, 10**50, -10**50, 2**2040, 2**2032 - 1, -2**2031, 3**2000],
    'floats': [0.0, -0.0, 1.5, -1e300, 5e-324, 0.1, float('inf'), float('-inf'), float('nan')],
    'complex': [1 + 2j, complex('-0'), complex('nan')],
    'strs': ['', 'a', 'äöü', '日本語', '\U0001f600', 'line\nfeed\r\0\\ \\u0041 \\\\u0041', "quote'\"", 'x' * 255, 'y' * 256,
             'z' * 300, 'é' * 200],
    'lone-surrogates': ['\ud800', 'a\udfffb', '\udc00\ud800', '\U0001f600\ud83d'],
    'bytes': [b'', b'a', bytes(range(256)), b'x' * 300],
    'bytearrays': [bytearray(), bytearray(b'ab\xff'), bytearray(300)],
    'lists': [[], [1], [[], [[]]], list(range(1, 1003))],
    'tuples': [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), ((), ((),))],
    'dicts': [{}, {'a': 1}, {'z': 1, 'a': 2, 'm': 3}, {i: str(i) for i in range(1001)}],
    'dict-keys': {None: 0, True: 1, 2: 2, 2.5: 3, 'x': 4, b'y': 5, (1, b'z', (2, 'w')): 6, frozenset([1]): 7, 2**70: 8,
                  decimal.Decimal('1.50'): 9, dt.date(2020, 1, 2): 10},
    'sets': [set(), {1}, {'a', b'b', 3, (4, 5)}, set(range(1001))],
    'frozensets': [frozenset(), frozenset([1, 'a']), frozenset([frozenset(), frozenset([1])])],
    'shared': [word, word, [word], (word, word)],
    'ranges': [range(3), range(5, -5, -2), range(0)],
    'slices': [slice(None), slice(1, 2, 3), slice('a', None)],
    'decimals': [decimal.Decimal(s) for s in (
        '0', '1.50', '-1.5E+3', '1E-7', '123456789012345678901234567890.123', '0E+3', '0.000', '-0', '-0.0', 'NaN', 'sNaN',
        '-NaN', 'NaN123', 'Infinity', '-Infinity', '1E+999999')],
    'dates': [dt.date(1, 1, 1), dt.date(2020, 2, 29), dt.date(9999, 12, 31)],
    'times': [dt.time(), dt.time(23, 59, 59, 999999), dt.time(1, 2, 3, 4, dt.timezone.utc)],
    'datetimes': [dt.datetime(1, 1, 1), dt.datetime(2020, 2, 29, 23, 59, 59, 999999), dt.datetime(9999, 12, 31),
                  dt.datetime(2020, 1, 2, 3, 4, 5, 6, dt.timezone.utc),
                  dt.datetime(2020, 1, 2, 3, 4, 5, 6, dt.timezone(dt.timedelta(hours=-5, minutes=-30))),
                  dt.datetime(2020, 1, 2, 3, 4, 5, 6, dt.timezone(dt.timedelta(hours=2), 'name'))],
    'zoned': [dt.datetime(2020, 7, 1, tzinfo=berlin), dt.datetime(2020, 10, 25, 2, 30, tzinfo=berlin), berlin],
    'timedeltas': [dt.timedelta(), dt.timedelta(1, 2, 3), dt.timedelta(microseconds=-1), dt.timedelta.max, dt.timedelta.min],
    'timezones': [dt.timezone.utc, dt.timezone(dt.timedelta(seconds=-61))],
    'uuids': [uuid.UUID(int=5), uuid.UUID('f47ac10b-58cc-4372-a567-0e02b2c3d479')],
    'collections': [collections.OrderedDict([('b', 1), ('a', 2)]), collections.defaultdict(list, {'x': [1]}),
                    collections.Counter('abba'), collections.deque([1, None, 2]), collections.deque([1], 5)],
    'classes': [int, str, list, dict, Ellipsis],
    'numpy-scalars': [np.float64(1.5), np.int32(-7), np.bool_(True), np.datetime64('2020-01-02T03:04:05', 'ns'),
                      np.timedelta64(5, 'D'), np.str_('ab'), np.bytes_(b'ab'), np.complex128(1j)],
    'numpy-dtypes': [np.dtype(s) for s in (
        '<i8', '>i8', '|u1', '?', '<f2', '<c16', 'S3', '<U5', '>U5', 'O', 'V7', '<M8', '<M8[ns]', '>m8[25s]')]
        + [np.dtype([('a', '<i4'), ('b', 'S3')]), np.dtype(('<i2', (2, 3))),
           np.dtype({'names': ['x', 'y'], 'formats': ['<f8', [('z', '|b1')]], 'offsets': [0, 16], 'itemsize': 32})],
    'numpy-arrays': [np.arange(5), np.arange(6, dtype='>i4').reshape(2, 3), np.asfortranarray(np.arange(6.0).reshape(2, 3)),
                     np.array(5), np.array([]), np.zeros((0, 3)), np.array(['a', 'bcd']), np.array([b'x', b'yz']),
                     np.array([True, False]), np.array(['2020-01-02', 'NaT'], 'M8[ns]'),
                     np.array([(1, b'ab'), (2, b'c')], [('a', '<i4'), ('b', 'S3')])],
    'numpy-objects': [np.array(['a', None, 3, (1, 2)], dtype=object), np.array([[1, 'x'], [b'y', 2.5]], dtype=object)],
    'nested': {'rows': [{'id': i, 'tags': ('a', i), 'when': dt.datetime(2020, 1, 1, i)} for i in range(20)]},
}

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'pickles.txt'), 'w') as out:
    for name, value in values.items():
        for protocol in range(6):
            fold = [dt.datetime(2020, 10, 25, 2, 30, tzinfo=berlin, fold=1)] if name == 'zoned' and protocol > 3 else []
            whole = value + fold if fold else value
            print(name, protocol, pickle.dumps(whole, protocol).hex(), describe(whole), file=out)
    # Zones of pytz, which older pandas uses, do not say which they are in the words of describe.py.
    when = pytz.timezone('Europe/Berlin').localize(dt.datetime(2020, 7, 1))
    for protocol in range(6):
        text = 'datetime:2020-07-01:00:00:00.000000:Europe/Berlin:7200'
        print('pytz', protocol, pickle.dumps(when, protocol).hex(), text, file=out)
