"""Writes what partd.Numpy stores, and what it is: python3 make_numpy.py FOLDER > numpy.txt

A line is a key's bytes and those of its dtype, in hexadecimal digits, and the description of the array. Each dtype has a key of its own, k0, k1 and so on, with two appends; of objects, one key in MessagePack and one pickled.
"""

import sys

import partd

from arrays import DTYPES, describe, make

store = partd.Numpy(partd.File(sys.argv[1]))
number = 0
for dtype in DTYPES:
    for kind in range(2 if dtype == '|O' else 1):
        key = 'k%d' % number
        number += 1
        for seed in 2, 4:
            array = make(dtype, seed + kind, 12 if dtype == '|O' else 3)
            store.append({key: array})
        print(store.partd.get(key).hex(), store.partd.get(key + '.dtype').hex(), describe(store.get(key)))
