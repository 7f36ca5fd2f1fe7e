package io.partd.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import io.partd.Partd;
import io.partd.Store;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A buffer that is dropped unclosed says so: in a JVM of its own, whose collector frees what it can when it is told to.
 */
final class LeakTest {

    @Test
    void onlyABufferThatIsDroppedWithDataSaysSo() throws Exception {
        try (ChildProcess child = ChildProcess.jvmAfter(
                "export JAVA_TOOL_OPTIONS='-XX:+UseSerialGC -XX:-DisableExplicitGC'", LeakTest.class)) {
            List<String> warnings = child.join().stream()
                    .filter(line -> line.contains("was dropped"))
                    .toList();
            assertThat(warnings)
                    .containsExactly(
                            "Buffer[64k](Memory) was dropped without close; its last 30 bytes of 2 keys are lost");
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        java.util.logging.Logger logger = java.util.logging.Logger.getLogger("io.partd");
        logger.setUseParentHandlers(false);
        CountingHandler handler = new CountingHandler();
        logger.addHandler(handler);
        dropClosed();
        dropFlushed();
        collect();
        dropWithData();
        for (int i = 0; i < 1_000 && !handler.warned; i++) {
            collect();
        }
        collect();
    }

    /** Collects, and gives the thread of the cleaners time to run: nothing tells when it has. */
    private static void collect() throws InterruptedException {
        System.gc();
        Thread.sleep(10);
    }

    private static Store filled() throws IOException {
        Store store = Partd.memory().with(WriteBuffer.of("64k"));
        store.append("a", new byte[10]);
        store.append("b", new byte[20]);
        return store;
    }

    private static void dropClosed() throws IOException {
        filled().close();
    }

    private static void dropFlushed() throws IOException {
        filled().flush();
    }

    private static void dropWithData() throws IOException {
        filled();
    }

    private static final class CountingHandler extends java.util.logging.Handler {

        private volatile boolean warned;

        @Override
        public void publish(java.util.logging.LogRecord entry) {
            System.out.println(new java.util.logging.SimpleFormatter().formatMessage(entry));
            warned = true;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
