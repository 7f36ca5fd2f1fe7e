package io.partd.zmq.client;

import java.nio.ByteBuffer;
import java.util.function.IntFunction;

/** Direct memory of which parts are taken and given back in the same order. Not thread-safe. */
final class Ring {

    private final int capacity;
    private final IntFunction<ByteBuffer> allocation;
    private ByteBuffer memory = ByteBuffer.allocateDirect(0);
    private int begin;
    private int end;
    private boolean empty = true;

    Ring(int capacity) {
        this(capacity, ByteBuffer::allocateDirect);
    }

    /** Makes one whose memory comes from elsewhere. */
    Ring(int capacity, IntFunction<ByteBuffer> allocation) {
        this.capacity = capacity;
        this.allocation = allocation;
    }

    int capacity() {
        return capacity;
    }

    /** Returns the memory; made when it is first needed. */
    ByteBuffer memory() {
        if (memory.capacity() == 0) {
            memory = allocation.apply(capacity);
        }
        return memory;
    }

    /** Takes a part in one piece; returns where it is, -1 if there is no room. */
    int take(int length) {
        int at;
        if (empty) {
            begin = 0;
            at = length <= capacity ? 0 : -1;
        } else if (end > begin) {
            at = capacity - end >= length ? end : begin > length ? 0 : -1;
        } else {
            at = begin - end > length ? end : -1;
        }
        if (at >= 0) {
            end = at + length;
            empty = false;
        }
        return at;
    }

    /** Gives the part back that was taken last. */
    void giveLast(int at, boolean wasOnly) {
        end = at;
        empty = wasOnly;
    }

    /** Gives all parts back before one. */
    void giveBefore(int at) {
        begin = at;
    }

    /** Gives all parts back. */
    void giveAll() {
        empty = true;
    }

    /** Returns how many bytes are taken, about. */
    int taken() {
        if (empty) {
            return 0;
        }
        return end > begin ? end - begin : capacity - begin + end;
    }
}
