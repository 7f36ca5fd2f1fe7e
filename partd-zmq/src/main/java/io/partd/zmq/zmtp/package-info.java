/**
 * The transport: connections that carry ZeroMQ's multipart messages over TCP and Unix domain sockets, by ZMTP 3 (RFC 23
 * and RFC 37 of the ZeroMQ project). What is above knows {@link io.partd.zmq.zmtp.Connection} and its messages.
 */
@NullMarked
package io.partd.zmq.zmtp;

import org.jspecify.annotations.NullMarked;
