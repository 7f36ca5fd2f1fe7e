package io.partd.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes the parts of a value that is read without a copy. */
@FunctionalInterface
public interface BufferConsumer {

    /**
     * Takes the next part.
     *
     * @param buffer what remains in it is the part; it must not be touched after this has returned
     */
    void accept(ByteBuffer buffer) throws IOException;
}
