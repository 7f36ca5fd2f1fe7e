"""Python's partd, timed as StoreRun does: STORE KEYS KEYS_PER_APPEND VALUE_BYTES APPENDS ROUNDS FOLDER."""
import os
import sys
from time import perf_counter

import partd

POOL = 32_000_000

kind, folder = sys.argv[1], sys.argv[7]
keys, keys_per_append, value_bytes, appends, rounds = map(int, sys.argv[2:7])

names = ["key-%d" % key for key in range(keys)]
batches = [
    {name: bytes([i % 256]) * value_bytes for name in names[first : first + keys_per_append]}
    for i in range(max(1, POOL // (keys * value_bytes)))
    for first in range(0, keys, keys_per_append)
]
draws = []
state = 42
for _ in range(appends):
    state = (state * 1103515245 + 12345) & 0x7FFFFFFF
    draws.append((state >> 8) % len(batches))
expected = appends * keys_per_append * value_bytes

for number in range(1, rounds + 1):
    store = partd.File(os.path.join(folder, str(number)))
    if kind == "buffer":
        store = partd.Buffer(partd.Dict(), store, available_memory=64_000_000)
    start = perf_counter()
    for draw in draws:
        store.append(batches[draw])
    middle = perf_counter()
    read = 0
    for name in names:
        read += len(store.get(name))
    end = perf_counter()
    assert read == expected, "appended %d bytes and read %d" % (expected, read)
    print(number, middle - start, end - middle)
