package io.partd.zmq.zmtp;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The memory for messages under way, in blocks of one size, shared by all connections of a server and bounded. Who
 * needs more than there is waits, first come first served.
 *
 * <p>A message is received into blocks before its length is known, so connections that all hold half a message could
 * wait for each other for ever. Hence a reserve, large enough for one message of the largest size: the first one in the
 * queue may use it until its message is done. Thread-safe.
 */
public final class Blocks {

    /** The size of a block, in bytes. */
    public static final int SIZE = 1 << 16;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Waiting> queue = new ArrayDeque<>();
    /** Blocks that were used before and are free; others are made when they are needed. */
    private final Deque<ByteBuffer> idle = new ArrayDeque<>();

    private final long reserve;
    /** Free blocks beside the reserve. Below zero by those that moved from the reserve. */
    private long free;

    private long reserveFree;
    private @Nullable Share reserveHolder;

    private Blocks(long general, long reserve) {
        this.free = general;
        this.reserve = reserve;
        this.reserveFree = reserve;
    }

    /**
     * Makes the memory.
     *
     * @param general bytes for all connections
     * @param largest bytes of the largest message, what it is charged for included; they come on top
     */
    public static Blocks of(long general, long largest) {
        return new Blocks(Math.max(1, general / SIZE), count(largest) + 2);
    }

    /** Returns the part of one connection. */
    public Share share() {
        return new Share();
    }

    /** Tells whether somebody waits for memory. */
    boolean isContended() {
        lock.lock();
        try {
            return !queue.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the number of bytes in use, for tests. */
    long used(long general) {
        lock.lock();
        try {
            return (general / SIZE - free + reserve - reserveFree) * SIZE;
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many wait, for tests. */
    int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many blocks were used before and are free, for tests. */
    int idle() {
        lock.lock();
        try {
            return idle.size();
        } finally {
            lock.unlock();
        }
    }

    private static long count(long bytes) {
        return (bytes + SIZE - 1) / SIZE;
    }

    /** One in the queue. */
    private final class Waiting {

        private final Condition turn = lock.newCondition();
    }

    /** What one connection holds. For the connection's thread. */
    public final class Share {

        private long held;
        private long fromReserve;
        private long charged;
        private boolean first;

        private Share() {}

        /**
         * Takes a block, empty.
         *
         * @throws MessageTooLargeException if the message that this is for already has all that one message may have
         * @throws InterruptedException if the thread is interrupted while it waits
         */
        ByteBuffer take() throws MessageTooLargeException, InterruptedException {
            acquire(1);
            lock.lock();
            try {
                ByteBuffer block = idle.poll();
                return block == null ? ByteBuffer.allocateDirect(SIZE) : block.clear();
            } catch (OutOfMemoryError e) {
                release(1);
                throw e;
            } finally {
                lock.unlock();
            }
        }

        /** Gives a block back. It counts as free even if there is no memory to keep it for the next one. */
        void give(ByteBuffer block) {
            lock.lock();
            try {
                release(1);
                idle.push(block);
            } finally {
                lock.unlock();
            }
        }

        /**
         * Counts memory that the message under way needs elsewhere, until {@link #settle}.
         *
         * @throws MessageTooLargeException if that is more than one message may have
         * @throws InterruptedException if the thread is interrupted while it waits for others to need less
         */
        public void charge(long bytes) throws MessageTooLargeException, InterruptedException {
            long blocks = count(bytes);
            acquire(blocks);
            charged += blocks;
            lock.lock();
            try {
                // What is charged for is elsewhere: idle blocks are not to be there beside it.
                while (!idle.isEmpty() && idle.size() > free + reserveFree) {
                    idle.pop();
                }
            } finally {
                lock.unlock();
            }
        }

        /** Ends a message: nothing is charged any more, and the reserve is free for another connection. */
        void settle() {
            lock.lock();
            try {
                release(charged);
                charged = 0;
                if (reserveHolder == Share.this) {
                    // A block that has the next message's beginning stays; it is no longer the reserve's.
                    free -= fromReserve;
                    reserveFree += fromReserve;
                    fromReserve = 0;
                    reserveHolder = null;
                    wakeFirst();
                }
            } finally {
                lock.unlock();
            }
        }

        /**
         * Lets this connection go first: it does not wait, and has memory for one message beyond the bound if need be.
         * For the one that all others may wait for while they have the memory. Of those there is one at a time.
         */
        public void goFirst(boolean from) {
            first = from;
        }

        private void acquire(long blocks) throws MessageTooLargeException, InterruptedException {
            lock.lock();
            try {
                if (first) {
                    if (free < blocks && held + blocks > reserve) {
                        throw tooLarge();
                    }
                    free -= blocks;
                } else if (reserveHolder == Share.this || !await(blocks)) {
                    if (reserveFree < blocks) {
                        throw tooLarge();
                    }
                    reserveFree -= blocks;
                    fromReserve += blocks;
                }
                held += blocks;
            } finally {
                lock.unlock();
            }
        }

        private MessageTooLargeException tooLarge() {
            return new MessageTooLargeException("a message needs more than the " + ((reserve * SIZE) >> 20)
                    + " MiB of memory that one may have; send less at once");
        }

        /** Waits for its turn; returns whether it got blocks, rather than the reserve. */
        private boolean await(long blocks) throws InterruptedException {
            if (queue.isEmpty() && free >= blocks) {
                free -= blocks;
                return true;
            }
            Waiting waiting = new Waiting();
            queue.add(waiting);
            try {
                while (true) {
                    if (queue.peek() == waiting) {
                        if (free >= blocks) {
                            free -= blocks;
                            return true;
                        }
                        if (reserveHolder == null) {
                            reserveHolder = Share.this;
                            return false;
                        }
                    }
                    waiting.turn.await();
                }
            } finally {
                queue.remove(waiting);
                wakeFirst();
            }
        }

        private void release(long blocks) {
            held -= blocks;
            long toReserve = Math.min(blocks, fromReserve);
            fromReserve -= toReserve;
            reserveFree += toReserve;
            free += blocks - toReserve;
            wakeFirst();
        }

        private void wakeFirst() {
            Waiting first = queue.peek();
            if (first != null) {
                first.turn.signal();
            }
        }
    }
}
