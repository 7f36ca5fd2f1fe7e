/** The client of a partd server, ours or Python's: a {@link io.partd.Store} whose data is elsewhere. */
@NullMarked
package io.partd.zmq.client;

import org.jspecify.annotations.NullMarked;
