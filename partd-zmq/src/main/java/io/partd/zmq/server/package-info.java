/** The server: a partd that many processes write to and read from, over the wire of Python's partd. */
@NullMarked
package io.partd.zmq.server;

import org.jspecify.annotations.NullMarked;
