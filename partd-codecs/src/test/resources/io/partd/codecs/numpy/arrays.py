"""Makes arrays from a seed, and says what an array is, element by element."""

import pathlib
import sys

import numpy as np

sys.path.append(str(pathlib.Path(__file__).parent.parent / 'pickle'))

from describe import describe as describe_object  # noqa: E402

NUMBERS = [order + kind for order in '<>' for kind in
           ['i2', 'i4', 'i8', 'u2', 'u4', 'u8', 'f2', 'f4', 'f8', 'c8', 'c16']]
TIMES = [order + kind + '[' + unit + ']' for order in '<>' for kind in ['M8', 'm8'] for unit in
         ['Y', 'M', 'W', 'D', 'h', 'm', 's', 'ms', 'us', 'ns', 'ps', 'fs', 'as', '25s']]
DTYPES = (NUMBERS + TIMES
          + ['|i1', '|u1', '|b1', '<m8', '>M8', '<f16', '<c32', '|S1', '|S7', '<U1', '>U5', '|V12', '|O'])
STRUCTURE = np.dtype([('a', '<i4'), ('b', '>f8')])


def make(text, seed, length):
    """Any bits for numbers, NaN and NaT among them; a structure for records."""
    rng = np.random.RandomState(seed)
    dtype = np.dtype(text)
    if dtype.kind == 'O':
        choice = [None, True, 1, -2.5, 'text', b'bytes', ['a', 1], {'k': 'v'}, 'ä\U0001f600']
        if seed % 2:
            choice += [2 ** 70, {1, 2}, (1, (2,))]
        result = np.empty(length, 'O')
        for i in range(length):
            result[i] = choice[rng.randint(len(choice))]
        return result
    if dtype.kind == 'U':
        letters = ['a', 'ä', '€', '\U0001f600', '\0', ' ']
        width = dtype.itemsize // 4
        return np.array([''.join(letters[rng.randint(6)] for _ in range(rng.randint(width + 1)))
                         for _ in range(length)], dtype)
    if dtype.kind == 'b':
        return rng.randint(2, size=length).astype('b1')
    if dtype.itemsize >= 16 and dtype.kind in 'fc' and text[1:] in ('f16', 'c32'):
        return rng.standard_normal(length).astype(dtype)
    data = rng.bytes(length * dtype.itemsize)
    return np.frombuffer(data, STRUCTURE if dtype.kind == 'V' else dtype)


def describe(array):
    """One word for each element; NumPy's own view of it, not its bytes, where Java has one too."""
    kind = array.dtype.kind
    size = array.dtype.itemsize
    if kind in 'iub':
        words = [str(int(x)) for x in array]
    elif kind in 'mM':
        words = [str(int(x)) for x in array.view(array.dtype.str[0] + 'i8')]
    elif kind in 'fc' and size // (2 if kind == 'c' else 1) <= 8:
        parts = array.view(array.dtype.str[0] + 'f' + str(size // 2)) if kind == 'c' else array
        with np.errstate(invalid='ignore'):
            words = ['nan' if np.isnan(x) else format(int(np.float64(x).view('u8')), '016x') for x in parts]
    elif kind == 'U':
        words = ['.'.join(format(ord(c), 'x') for c in x) for x in array]
    elif kind == 'S':
        words = ['x' + bytes(x).hex() for x in array]
    elif kind == 'O':
        words = [describe_object(x) for x in array]
    else:
        words = ['x' + x.tobytes().hex() for x in array]
    return array.dtype.str + ' ' + ','.join(words)
