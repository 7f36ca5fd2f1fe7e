"""Does what it reads, on partd.Numpy: one command a line. Prints one line for each."""

import sys

import numpy as np
import partd

from arrays import DTYPES, describe, make

store = partd.Numpy(partd.File(sys.argv[1]))


def key(text):
    return tuple(text.split('/')) if '/' in text else text


for line in sys.stdin:
    command, *words = line.rstrip('\n').split('\t')
    result = 'done'
    if command == 'dtypes':
        result = ' '.join(DTYPES)
    elif command == 'append':
        # A key, and the dtype, the seed and the length of an array.
        array = make(words[1], int(words[2]), int(words[3]))
        store.append({key(words[0]): array})
        result = describe(array if array.dtype.names is None else array.view('V%d' % array.dtype.itemsize))
    elif command == 'get':
        result = describe(store.get(key(words[0])))
    elif command == 'raw':
        result = store.partd.get(key(words[0])).hex()
    elif command == 'put':
        store.partd.append({key(words[0]): bytes.fromhex(words[1])})
    elif command == 'delete':
        store.delete([key(words[0])])
    elif command == 'halves':
        # All floats of 16 bits.
        halves = np.arange(1 << 16, dtype='<u2').view('<f2')
        result = ' '.join('nan' if np.isnan(x) else np.float64(x).tobytes().hex() for x in halves)
    elif command == 'to-halves':
        with np.errstate(over='ignore'):
            doubles = np.frombuffer(bytes.fromhex(words[0]), '<f8').astype('<f2')
        result = doubles.tobytes().hex()
    elif command == 'dtype':
        # What NumPy makes of a text.
        try:
            result = np.dtype(bytes.fromhex(words[0]).decode()).str
        except Exception:
            result = 'refused'
    else:
        raise ValueError(command)
    print(result, flush=True)
