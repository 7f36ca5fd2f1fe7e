"""Writes to a log as docs/log-format.md describes it: python3 log_writer.py FOLDER [SEGMENT_BYTES]

Makes the log if there is none. Reads lines of JSON, each a batch: a list of records, each a key and a value in base64, or
a key and null, which deletes it. When a segment has more than SEGMENT_BYTES, another one follows. Nobody else may have
the log open. Prints how many batches were written.
"""

import base64
import fcntl
import json
import mmap
import os
import secrets
import struct
import sys

from log_reader import (
    APPEND, BATCH_HEADER, DATA, DELETE, END, INDEX, LARGEST_PIECE, LIST_HEADER, LONGEST_KEY, SEGMENT_HEADER, VERSION,
    Log, Manifest, aligned, crc32c, header_checksum, segment_name, u64)

STARTED = 64
WANTED, SECTIONS, EPOCH = 0, 64, 128
CAPACITY = 1 << 28


def summed(rest):
    """Puts the checksum before something, and pads it."""
    whole = struct.pack('<I', crc32c(rest)) + rest
    return whole + bytes(aligned(len(whole)) - len(whole))


def record(kind, key, value):
    return summed(struct.pack('<II', kind << 24 | len(key), len(value)) + key + value)


class Writer:
    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        self.lock = self.open('partd-log.lock', os.O_CREAT)
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        self.users = self.open('partd-log.users', os.O_CREAT)
        try:
            fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit('somebody has the log open')
        if os.fstat(self.lock).st_size < mmap.PAGESIZE:
            os.posix_fallocate(self.lock, 0, mmap.PAGESIZE)
        self.words = mmap.mmap(self.lock, mmap.PAGESIZE)
        self.word(WANTED, 0)
        sections, = struct.unpack_from('<Q', self.words, SECTIONS)
        self.word(SECTIONS, sections + sections % 2)
        if not os.path.exists(os.path.join(folder, 'partd-log')):
            self.make()
        # Refuses whatever is not whole: to recover a log is left to others.
        self.log = Log(folder)
        self.word(EPOCH, self.log.manifest.epoch)
        self.file = self.open(segment_name(self.log.last.number))

    def open(self, name, flags=0):
        return os.open(os.path.join(self.folder, name), os.O_RDWR | flags, 0o666)

    def word(self, at, number):
        self.words[at:at + 8] = u64(number)

    def make(self):
        body = Manifest.__new__(Manifest)
        body.salt, body.epoch, body.replaced, body.next, body.segments = secrets.randbits(64), 1, 1, 2, [1]
        body.metadata = {}
        os.close(self.segment(body))
        self.replace(body)

    def segment(self, manifest):
        """Makes the last segment of a manifest."""
        number = manifest.segments[-1]
        name = segment_name(number)
        if os.path.exists(os.path.join(self.folder, name)):
            os.remove(os.path.join(self.folder, name))
        file = self.open(name, os.O_CREAT | os.O_EXCL)
        os.posix_fallocate(file, 0, SEGMENT_HEADER + BATCH_HEADER)
        begin, rest = b'PARTDLOG' + struct.pack('<I', VERSION), struct.pack('<QQQ', manifest.salt, number, CAPACITY)
        rest += lineage(manifest)
        os.pwrite(file, begin + struct.pack('<I', crc32c(begin, rest)) + rest, 0)
        return file

    def replace(self, manifest):
        """Replaces the manifest."""
        path = os.path.join(self.folder, 'partd-log')
        with open(path + '.new', 'wb') as file:
            file.write(manifest.text())
        self.word(EPOCH, 0)
        os.rename(path + '.new', path)
        self.word(EPOCH, manifest.epoch)

    def batch(self, kind, parts):
        last = self.log.last
        at, length = last.end, BATCH_HEADER + sum(map(len, parts))
        header = struct.pack('<QIBBHIIQ', 0, 0, kind, 0, 0, len(parts), 0, 0)
        header = header[:8] + struct.pack('<I', header_checksum(header, length, last.salt, at)) + header[12:]
        os.posix_fallocate(self.file, 0, at + length + BATCH_HEADER)
        os.pwrite(self.file, u64(at + length), STARTED)
        os.pwrite(self.file, header + b''.join(parts), at)
        os.pwrite(self.file, u64(length), at)
        last.end = at + length
        return at + BATCH_HEADER

    def append(self, changes):
        parts = []
        for key, value in changes:
            if not 0 < len(key) <= LONGEST_KEY:
                sys.exit('a key has 1 to %d bytes' % LONGEST_KEY)
            if value is None:
                parts.append(record(DELETE, key, b''))
            for at in range(0, len(value or b''), LARGEST_PIECE):
                parts.append(record(APPEND, key, value[at:at + LARGEST_PIECE]))
        if parts:
            if self.log.last.ended:
                self.rotate()
            self.batch(DATA, parts)

    def rotate(self):
        """Ends the segment and begins another one."""
        self.refresh()
        if not self.log.last.ended:
            self.lists()
            self.batch(END, [])
        manifest = self.log.manifest
        manifest.segments.append(manifest.next)
        manifest.next += 1
        manifest.epoch += 1
        file = self.segment(manifest)
        self.replace(manifest)
        os.truncate(self.file, self.log.last.end + BATCH_HEADER)
        os.close(self.file)
        self.file = file
        self.refresh()

    def lists(self):
        parts = []
        for key in self.log.keys.values():
            records = key.records[key.listed:]
            if records:
                size = sum(end - begin for _, _, begin, end in records)
                parts.append(summed(
                    struct.pack('<IQQ', len(records), key.lists[-1] if key.lists else 0, size)
                    + b''.join(struct.pack('<I', offset // 8) for _, offset, _, _ in records)))
        if parts:
            self.batch(INDEX, parts)

    def refresh(self):
        """Reads what was written, all of it again."""
        self.log = Log(self.folder)

    def close(self):
        os.truncate(self.file, self.log.last.end + BATCH_HEADER)
        os.close(self.file)
        os.close(self.users)
        self.words.close()
        os.close(self.lock)


def lineage(manifest):
    """Which segments are the log: those that were appended to are in order, and compacted ones have later numbers."""
    numbers = manifest.segments
    appended = len(numbers) - 1
    while appended > 0 and numbers[appended - 1] < numbers[appended]:
        appended -= 1
    previous = numbers[-2] if appended < len(numbers) - 1 else 0
    return struct.pack('<IIIIQ', previous, numbers[appended], numbers[0] if appended else 0, appended, manifest.epoch)


def main(folder, segment_bytes=CAPACITY // 2):
    writer = Writer(folder)
    count = 0
    for line in sys.stdin:
        if line.isspace():
            break
        writer.append([(key.encode('utf-8'), value if value is None else base64.b64decode(value))
                       for key, value in json.loads(line)])
        count += 1
        if writer.log.last.end > segment_bytes:
            writer.rotate()
    writer.close()
    print(count, flush=True)


if __name__ == '__main__':
    main(sys.argv[1], *map(int, sys.argv[2:]))
