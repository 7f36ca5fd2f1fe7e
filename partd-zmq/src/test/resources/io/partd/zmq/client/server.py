"""Python's partd.Server over the store that is named: memory, or buffer and a folder. Prints its port; a line ends it."""

import os
import sys

from partd import Buffer, Dict, File
from partd.zmq import Server


def store(words):
    if words[0] == "memory":
        return Dict()
    return Buffer(Dict(), File(words[1]), available_memory=100000)


def main():
    server = Server(store(sys.argv[1:]), hostname="127.0.0.1")
    print(server.address.decode().rsplit(":", 1)[1], flush=True)
    for line in sys.stdin:
        if line == "status\n":
            print(server.status, flush=True)
        else:
            break
    os._exit(0)


if __name__ == "__main__":
    main()
