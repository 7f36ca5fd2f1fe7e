package io.partd.redis;

import io.partd.OutcomeUnknownException;
import io.partd.Section;
import java.io.IOException;

/** A section that only the thread that began it can end, and only once. */
final class RedisSection implements Section {

    private final Thread owner = Thread.currentThread();
    private final Sections sections;
    private final Sections.AtEnd atEnd;
    private boolean closed;

    RedisSection(Sections sections, Sections.AtEnd atEnd) {
        this.sections = sections;
        this.atEnd = atEnd;
    }

    @Override
    public void close() throws IOException {
        Thread caller = Thread.currentThread();
        if (caller != owner) {
            throw new IllegalMonitorStateException("a section of thread '" + owner.getName()
                    + "' cannot be closed by thread '" + caller.getName() + "'");
        }
        if (!closed) {
            closed = true;
            try {
                sections.end(atEnd);
            } catch (OutcomeUnknownException e) {
                throw e;
            } catch (IOException e) {
                throw new OutcomeUnknownException(
                        "a section could not be ended, and what was done in it is not undone: " + e.getMessage(), e);
            }
        }
    }
}
