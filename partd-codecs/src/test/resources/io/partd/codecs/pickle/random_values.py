"""Random values: 'all' kinds that we read, 'plain' ones that msgpack has too."""

import collections
import datetime as dt
import decimal
import uuid
import zoneinfo

import numpy as np

ZONES = [dt.timezone.utc, dt.timezone(dt.timedelta(minutes=-210)), zoneinfo.ZoneInfo('America/New_York')]


class RandomValue:
    def __init__(self, random, kinds):
        self.r = random
        self.scalars = [self.none, self.bool, self.int, self.float, self.str, self.bytes]
        self.more = [self.big, self.bytearray, self.complex, self.decimal, self.datetime, self.timedelta, self.uuid,
                     self.range, self.numpy] if kinds == 'all' else []
        self.containers = [self.list, self.dict] + (
            [self.tuple, self.set, self.ordered] if kinds == 'all' else [])

    def value(self, depth):
        if depth > 0 and self.r.random() < 0.5:
            return self.r.choice(self.containers)(depth - 1)
        return self.r.choice(self.scalars + self.more)()

    def none(self):
        return None

    def bool(self):
        return self.r.random() < 0.5

    def int(self):
        return self.r.randrange(-2**self.r.randrange(1, 63), 2**self.r.randrange(1, 63))

    def big(self):
        return self.r.randrange(-2**self.r.randrange(1, 3000), 2**self.r.randrange(1, 3000))

    def float(self):
        return self.r.choice([0.0, -0.0, 1.5, self.r.random(), self.r.gauss(0, 1e10), float('inf')])

    def str(self):
        return ''.join(self.r.choice('ab\n\\\'"äß日本\U0001f600\0') for _ in range(self.r.choice([0, 1, 5, 40, 300])))

    def bytes(self):
        return self.r.randbytes(self.r.choice([0, 1, 5, 300]))

    def bytearray(self):
        return bytearray(self.bytes())

    def complex(self):
        return complex(self.float(), self.float())

    def decimal(self):
        return decimal.Decimal((self.r.randrange(2), tuple(self.r.choices(range(10), k=self.r.randrange(1, 30))),
                                self.r.randrange(-40, 40)))

    def datetime(self):
        when = dt.datetime(self.r.randrange(1, 10000), 1, 1) + dt.timedelta(microseconds=self.r.randrange(3 * 10**13))
        return self.r.choice([when, when.date(), when.time(), when.replace(tzinfo=self.r.choice(ZONES))])

    def timedelta(self):
        return dt.timedelta(self.r.randrange(-10**6, 10**6), self.r.randrange(86400), self.r.randrange(10**6))

    def uuid(self):
        return uuid.UUID(int=self.r.getrandbits(128))

    def range(self):
        return range(self.r.randrange(99), self.r.randrange(99), self.r.randrange(1, 9))

    def numpy(self):
        array = np.array([self.r.randrange(100) for _ in range(6)]).astype(
            self.r.choice(['<i8', '>i2', '<f4', '?', 'S3', '<U4', 'M8[s]', 'O']))
        return self.r.choice([array, array.reshape(2, 3), np.asfortranarray(array.reshape(3, 2)), array[0]])

    def list(self, depth):
        return [self.value(depth) for _ in range(self.r.randrange(6))]

    def tuple(self, depth):
        return tuple(self.list(depth))

    def set(self, depth):
        members = [self.key() for _ in range(self.r.randrange(6))]
        return self.r.choice([set, frozenset])(members)

    def dict(self, depth):
        return {self.key(): self.value(depth) for _ in range(self.r.randrange(6))}

    def ordered(self, depth):
        return self.r.choice([collections.OrderedDict, collections.deque])(self.dict(depth))

    def key(self):
        key = self.r.choice([self.str, self.bytes])()
        return (key, self.r.randrange(9)) if self.more and self.r.random() < 0.3 else key
