package io.partd.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import io.partd.Partd;
import io.partd.Sample;
import io.partd.Store;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A value larger than what one value of Redis may be, by a process with little memory. */
@Timeout(180)
@Tag("sampled")
final class LargeValueTest {

    private static final int PIECE = 1 << 20;

    /** Appends it, reads it and prints what it has counted. */
    static final class Reader {

        private Reader() {}

        public static void main(String[] arguments) throws IOException {
            int pieces = Integer.parseInt(arguments[1]);
            try (Store store = Partd.open(arguments[0])) {
                byte[] piece = new byte[PIECE];
                for (int i = 0; i < pieces; i++) {
                    mark(piece, i);
                    store.append("large", piece);
                }
                long size = store.size("large");
                int right = 0;
                try (InputStream in = store.open("large")) {
                    byte[] expected = new byte[PIECE];
                    for (int i = 0; i < pieces; i++) {
                        mark(expected, i);
                        right += java.util.Arrays.equals(in.readNBytes(PIECE), expected) ? 1 : 0;
                    }
                    size += in.read();
                }
                store.delete("large");
                System.out.println(size + " " + right + " " + store.keys());
            }
        }

        private static void mark(byte[] piece, int number) {
            for (int at = 0; at < piece.length; at += 4_096) {
                piece[at] = (byte) number;
                piece[at + 1] = (byte) (number >> 8);
            }
        }
    }

    @Test
    void isWrittenAndReadWithLittleMemory() throws Exception {
        int pieces = Sample.times(200, 1_200);
        try (RedisServer server = RedisServer.start()) {
            List<String> command = List.of(
                    ProcessHandle.current().info().command().orElseThrow(),
                    "-Xmx64m",
                    "-cp",
                    classPath(),
                    Reader.class.getName(),
                    server.uri("large"),
                    String.valueOf(pieces));
            try (ChildProcess child = ChildProcess.of(command)) {
                assertThat(child.join()).containsExactly((1L * pieces * PIECE - 1) + " " + pieces + " []");
            }
        }
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
