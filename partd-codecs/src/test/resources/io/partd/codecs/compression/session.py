"""A partd of the layers named, outermost first, over a folder: session.py Snappy,Buffer,File FOLDER

Does what it reads: one command a line, values in hexadecimal. Prints one line for each.
"""

import sys

import partd

store = partd.File(sys.argv[2])
buffers = []
for layer in reversed(sys.argv[1].split(',')[:-1]):
    if layer == 'Buffer':
        store = partd.Buffer(partd.Dict(), store, available_memory=2000)
        buffers.append(store)
    else:
        store = getattr(partd, layer)(store)


def key(text):
    return tuple(text.split('/')) if '/' in text else text


for line in sys.stdin:
    command, *words = line.rstrip('\n').split('\t')
    result = 'done'
    if command == 'append':
        store.append({key(k): bytes.fromhex(v) for k, v in zip(words[::2], words[1::2])})
        for buffer in buffers:
            buffer.flush()
    elif command == 'get':
        result = ' '.join(v.hex() or '-' for v in store.get([key(k) for k in words]))
    else:
        raise ValueError(command)
    print(result, flush=True)
