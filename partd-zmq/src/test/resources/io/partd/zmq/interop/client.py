"""A partd.Client that does what it reads: a line each, words with tabs between. Keys with a + are tuples."""

import sys

from partd import Client


def key(text):
    return tuple(text.split("+")) if "+" in text else text


def pairs(words):
    return {key(k): bytes.fromhex(v) for k, v in zip(words[::2], words[1::2])}


def main():
    client = Client(sys.argv[1])
    for line in sys.stdin:
        command, *words = line.rstrip("\n").split("\t")
        answer = "done"
        try:
            if command == "append":
                client.append(pairs(words))
            elif command == "get":
                values = client.get([key(k) for k in words])
                answer = " ".join(value.hex() or "-" for value in values)
            elif command == "get-one":
                answer = client.get(key(words[0])).hex() or "-"
            elif command == "iset":
                client.iset(key(words[0]), bytes.fromhex(words[1]))
            elif command == "delete":
                client.delete([key(k) for k in words])
            elif command == "drop":
                client.drop()
            elif command == "count":  # appends a number of pieces, and waits for the last acknowledgement
                for i in range(int(words[1])):
                    client.append({words[0]: b"<%s:%d>" % (words[2].encode(), i)})
                client.get([words[0]])
            elif command == "random":  # appends bytes that the other side can make too
                size = int(words[1])
                client.append({words[0]: bytes(i * i % 251 for i in range(size))})
            elif command == "close-server":
                client.close_server()
                client.socket.recv_multipart()  # its acknowledgement
            else:
                answer = "unknown " + command
        except AssertionError:
            answer = "AssertionError"
        print(answer, flush=True)
    client.close()


if __name__ == "__main__":
    main()
