"""Does what it reads: one command a line. Prints one line for each."""

import pickle
import random
import sys

import partd

from describe import describe
from random_values import RandomValue


def key(text):
    return tuple(text.split('/')) if '/' in text else text


stores = {
    'none': lambda path: None,
    'pickle': lambda path: partd.Pickle(partd.File(path)),
    'pickle-zlib': lambda path: partd.Pickle(partd.ZLib(partd.File(path))),
    'python': lambda path: partd.Python(partd.File(path)),
    'python-zlib': lambda path: partd.Python(partd.ZLib(partd.File(path))),
}
store = stores[sys.argv[1]](sys.argv[2])

for line in sys.stdin:
    command, *words = line.rstrip('\n').split('\t')
    result = 'done'
    if command == 'describe':
        result = describe(pickle.loads(bytes.fromhex(words[0])))
    elif command == 'random':
        # A value from a seed, pickled, and what it is.
        value = RandomValue(random.Random(int(words[0])), words[2]).value(5)
        result = pickle.dumps(value, int(words[1])).hex() + ' ' + describe(value)
    elif command == 'append':
        # Values come as pickles.
        store.append({key(k): pickle.loads(bytes.fromhex(v)) for k, v in zip(words[::2], words[1::2])})
    elif command == 'append-random':
        value = [RandomValue(random.Random(int(words[1])), words[2]).value(4)]
        store.append({key(words[0]): value})
        result = describe(value)
    elif command == 'get':
        result = ' '.join(describe(v) for v in store.get([key(k) for k in words]))
    elif command == 'recursive':
        # Lists, dicts and tuples that contain themselves.
        x = pickle.loads(bytes.fromhex(words[0]))
        result = str(x[0] is x and x[1]['x'] is x and x[2][0] is x and x[3][0][0] is x[3])
    elif command == 'make-recursive':
        x = []
        t = ([],)
        t[0].append(t)
        x.extend([x, {'x': x}, (x,), t])
        result = pickle.dumps(x, int(words[0])).hex()
    else:
        raise ValueError(command)
    print(result, flush=True)
