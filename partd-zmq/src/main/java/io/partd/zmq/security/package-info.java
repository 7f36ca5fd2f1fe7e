/** The security mechanisms of ZMTP: what a connection's handshake says, and what is done to each frame after it. */
@NullMarked
package io.partd.zmq.security;

import org.jspecify.annotations.NullMarked;
