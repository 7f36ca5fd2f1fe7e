/** What is in the messages of server and clients, in both dialects; see {@code docs/wire-protocol.md}. */
@NullMarked
package io.partd.zmq.wire;

import org.jspecify.annotations.NullMarked;
