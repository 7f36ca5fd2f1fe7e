package io.partd.buffer;

import io.partd.InvalidKeyException;
import io.partd.OutcomeUnknownException;
import io.partd.PartlyAppendedException;
import io.partd.Store;
import io.partd.StoreClosedException;
import io.partd.internal.Bytes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeSet;

/**
 * Moves bytes from a buffer's memory to the store below. All calls need the lock under which nothing else leaves the
 * memory.
 *
 * <p>It writes the first bytes of the values from where they lie, and removes them once they are stored; if a write
 * fails, there is nothing to restore. If nobody knows whether the bytes are stored, it removes them too: otherwise they
 * would be read twice if they are stored, and the next spill would store them twice. The exception then says how many
 * bytes may be missing.
 */
final class SpillWriter {

    private final Front front;
    private final Store slow;

    SpillWriter(Front front, Store slow) {
        this.front = front;
        this.slow = slow;
    }

    /** Moves the largest values, one batch of them; false if the low mark is reached. */
    boolean largest() throws IOException {
        Map<String, Bytes> victims = front.largest();
        if (victims == null) {
            return false;
        }
        write(victims);
        return true;
    }

    /**
     * Moves all that is held at the beginning, and forgets the keys.
     *
     * @param failures gets what goes wrong with some of it
     * @throws IOException if the rest cannot be moved either
     */
    void all(SpillFailures failures) throws IOException {
        Queue<String> keys = new ArrayDeque<>(front.keys());
        while (!keys.isEmpty()) {
            write(front.next(keys), failures);
        }
        front.forgetIdle();
    }

    /** As {@link #all}, whether the thread is interrupted or not. */
    void allUninterrupted(SpillFailures failures) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    all(failures);
                    return;
                } catch (InterruptedIOException e) {
                    if (!Thread.interrupted()) {
                        throw e;
                    }
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Moves bytes that are the first held of their keys. */
    void write(Map<String, Bytes> victims) throws IOException {
        SpillFailures failures = new SpillFailures();
        write(victims, failures);
        failures.throwIfAny(slow);
    }

    /**
     * Moves bytes that are the first held of their keys. A key that the slower store refuses keeps no other back: the
     * keys are halved until it is alone. Whatever else goes wrong would go wrong for each half too, so it is not tried
     * again.
     *
     * @param failures gets what goes wrong with these bytes only
     */
    private void write(Map<String, Bytes> victims, SpillFailures failures) throws IOException {
        try {
            if (!victims.isEmpty()) {
                append(Spilled.buffers(victims), victims);
            }
        } catch (InvalidKeyException e) {
            if (victims.size() == 1) {
                failures.refuse(victims.keySet().iterator().next(), e);
            } else {
                for (Map<String, Bytes> half : Spilled.halves(victims)) {
                    write(half, failures);
                }
            }
        } catch (OutcomeUnknownException e) {
            failures.add(e);
        } catch (PartlyAppendedException e) {
            throw SpillFailures.notAdded(Spilled.left(victims, e), slow, e);
        } catch (InterruptedIOException | StoreClosedException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw SpillFailures.notAdded(new TreeSet<>(victims.keySet()), slow, e);
        }
    }

    /** Appends to the slower store what is held, and more perhaps; lets go of what may be stored, and only of that. */
    void append(Map<String, List<ByteBuffer>> buffers, Map<String, Bytes> held) throws IOException {
        try {
            slow.appendBuffers(buffers);
        } catch (PartlyAppendedException e) {
            front.release(Spilled.stored(held, e));
            throw e;
        } catch (OutcomeUnknownException e) {
            front.release(held);
            throw Spilled.unknown(slow, buffers, e);
        }
        front.release(held);
    }
}
