package io.partd.zmq.server;

import io.partd.ForwardingStore;
import io.partd.Store;

/** A store that keeps what it has: any client may drop all, and a random one would do so at times. */
final class WithoutDrop extends ForwardingStore {

    WithoutDrop(Store store) {
        super(store);
    }

    @Override
    public void drop() {}
}
