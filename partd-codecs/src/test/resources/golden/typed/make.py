"""Makes the datasets beside this script with Python's partd: python3 make.py"""

import datetime
import decimal
import os
import shutil

import numpy
import partd

here = os.path.dirname(os.path.abspath(__file__))


def fresh(name):
    path = os.path.join(here, name)
    shutil.rmtree(path, ignore_errors=True)
    return path


def fill(p):
    p.append({'x': [1, 2.5, 'three', None, True], ('a', 'b'): [{'k': [1, 'ä']}, b'bytes']})
    p.append({'x': []})
    p.append({'x': [2**70, (1, 2), {3}, decimal.Decimal('1.50'), datetime.date(2020, 1, 2)]})
    p.append({'numbers': [numpy.int32(5), numpy.arange(3)]})
    p.append({('a', 'b'): [{'last': 1}]})
    p.iset('set', ['first'])
    p.iset('set', ['second'])


fill(partd.Pickle(partd.File(fresh('pickle'))))
fill(partd.Pickle(partd.ZLib(partd.File(fresh('pickle-zlib')))))
fill(partd.Pickle(partd.Snappy(partd.File(fresh('pickle-snappy')))))
# MessagePack where it can be, else pickle.
p = partd.Python(partd.File(fresh('python')))
fill(p)
# Python writes this and cannot read it.
p.append({'lost': [{1: 2}]})
