"""A codec of Python's partd, timed as CodecRun does: CODEC FILE BYTES PIECE ROUNDS, or only check CODEC."""
import struct
import sys
from time import perf_counter

LEAST_SECONDS = 0.5


def functions(name):
    """What partd calls, with the same arguments; zstd and lz4 are not partd's, and get the settings of our codecs."""
    if name == "zstd":
        import zstandard

        return zstandard.ZstdCompressor(level=3, write_checksum=True).compress, zstandard.ZstdDecompressor().decompress
    if name == "lz4":
        import lz4.frame as lz4

        def encode(data):
            return lz4.compress(data, block_linked=False, content_checksum=True, block_size=lz4.BLOCKSIZE_MAX4MB)

        return encode, lz4.decompress
    if name == "pickle":
        import pickle

        return lambda values: pickle.dumps(values, protocol=pickle.HIGHEST_PROTOCOL), pickle.loads
    if name == "msgpack":
        from partd.python import dumps, loads

        return dumps, loads
    if name == "json":
        import json

        def encode(values):
            return "".join(json.dumps(value) + "\n" for value in values).encode()

        return encode, lambda data: [json.loads(line) for line in data.splitlines()]
    module = __import__(name)
    return module.compress, module.decompress


if sys.argv[1] == "check":
    functions(sys.argv[2])
    sys.exit()

encode, decode = functions(sys.argv[1])
total, length, rounds = map(int, sys.argv[3:])
with open(sys.argv[2], "rb") as data:
    everything = data.read(total)
pieces = [everything[at : at + length] for at in range(0, len(everything), length)]
if sys.argv[1] in ("pickle", "msgpack", "json"):  # of lists: rows of texts, or numbers
    if sys.argv[2].endswith(".csv"):
        pieces = [[line.split(",") for line in piece.decode().split("\n")] for piece in pieces]
    else:
        pieces = [list(struct.unpack("<%dq" % (len(piece) // 8), piece)) for piece in pieces]


def encode_all():
    return [encode(piece) for piece in pieces]


def decode_all():
    for payload in payloads:
        decode(payload)


def seconds(step):
    """The mean of as many runs as fill half a second, and what the last returned."""
    start = perf_counter()
    times = 0
    while True:
        result = step()
        times += 1
        took = perf_counter() - start
        if took >= LEAST_SECONDS:
            return took / times, result


for number in range(1, rounds + 1):
    encoding, payloads = seconds(encode_all)
    decoding, _ = seconds(decode_all)
    assert [decode(payload) for payload in payloads] == pieces
    print(number, encoding, decoding, sum(map(len, payloads)), flush=True)
