"""Says what a value is, type by type, in the words that Description.java uses for ours."""

import collections
import datetime
import decimal
import struct
import uuid
import zoneinfo

import numpy


def describe(x):
    t = type(x)
    if x is None:
        return 'None'
    if t is bool:
        return str(x)
    if t is int:
        return 'int:%x' % x
    if t is float:
        return 'float:' + ('nan' if x != x else struct.pack('>d', x).hex())
    if t is complex:
        return 'complex(%s,%s)' % (describe(x.real), describe(x.imag))
    if t is str:
        return 'str:' + x.encode('utf-16-be', 'surrogatepass').hex()
    if t in (bytes, bytearray):
        return t.__name__ + ':' + x.hex()
    if t in (list, collections.deque):
        return '[' + ','.join(map(describe, x)) + ']'
    if t is tuple:
        return '(' + ','.join(map(describe, x)) + ')'
    if isinstance(x, dict):
        return '{' + ','.join(describe(k) + '=' + describe(v) for k, v in x.items()) + '}'
    if t in (set, frozenset):
        return t.__name__ + '{' + ','.join(sorted(map(describe, x))) + '}'
    if t is range:
        return 'range(%d,%d,%d)' % (x.start, x.stop, x.step)
    if t is slice:
        return 'slice(%s,%s,%s)' % tuple(map(describe, (x.start, x.stop, x.step)))
    if t is decimal.Decimal:
        return 'Decimal:%s' % x
    if t is uuid.UUID:
        return 'UUID:%s' % x
    if t is datetime.datetime:
        return 'datetime:%s:%s:%s' % (date(x), time(x), zone(x))
    if t is datetime.date:
        return 'date:' + date(x)
    if t is datetime.time:
        return 'time:%s:%s' % (time(x), zone(x))
    if t is datetime.timedelta:
        return 'timedelta:%d:%d:%d' % (x.days, x.seconds, x.microseconds)
    if t in (datetime.timezone, zoneinfo.ZoneInfo):
        return 'zone:' + zone_name(x)
    if isinstance(x, numpy.dtype):
        return 'dtype:' + dtype(x)
    if isinstance(x, numpy.generic):
        return array(numpy.array(x))
    if t is numpy.ndarray:
        return array(x)
    if x is Ellipsis:
        return 'global:builtins.Ellipsis'
    if isinstance(x, type):
        return 'global:%s.%s' % (x.__module__, x.__qualname__)
    raise TypeError(t)


def date(x):
    return '%04d-%02d-%02d' % (x.year, x.month, x.day)


def time(x):
    return '%02d:%02d:%02d.%06d' % (x.hour, x.minute, x.second, x.microsecond)


def zone(x):
    if x.tzinfo is None:
        return ''
    name = zone_name(x.tzinfo)
    return name if isinstance(x, datetime.time) else '%s:%d' % (name, x.utcoffset().total_seconds())


def zone_name(x):
    return x.key if isinstance(x, zoneinfo.ZoneInfo) else '%d' % x.utcoffset(None).total_seconds()


def dtype(x):
    if x.subdtype:
        return '%s(%s*%s)' % (x.str, dtype(x.subdtype[0]), list(x.subdtype[1]))
    if x.names is not None:
        fields = ('%s@%d=%s' % (n, x.fields[n][1], dtype(x.fields[n][0])) for n in x.names)
        return x.str + '{' + ','.join(fields) + '}'
    return x.str


def array(x):
    fortran = x.flags.f_contiguous and not x.flags.c_contiguous
    content = describe(list(x.flat)) if x.dtype.hasobject else x.tobytes('F' if fortran else 'C').hex()
    return 'numpy:%s%s:%s:%s' % (dtype(x.dtype), list(x.shape), 'F' if fortran else 'C', content)
