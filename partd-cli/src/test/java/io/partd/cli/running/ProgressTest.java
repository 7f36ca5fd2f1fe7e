package io.partd.cli.running;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.UnstartableThread;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** The bar that shows how far a command is. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
@ResourceLock(Resources.SYSTEM_ERR)
final class ProgressTest {

    /** A closed bar has ended its line; an open one would be drawn again and again. */
    @Test
    void theBarIsClosedIfNoThreadCanPaintIt() {
        PrintStream before = System.err;
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        System.setProperty("partd.terminal", "true");
        System.setErr(new PrintStream(shown, true, UTF_8));
        try {
            assertThatThrownBy(() -> new Progress("work", new LongAdder(), 10, UnstartableThread::new))
                    .isInstanceOf(OutOfMemoryError.class);
        } finally {
            System.setErr(before);
            System.clearProperty("partd.terminal");
        }
        assertThat(shown.toString(UTF_8)).endsWith(System.lineSeparator());
    }
}
