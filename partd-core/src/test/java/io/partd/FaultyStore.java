package io.partd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/** A store of which one call fails, the first of a number. For one thread at a time. */
final class FaultyStore extends ForwardingStore {

    static final String MESSAGE = "the store failed, says the test";

    /** How a call fails. */
    enum Fault {
        /** Nothing is done, and a plain exception says so. */
        NOTHING_DONE,
        /** All is done, and the answer is lost. */
        ANSWER_LOST
    }

    private final Fault fault;
    private int left;
    private boolean failed;

    /**
     * Makes one.
     *
     * @param calls how many calls succeed before the one that fails
     */
    FaultyStore(Store store, Fault fault, int calls) {
        super(store);
        this.fault = fault;
        left = calls;
    }

    /** Tells whether the call that is to fail has come. */
    boolean hasFailed() {
        return failed;
    }

    /** Lets every further call succeed. */
    void heal() {
        left = Integer.MAX_VALUE;
    }

    @FunctionalInterface
    private interface Call<T> {
        T run() throws IOException;
    }

    private boolean isNext() {
        boolean next = left == 0;
        left = next ? Integer.MAX_VALUE : left - 1;
        failed |= next;
        return next;
    }

    private <T> T read(Call<T> call) throws IOException {
        if (isNext()) {
            throw new IOException(MESSAGE);
        }
        return call.run();
    }

    private <T> T changed(Call<T> call) throws IOException {
        if (!isNext()) {
            return call.run();
        }
        if (fault == Fault.ANSWER_LOST) {
            call.run();
            throw new OutcomeUnknownException(MESSAGE, null);
        }
        throw new IOException(MESSAGE);
    }

    private void change(Section call) throws IOException {
        changed(() -> {
            call.close();
            return true;
        });
    }

    @Override
    public void appendBuffers(Map<String, ? extends List<ByteBuffer>> batch) throws IOException {
        change(() -> super.appendBuffers(batch));
    }

    @Override
    public List<byte[]> get(List<String> keys) throws IOException {
        return read(() -> super.get(keys));
    }

    @Override
    public List<byte[]> pop(List<String> keys) throws IOException {
        return changed(() -> super.pop(keys));
    }

    @Override
    public boolean iset(String key, byte[] value) throws IOException {
        return changed(() -> super.iset(key, value));
    }

    @Override
    public void delete(Collection<String> keys) throws IOException {
        change(() -> super.delete(keys));
    }

    @Override
    public SortedSet<String> keys() throws IOException {
        return read(super::keys);
    }

    @Override
    public long size(String key) throws IOException {
        return read(() -> super.size(key));
    }

    @Override
    public void claim(Collection<String> keys) throws IOException {
        read(() -> {
            super.claim(keys);
            return true;
        });
    }

    @Override
    public void drop() throws IOException {
        change(super::drop);
    }

    @Override
    public void flush() throws IOException {
        change(super::flush);
    }

    /** A section that ends, and may fail to say so. */
    @Override
    public Section lock() throws IOException {
        Section section = read(super::lock);
        return () -> {
            section.close();
            if (isNext()) {
                throw new IOException(MESSAGE);
            }
        };
    }
}
