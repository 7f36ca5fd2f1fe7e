"""Python's partd served on a free port: FOLDER."""
import sys
import tempfile

import partd.zmq

# The default store, Buffer(Dict(), File()), makes its folder where temporary files go.
tempfile.tempdir = sys.argv[1]
# On all interfaces: partd 1.3.0 fails on any address that it is given to bind to.
server = partd.zmq.Server(hostname="127.0.0.1")
print("serving at", server.address.decode(), flush=True)
server.block()
