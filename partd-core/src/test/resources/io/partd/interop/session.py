"""Does what it reads: one command a line, values in hexadecimal. Prints one line for each."""

import sys

import partd

stores = {'file': partd.File, 'zlib': lambda path: partd.ZLib(partd.File(path))}
store = stores[sys.argv[1]](sys.argv[2])


def key(text):
    return tuple(text.split('/')) if '/' in text else text


for line in sys.stdin:
    command, *words = line.rstrip('\n').split('\t')
    result = 'done'
    if command == 'append':
        store.append({key(k): bytes.fromhex(v) for k, v in zip(words[::2], words[1::2])})
    elif command == 'get':
        result = ' '.join(v.hex() or '-' for v in store.get([key(k) for k in words]))
    elif command == 'iset':
        store.iset(key(words[0]), bytes.fromhex(words[1]))
    elif command == 'delete':
        store.delete([key(k) for k in words])
    elif command == 'drop':
        store.drop()
    elif command == 'count':
        # A read-modify-write in steps, which only the lock makes one.
        for i in range(int(words[1])):
            store.lock.acquire()
            try:
                value = int(store.get([words[0]], lock=False)[0] or b'0')
                store.delete([words[0]], lock=False)
                store.append({words[0]: b'%d' % (value + 1)}, lock=False)
            finally:
                store.lock.release()
    else:
        raise ValueError(command)
    print(result, flush=True)
