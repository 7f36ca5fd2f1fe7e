"""Reads a log as docs/log-format.md describes it: python3 log_reader.py FOLDER

Takes no lock and changes nothing. Verifies every checksum, also those that reading could do without. Prints a line of
JSON for each key: the key, the size of its value, and the value in base64, or its SHA-256 if it is larger than 1,000
bytes. Damage and what it does not know end it with a message.
"""

import base64
import hashlib
import json
import os
import struct
import sys

VERSION = 1
DATA, INDEX, CHECKPOINT, END = 1, 2, 3, 4
APPEND, DELETE = 1, 2
SEGMENT_HEADER, BATCH_HEADER, RECORD_HEADER, LIST_HEADER, ENTRY_HEADER = 128, 32, 12, 24, 32
LARGEST_PIECE, LONGEST_KEY = 262144, 65536


class Damaged(Exception):
    pass


class OtherVersion(Exception):
    pass


def _table():
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
        table.append(byte)
    return table


TABLE = _table()


def crc32c(*parts):
    crc = 0xFFFFFFFF
    for part in parts:
        for byte in part:
            crc = TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def u64(number):
    return struct.pack('<Q', number)


def aligned(length):
    return length + 7 & -8


def position(segment, offset):
    return segment << 35 | offset


def segment_name(number):
    return 'segment-%010d' % number


def mark(salt, offset):
    return (crc32c(u64(salt), u64(offset)) & 0xFFFFFF) << 40 | offset


def header_checksum(header, length, salt, offset):
    return crc32c(u64(length), header[12:32], u64(salt), u64(offset))


class Manifest:
    def __init__(self, text):
        lines = text.split(b'\n')
        word, _, version = lines[0].partition(b' ')
        if word != b'partd-log' or not version.isdigit():
            raise Damaged('no manifest of a log')
        if int(version) != VERSION:
            raise OtherVersion('a log of format version %d' % int(version))
        body, _, checksum = text.rpartition(b'checksum ')
        if checksum != b'%08x\n' % crc32c(body):
            raise Damaged('the checksum of the manifest is another')
        fields = dict(line.split(b' ', 1) for line in lines[1:6])
        self.salt = int(fields[b'salt'], 16)
        self.epoch = int(fields[b'epoch'])
        self.replaced = int(fields[b'replaced'])
        self.next = int(fields[b'next'])
        self.segments = [int(number) for number in fields[b'segments'].split(b' ')]
        self.metadata = {}
        for line in body.split(b'\n')[6:-1]:
            word, name, value = line.split(b' ')
            if word != b'metadata':
                raise Damaged('a line of the manifest that nobody knows')
            self.metadata[name.decode('ascii')] = bytes.fromhex(value.decode('ascii'))

    def text(self):
        body = b'partd-log %d\nsalt %016x\nepoch %d\nreplaced %d\nnext %d\nsegments %s\n' % (
            VERSION, self.salt, self.epoch, self.replaced, self.next,
            b' '.join(b'%d' % number for number in self.segments))
        for name, value in sorted(self.metadata.items()):
            body += b'metadata %s %s\n' % (name.encode('ascii'), value.hex().encode('ascii'))
        return body + b'checksum %08x\n' % crc32c(body)


class Segment:
    """A segment, read at once."""

    def __init__(self, folder, number, salt):
        self.number = number
        self.salt = salt
        self.path = os.path.join(folder, segment_name(number))
        with open(self.path, 'rb') as file:
            self.bytes = file.read()
        if len(self.bytes) < SEGMENT_HEADER or self.bytes[:8] != b'PARTDLOG':
            raise self.damaged(0, 'no segment')
        version, checksum = self.numbers('<II', 8)
        if version != VERSION:
            raise OtherVersion('%s is of format version %d' % (self.path, version))
        if checksum != crc32c(self.bytes[:12], self.bytes[16:64]):
            raise self.damaged(0, 'the checksum of the header is another')
        if self.numbers('<QQ', 16) != (salt, number):
            raise self.damaged(0, 'a segment of another log')
        self.capacity, = self.numbers('<Q', 32)
        self.started, = self.numbers('<Q', 64)
        self.end = SEGMENT_HEADER
        self.ended = False

    def numbers(self, form, at):
        return struct.unpack_from(form, self.bytes, at)

    def marked(self, at):
        word, = self.numbers('<Q', at)
        offset = word & (1 << 40) - 1
        return offset if word == mark(self.salt, offset) else 0

    def damaged(self, at, what):
        return Damaged('%s at byte %d: %s' % (self.path, at, what))

    def batches(self):
        """Yields kind, count, begin and end of what is in each batch."""
        while not self.ended:
            at = self.end
            if at + BATCH_HEADER > len(self.bytes):
                raise self.damaged(at, 'the file was cut')
            length, checksum, kind, flags, zero, count, more = self.numbers('<QIBBHII', at)
            if length == 0:
                return
            if length < BATCH_HEADER or length % 8 or length > len(self.bytes) - at - BATCH_HEADER:
                raise self.damaged(at, 'no batch')
            header = self.bytes[at:at + BATCH_HEADER]
            if (checksum != header_checksum(header, length, self.salt, at)
                    or zero or more or flags & ~1 or not DATA <= kind <= END):
                raise self.damaged(at, 'a damaged batch')
            yield kind, count, at + BATCH_HEADER, at + length
            self.end = at + length
            self.ended = kind == END

    def checked(self, at, end, limit):
        """Compares a record, list or entry with the checksum before it."""
        if end > limit or crc32c(self.bytes[at + 4:end]) != self.numbers('<I', at)[0]:
            raise self.damaged(at, 'the checksum is another')
        return aligned(end)


class Key:
    """What is known of a key's value."""

    def __init__(self):
        self.records = []  # its records: segment, offset, begin and end of the value
        self.listed = 0  # how many of them are in lists
        self.lists = []  # position of each list, and how many records it has


class Log:
    """A log as it is when this is made."""

    def __init__(self, folder):
        self.folder = folder
        with open(os.path.join(folder, 'partd-log'), 'rb') as file:
            self.manifest = Manifest(file.read())
        self.segments = {}
        self.keys = {}
        for number in self.manifest.segments:
            segment = Segment(folder, number, self.manifest.salt)
            self.segments[number] = segment
            for kind, count, at, end in segment.batches():
                self.batch(segment, kind, count, at, end)
            if not segment.ended and number != self.manifest.segments[-1]:
                raise segment.damaged(segment.end, 'the last batch is missing')
        self.last = segment
        if any(segment.bytes[segment.end:max(segment.end, len(segment.bytes))]):
            raise segment.damaged(segment.end, 'a write that did not come to its end')

    def batch(self, segment, kind, count, at, end):
        if kind == CHECKPOINT:
            checksum, zero, epoch = segment.numbers('<IIQ', at)
            if zero or checksum != crc32c(segment.bytes[at + 4:at + 16]):
                raise segment.damaged(at, 'a damaged checkpoint')
            self.current = epoch >= self.manifest.replaced
            entries = set()
            at += 16
            for _ in range(count):
                key, at = self.entry(segment, at, end)
                entries.add(key)
            if self.current and entries != set(self.keys):
                raise segment.damaged(at, 'a checkpoint of other keys')
        else:
            for _ in range(count):
                at = self.record(segment, at, end) if kind == DATA else self.list(segment, at, end)
            if kind != DATA and any(len(key.records) != key.listed for key in self.keys.values()):
                raise segment.damaged(at, 'a record before it is in no list')
        if at != end:
            raise segment.damaged(at, 'the batch does not end with what is in it')

    def record(self, segment, at, end):
        if at + RECORD_HEADER > end:
            raise segment.damaged(at, 'the batch ends before its records')
        length, size = segment.numbers('<II', at + 4)
        kind, length = length >> 24, length & 0xFFFFFF
        if not (0 < length <= LONGEST_KEY
                and (kind == APPEND and 0 < size <= LARGEST_PIECE or kind == DELETE and size == 0)):
            raise segment.damaged(at, 'no record')
        value = at + RECORD_HEADER + length
        following = segment.checked(at, value + size, end)
        key = segment.bytes[at + RECORD_HEADER:value]
        key.decode('utf-8')
        if kind == APPEND:
            self.keys.setdefault(key, Key()).records.append((segment, at, value, value + size))
        else:
            self.keys.pop(key, None)
        return following

    def list(self, segment, at, end):
        """Compares a list with the records that were read."""
        _, count, before, size = segment.numbers('<IIQQ', at)
        following = segment.checked(at, at + LIST_HEADER + 4 * count, end)
        offsets = [8 * n for n in segment.numbers('<%dI' % count, at + LIST_HEADER)]
        length = segment.numbers('<I', offsets[0] + 4)[0] & 0xFFFFFF
        begin = offsets[0] + RECORD_HEADER
        key = self.keys.get(segment.bytes[begin:begin + length])
        if key is None:
            raise segment.damaged(at, 'a list of a key without a value')
        records = key.records[key.listed:]
        if ([offset for _, offset, _, _ in records] != offsets or any(r[0] is not segment for r in records)
                or sum(e - b for _, _, b, e in records) != size):
            raise segment.damaged(at, 'a list of other records')
        if before >> 35 in self.manifest.segments and before != (key.lists or [0])[-1]:
            raise segment.damaged(at, 'a list with another one before it')
        key.listed += count
        key.lists.append(position(segment.number, at))
        return following

    def entry(self, segment, at, end):
        """Compares an entry of a checkpoint with what was read."""
        _, length, size, head, base = segment.numbers('<IIQQQ', at)
        following = segment.checked(at, at + ENTRY_HEADER + length, end)
        name = segment.bytes[at + ENTRY_HEADER:at + ENTRY_HEADER + length]
        if self.current:
            key = self.keys.get(name)
            if (key is None or size != self.size(name) or key.listed != len(key.records) or head != key.lists[-1]
                    or base and base not in key.lists):
                raise segment.damaged(at, 'an entry that says something else than the records')
        return name, following

    def size(self, key):
        return sum(end - begin for _, _, begin, end in self.keys[key].records)

    def value(self, key):
        return b''.join(segment.bytes[begin:end] for segment, _, begin, end in self.keys[key].records)


def main(folder):
    log = Log(folder)
    for key in sorted(log.keys):
        value = log.value(key)
        line = {'key': key.decode('utf-8'), 'size': len(value)}
        if len(value) > 1000:
            line['sha256'] = hashlib.sha256(value).hexdigest()
        else:
            line['value'] = base64.b64encode(value).decode('ascii')
        print(json.dumps(line))


if __name__ == '__main__':
    try:
        main(sys.argv[1])
    except (Damaged, OtherVersion) as e:
        sys.exit(str(e))
