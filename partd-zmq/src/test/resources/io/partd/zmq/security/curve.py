"""A peer that encrypts with libzmq; messages come back as they were."""
import sys

import zmq
import zmq.auth
import zmq.utils.monitor
from zmq.auth.thread import ThreadAuthenticator

TIMEOUT = 20_000


def sizes():
    return [[0], [1], [222, 223, 224], [0, 0, 5, 0], [255, 256, 65536], [1_000_000], [10] * 500, [1_000_000, 0, 1_000_000]]


def content(size, seed):
    return bytes((i * 31 + seed) & 0xFF for i in range(256)) * (size // 256) + bytes(range(size % 256))


def router(secret, folder=None):
    """Echoes what comes, until "stop"; with a folder, only its certificates are allowed."""
    context = zmq.Context()
    authenticator = None
    if folder:
        authenticator = ThreadAuthenticator(context)
        authenticator.start()
        authenticator.configure_curve(domain='*', location=folder)
    socket = context.socket(zmq.ROUTER)
    socket.rcvtimeo = TIMEOUT
    socket.curve_publickey, socket.curve_secretkey = zmq.auth.load_certificate(secret)
    socket.curve_server = True
    print(socket.bind_to_random_port('tcp://127.0.0.1'), flush=True)
    while True:
        message = socket.recv_multipart()
        socket.send_multipart(message)
        if message[-1] == b'stop':
            break
    socket.close()
    if authenticator:
        authenticator.stop()
    context.term()


def client(port, server, secret):
    socket = zmq.Context.instance().socket(zmq.DEALER)
    socket.rcvtimeo = TIMEOUT
    socket.linger = 1000
    socket.heartbeat_ivl = 50
    socket.heartbeat_timeout = TIMEOUT
    socket.curve_serverkey, _ = zmq.auth.load_certificate(server)
    socket.curve_publickey, socket.curve_secretkey = zmq.auth.load_certificate(secret)
    return socket, 'tcp://127.0.0.1:' + port


def dealer(port, server, secret):
    """Sends messages and compares what comes back."""
    socket, address = client(port, server, secret)
    socket.connect(address)
    for seed, parts in enumerate(sizes()):
        message = [content(size, seed) for size in parts]
        socket.send_multipart(message)
        assert socket.recv_multipart() == message, parts
    socket.send(b'wait')
    assert socket.recv() == b'waited'
    socket.send(b'stop')
    socket.close()
    print('ok')


def refused(port, server, secret):
    """Prints the status by which a server refuses it."""
    socket, address = client(port, server, secret)
    monitor = socket.get_monitor_socket(zmq.EVENT_HANDSHAKE_FAILED_AUTH)
    monitor.rcvtimeo = TIMEOUT
    socket.connect(address)
    print(zmq.utils.monitor.recv_monitor_message(monitor)['value'], flush=True)
    sys.stdin.readline()


def create(folder, name):
    public, secret = zmq.auth.create_certificates(folder, name, {'name': 'Ada'})
    show(public)
    show(secret)


def show(certificate):
    public, secret = zmq.auth.load_certificate(certificate)
    print(public.decode(), secret.decode() if secret else '-')


if __name__ == '__main__':
    globals()[sys.argv[1]](*sys.argv[2:])
