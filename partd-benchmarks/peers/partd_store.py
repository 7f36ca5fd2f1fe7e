"""Python's partd, timed as Rounds does: STORE KEYS KEYS_PER_APPEND VALUE_BYTES APPENDS MEMORY THREADS ROUNDS FOLDER."""
import os
import random
import shutil
import sys
from time import perf_counter
from zlib import crc32

import partd

POOL, SMALL_POOL = 32_000_000, 1_000_000

kind, folder = sys.argv[1], sys.argv[9]
keys, keys_per_append, value_bytes, appends, memory, threads, rounds = map(int, sys.argv[2:9])
assert threads == 1, "one thread only"

names = ["key-%d" % key for key in range(keys)]
pool = random.Random(42)
batches = [
    {name: pool.getrandbits(8 * value_bytes).to_bytes(value_bytes, "big") for name in names[first : first + keys_per_append]}
    for i in range(max(2, (SMALL_POOL if keys_per_append == 1 else POOL) // (keys * value_bytes)))
    for first in range(0, keys, keys_per_append)
]
draws = []
state = 42
for _ in range(appends):
    state = (state * 1103515245 + 12345) & 0x7FFFFFFF
    draws.append((state >> 8) % len(batches))
expected = appends * keys_per_append * value_bytes

# Buffer gives newer pieces before older ones, so there their order is not checked.
factor = 1 if kind == "buffer" else 31


def following(checksum, piece):
    return (checksum * factor + piece) & 0xFFFFFFFFFFFFFFFF


checksums = dict.fromkeys(names, 0)
pieces = [[(name, crc32(value)) for name, value in batch.items()] for batch in batches]
for draw in draws:
    for name, piece in pieces[draw]:
        checksums[name] = following(checksums[name], piece)

def touch_memory():
    """As Rounds does before each round."""
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "touched")
    with open(path, "wb", buffering=0) as file:
        for _ in range(0, expected, 1 << 20):
            file.write(bytes(1 << 20))
    os.remove(path)


for number in range(1, rounds + 1):
    touch_memory()
    path = os.path.join(folder, str(number))
    store = partd.File(path)
    if kind == "buffer":
        store = partd.Buffer(partd.Dict(), store, available_memory=memory)
    start = perf_counter()
    for draw in draws:
        store.append(batches[draw])
    middle = perf_counter()
    read = 0
    for name in names:
        read += len(store.get(name))
    end = perf_counter()
    assert read == expected, "appended %d bytes and read %d" % (expected, read)
    for name in names:
        value = store.get(name)
        checksum = 0
        for first in range(0, len(value), value_bytes):
            checksum = following(checksum, crc32(value[first : first + value_bytes]))
        assert checksum == checksums[name], "the value of %s is not what was appended to it" % name
    print(number, middle - start, end - middle, "- -")
    shutil.rmtree(path)
