package io.partd.cli.running;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.UnstartableThread;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bar that shows how far a command is. */
@Timeout(120)
final class ProgressTest {

    /** Begins to show a bar that nothing can paint, and ends when there is no more input. */
    static final class Unpainted {

        private Unpainted() {}

        public static void main(String[] arguments) throws IOException {
            try (Progress progress = new Progress("work", new LongAdder(), 10, UnstartableThread::new)) {
                throw new IllegalStateException(progress.getClass() + " has a thread");
            } catch (OutOfMemoryError e) {
                System.in.transferTo(System.out);
            }
        }
    }

    /** A closed bar has ended its line; one that is still open is left in the middle of it. */
    @Test
    void theBarIsClosedIfNoThreadCanPaintIt() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dpartd.terminal=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Unpainted.class.getName())
                .start();
        try (InputStream shown = process.getErrorStream()) {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            for (int next = shown.read(); next >= 0; next = shown.read()) {
                text.write(next);
                if (text.toString(UTF_8).endsWith("MB/s")) {
                    process.getOutputStream().close();
                }
            }
            assertThat(text.toString(UTF_8)).contains("MB/s").endsWith(System.lineSeparator());
        } finally {
            process.destroyForcibly();
        }
    }
}
