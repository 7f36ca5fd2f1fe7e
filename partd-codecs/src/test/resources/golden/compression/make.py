"""Makes the datasets beside this script with Python's partd, python-snappy and python-blosc: python3 make.py"""

import os
import shutil
import struct

import partd

here = os.path.dirname(os.path.abspath(__file__))


def fresh(name):
    path = os.path.join(here, name)
    shutil.rmtree(path, ignore_errors=True)
    return path


# Numbers of eight bytes, which is what Blosc is for; what the others make of them is seen too.
numbers = b''.join(struct.pack('<q', 3 * i * i) for i in range(2000))


def fill(store):
    store.append({'x': b'one,' * 100, ('a', 'b'): bytes(range(256))})
    store.append({'x': b''})
    store.append({'x': b'two', 'numbers': numbers})
    store.iset('set', b'first')


fill(partd.ZLib(partd.File(fresh('zlib'))))
fill(partd.BZ2(partd.File(fresh('bz2'))))
fill(partd.Snappy(partd.File(fresh('snappy'))))
fill(partd.Blosc(partd.File(fresh('blosc'))))

# Each piece compressed, framed, and compressed and framed again.
fill(partd.ZLib(partd.Blosc(partd.File(fresh('zlib-blosc')))))
