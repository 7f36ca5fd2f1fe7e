package io.partd.zmq.server;

import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Keeps what servers log from the screen, for the test to look at. */
final class LogLines extends Handler implements BeforeEachCallback, AfterEachCallback {

    private static final Logger LOGGER = Logger.getLogger("io.partd.zmq.server");

    private final List<String> lines = new ArrayList<>();

    @Override
    public void beforeEach(ExtensionContext context) {
        LOGGER.setUseParentHandlers(false);
        LOGGER.addHandler(this);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        LOGGER.removeHandler(this);
        LOGGER.setUseParentHandlers(true);
    }

    @Override
    public synchronized void publish(LogRecord line) {
        String text = MessageFormat.format(line.getMessage().replace("'", "''"), line.getParameters());
        lines.add(line.getThrown() == null ? text : text + ": " + line.getThrown());
    }

    /** Returns what was logged in this test so far. */
    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** Waits for a line with a text in it. */
    void await(String part) throws InterruptedException {
        long end = System.nanoTime() + 120_000_000_000L;
        while (lines().stream().noneMatch(line -> line.contains(part))) {
            if (System.nanoTime() > end) {
                throw new AssertionError("no line with '" + part + "' in " + lines());
            }
            Thread.sleep(1);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
