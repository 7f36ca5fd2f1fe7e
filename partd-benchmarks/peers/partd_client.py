"""A client of Python's partd, as Connections is one in Java: SERVER PIPELINE KEYS KEYS_PER_APPEND VALUE_BYTES APPENDS
CONNECTIONS FIRST COUNT. A process has one connection."""
import random
import sys
from zlib import crc32

import partd.zmq

POOL = 32_000_000

keys, keys_per_append, value_bytes, appends, connections, first, count = map(int, sys.argv[3:10])
assert count == 1, "one connection only"

names = ["key-%d" % key for key in range(keys)]
generator = random.Random(42)
batches = [
    {
        name: generator.getrandbits(8 * value_bytes).to_bytes(value_bytes, "big")
        for name in names[start : start + keys_per_append]
    }
    for _ in range(max(2, POOL // (keys * value_bytes)))
    for start in range(0, keys, keys_per_append)
]
draws = []
state = 42
for _ in range(appends):
    state = (state * 1103515245 + 12345) & 0x7FFFFFFF
    draws.append((state >> 8) % len(batches))
own_names = [name for key, name in enumerate(names) if key % connections == first]

client = partd.zmq.Client(sys.argv[1])


def settle():
    """Waits for the last acknowledgement, and leaves it for the client, which receives it before it sends again."""
    client.socket.poll()


def append(start, stop):
    share = 0
    for i in range(start + (first - start) % connections, stop, connections):
        client.append(batches[draws[i]])
        share += 1
    settle()
    return share * keys_per_append * value_bytes


def get():
    read = 0
    for name in own_names:
        read += len(client.get(name))
    return read


def check():
    """Adds up the checksums of the pieces, in any order: Python's Buffer does not keep it."""
    expected = dict.fromkeys(names, 0)
    pieces = [[(name, crc32(value)) for name, value in batch.items()] for batch in batches]
    for draw in draws:
        for name, piece in pieces[draw]:
            expected[name] += piece
    for name in own_names:
        value = client.get(name)
        found = sum(crc32(value[at : at + value_bytes]) for at in range(0, len(value), value_bytes))
        assert found == expected[name], "the value of %s is not what was appended to it" % name
    return 0


def drop():
    client.drop()
    settle()
    return 0


print("ready", flush=True)
for line in sys.stdin:
    command, *numbers = line.split()
    print({"append": append, "get": get, "check": check, "drop": drop}[command](*map(int, numbers)), flush=True)
client.close()
