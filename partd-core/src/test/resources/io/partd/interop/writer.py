"""One of several writers to one folder; the same as Writer in Java: writer.py FOLDER NUMBER PROGRESS..."""

import mmap
import struct
import sys
import time

import partd

AHEAD = 500
KEYS = ['k0', 'k1', 'k2', 'k3', 'k4', 'deep/k5', 'deep/k6', 'deep/er/k7']

folder, number = sys.argv[1], int(sys.argv[2])
progress = []
for name in sys.argv[3:]:
    with open(name, 'r+b') as f:
        progress.append(mmap.mmap(f.fileno(), 16))
mine, others = progress[number], progress[:number] + progress[number + 1 :]


def acked(writer):
    return struct.unpack_from('<q', writer, 8)[0]


def batch(i):
    keys = {KEYS[i % 8]}
    if i % 5 == 0:
        keys.add(KEYS[(i // 5 + 3) % 8])
    return {tuple(k.split('/')): b'%d %06d %s %s\n' % (number, i, k.encode(), b'.' * (i * 7 % 90)) for k in keys}


store = partd.File(folder)
print('ready', flush=True)
for line in sys.stdin:
    first, last = map(int, line.split())
    for i in range(first, last):
        if i % 50 == 0:
            while i - min(map(acked, others)) > AHEAD:
                time.sleep(0.001)
        struct.pack_into('<q', mine, 0, i + 1)
        store.append(batch(i))
        struct.pack_into('<q', mine, 8, i + 1)
    print('done', flush=True)
