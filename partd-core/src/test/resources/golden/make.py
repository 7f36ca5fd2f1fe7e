"""Makes the datasets beside this script with Python's partd: python3 make.py"""

import os
import shutil

import partd

here = os.path.dirname(os.path.abspath(__file__))


def fresh(name):
    path = os.path.join(here, name)
    shutil.rmtree(path, ignore_errors=True)
    return path


# One file per key; tuples become folders, other keys their text; an empty value is an empty file.
p = partd.File(fresh('file'))
p.append({'x': b'one,', ('a', 'b'): b'nested,'})
p.append({'x': b'two', ('a', 'b'): b'twice', ('a', 'c', 'd'): b'deeper', 7: b'seven'})
p.append({'bytes': bytes(range(256)) + b'\r\n\0\n', 'empty': b'', 'name with (all) valid-characters_0.9': b'value'})
p.iset('set', b'first')
p.iset('set', b'second')

# Each appended value compressed by itself and framed, an empty one too.
p = partd.ZLib(partd.File(fresh('zlib')))
p.append({'x': b'one,' * 100, ('a', 'b'): bytes(range(256))})
p.append({'x': b''})
p.append({'x': b'two'})
p.iset('set', b'first')

# Spilled from memory as it fills, and flushed at the end.
p = partd.Buffer(partd.Dict(), partd.File(fresh('buffer')), available_memory=200)
for i in range(50):
    p.append({'k%d' % (i % 5): b'%d;' % i, ('deep', 'key'): b'-'})
p.flush()
