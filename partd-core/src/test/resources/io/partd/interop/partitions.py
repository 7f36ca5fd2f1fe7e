"""Prints a key, a number of partitions and the key's partition in each line, for random keys."""

import random
import sys

import xxhash

rng = random.Random(int(sys.argv[1]))
for i in range(int(sys.argv[2])):
    length = rng.choice([rng.randrange(20), rng.randrange(300), rng.randrange(3000)])
    key = rng.getrandbits(8 * length).to_bytes(length, "big") if length else b""
    n = rng.choice([1, 2, 3, 64, 100, 1000, 65536, 99999])
    print("k" + key.hex(), n, xxhash.xxh3_64_intdigest(key) % n)
