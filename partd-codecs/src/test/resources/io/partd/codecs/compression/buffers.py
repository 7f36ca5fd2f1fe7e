"""Exchanges Blosc buffers: buffers.py make|check FOLDER

Both write to, or read from, FOLDER/pieces and FOLDER/buffers: lengths of 4 bytes, little-endian, each before so many
bytes; in the latter also the number of the piece, before the length.
"""

import random
import struct
import sys

import blosc

command, folder = sys.argv[1:]

SIZES = [0, 1, 7, 127, 128, 129, 1000, 4095, 16384, 65537, 262152, 1000003]
LARGE = [5000000]


def piece(size):
    """Numbers of eight bytes that grow, with a little noise between."""
    chance = random.Random(size)
    out = bytearray()
    number = 0
    while len(out) < size:
        number += chance.randrange(1000)
        out += struct.pack('<q', number) * 50
        out += bytes(chance.randrange(256) for _ in range(16))
    return bytes(out[:size])


def settings():
    for size in SIZES:
        for cname in blosc.compressor_list():
            for shuffle in 0, 1, 2:
                for level in 0, 1, 9:
                    some = size > 20000
                    for typesize in (1, 3, 8, 16) if some else range(1, 17):
                        yield size, cname, shuffle, level, typesize
    for size in LARGE:
        for cname in blosc.compressor_list():
            for shuffle, level, typesize in (1, 9, 8), (2, 1, 4), (0, 1, 1):
                yield size, cname, shuffle, level, typesize
    for typesize in 17, 100, 255:
        for shuffle in 0, 1, 2:
            yield 65537, 'blosclz', shuffle, 9, typesize


def make():
    sizes = SIZES + LARGE
    pieces = [piece(size) for size in sizes]
    with open(folder + '/pieces', 'wb') as out:
        for each in pieces:
            out.write(struct.pack('<I', len(each)) + each)
    count = 0
    with open(folder + '/buffers', 'wb') as out:
        for size, cname, shuffle, level, typesize in settings():
            number = sizes.index(size)
            buffer = blosc.compress(pieces[number], typesize, level, shuffle, cname)
            out.write(struct.pack('<II', number, len(buffer)) + buffer)
            count += 1
    return count


def records(name, header):
    with open(folder + '/' + name, 'rb') as data:
        while True:
            head = data.read(struct.calcsize(header))
            if not head:
                return
            *number, length = struct.unpack(header, head)
            yield number, data.read(length)


def check():
    pieces = [each for _, each in records('pieces', '<I')]
    count = 0
    for (number,), buffer in records('buffers', '<II'):
        if blosc.decompress(buffer) != pieces[number]:
            raise ValueError('buffer %d is not piece %d' % (count, number))
        count += 1
    return count


print(make() if command == 'make' else check(), flush=True)
