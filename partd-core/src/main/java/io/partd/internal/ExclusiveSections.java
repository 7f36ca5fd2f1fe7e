package io.partd.internal;

import io.partd.OutcomeUnknownException;
import io.partd.Section;
import io.partd.Store;
import java.io.IOException;

/** Runs work in a section of a store, and decides what to throw if the section cannot be ended. */
public final class ExclusiveSections {

    private static final System.Logger LOG = System.getLogger("io.partd");

    private ExclusiveSections() {}

    /**
     * Removes values and returns them. Returns them even if the section cannot be ended, and logs that failure: nobody
     * else holds the values any more.
     */
    public static <T> T take(Store store, IoSupplier<T> removal) throws IOException {
        Section section = store.lock();
        T taken;
        try {
            taken = removal.get();
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
     * Makes a change.
     *
     * @throws OutcomeUnknownException also if the section cannot be ended after the change
     */
    public static void change(Store store, IoRunnable change) throws IOException {
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
