package io.partd.log;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Keeps the log's warnings from filling the screen in tests that cause thousands of them. */
final class WithoutWarnings implements BeforeAllCallback, AfterAllCallback {

    private static final Logger LOGGER = Logger.getLogger("io.partd.log");

    @Override
    public void beforeAll(ExtensionContext context) {
        LOGGER.setLevel(Level.OFF);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        LOGGER.setLevel(null);
    }
}
