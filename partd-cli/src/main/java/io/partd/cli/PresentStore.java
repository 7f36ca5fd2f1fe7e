package io.partd.cli;

import io.partd.Store;
import java.io.IOException;
import java.util.Set;

/** A store that has been there before, and gets what is copied as it comes. */
final class PresentStore implements CopyTarget {

    private final Store store;

    PresentStore(Store store) {
        this.store = store;
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public void finish() throws IOException {
        store.flush();
    }

    /** Deletes the keys, also for a thread that has been interrupted. */
    @Override
    public String undo(Set<String> keys) {
        if (keys.isEmpty()) {
            return store + " is as it was";
        }
        boolean interrupted = Thread.interrupted();
        try {
            store.delete(keys);
            return "what was copied to " + store + " was deleted again";
        } catch (IOException e) {
            return "what was copied to " + store + " is incomplete, and could not be deleted: " + Failures.message(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public String keep() {
        return "what was added to " + store + " before that stays";
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
