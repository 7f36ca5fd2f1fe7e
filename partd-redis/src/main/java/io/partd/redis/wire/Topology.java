package io.partd.redis.wire;

import java.io.IOException;

/** Says which server has which slot. Thread-safe. */
public interface Topology {

    /** Returns the server that has a slot, as far as is known. */
    ServerAddress serverOf(int slot);

    /**
     * Asks where the slots are now, unless that was just asked.
     *
     * @throws IOException if no server answers
     */
    void refresh(Deadline deadline) throws IOException;

    /** Takes what a server has said of a slot. */
    void moved(int slot, ServerAddress server);
}
