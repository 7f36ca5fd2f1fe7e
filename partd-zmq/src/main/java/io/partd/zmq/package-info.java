/** What server and client share: addresses, keys of CURVE, and errors. */
@NullMarked
package io.partd.zmq;

import org.jspecify.annotations.NullMarked;
