package io.partd.internal;

import io.partd.OutcomeUnknownException;
import io.partd.Section;
import io.partd.Store;
import java.io.IOException;

/** Work in a section of a store, and what is thrown if the section cannot be ended. */
public final class Exclusive {

    private static final System.Logger LOG = System.getLogger("io.partd");

    private Exclusive() {}

    /** Work that returns what it takes out. */
    @FunctionalInterface
    public interface Removal<T> {
        T run() throws IOException;
    }

    /** Work that changes something. */
    @FunctionalInterface
    public interface Change {
        void run() throws IOException;
    }

    /**
     * Takes something out. It is returned even if the section cannot be ended then, which is logged: it is nowhere else
     * any more.
     */
    public static <T> T take(Store store, Removal<T> removal) throws IOException {
        Section section = store.lock();
        T taken;
        try {
            taken = removal.run();
        } catch (Throwable e) {
            end(section, e);
            throw e;
        }
        try {
            section.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "values were popped, but the section of " + store + " not ended", e);
        }
        return taken;
    }

    /**
     * Changes something.
     *
     * @throws OutcomeUnknownException also if the section cannot be ended after the change
     */
    public static void change(Store store, Change change) throws IOException {
        Section section = store.lock();
        try {
            change.run();
        } catch (Throwable e) {
            end(section, e);
            throw e;
        }
        try {
            section.close();
        } catch (OutcomeUnknownException e) {
            throw e;
        } catch (IOException e) {
            throw new OutcomeUnknownException(
                    store + " was changed, but its section could not be ended: " + e.getMessage(), e);
        }
    }

    private static void end(Section section, Throwable failure) {
        try {
            section.close();
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
