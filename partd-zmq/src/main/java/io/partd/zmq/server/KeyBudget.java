package io.partd.zmq.server;

import io.partd.zmq.zmtp.Blocks;
import io.partd.zmq.zmtp.MalformedException;
import io.partd.zmq.zmtp.Message;
import java.io.IOException;

/**
 * Reads the keys of one message, and charges for what they take on the heap: a message of nothing but short keys would
 * take a multiple of its length. For one thread.
 */
final class KeyBudget {

    /** An entry of a map, a text, and a list for its value. */
    private static final int COST = 200;

    private static final int LONGEST = 1 << 20;

    private final Blocks.Share memory;
    private long uncharged;

    KeyBudget(Blocks.Share memory) {
        this.memory = memory;
    }

    /** Reads a key of so many bytes from a message. */
    String read(Message message, long length) throws IOException, InterruptedException {
        if (length > LONGEST) {
            throw new MalformedException("a key of " + length + " bytes; no store takes more than " + LONGEST);
        }
        uncharged += COST + length;
        if (uncharged >= Blocks.SIZE) {
            memory.charge(uncharged);
            uncharged = 0;
        }
        return message.readText(length);
    }
}
