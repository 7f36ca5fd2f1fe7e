package io.partd.zmq.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ServerLogTest {

    @RegisterExtension
    private final LogLines lines = new LogLines();

    private final ServerLog log = new ServerLog();

    @Test
    void whatAClientSentIsNoLineOfItsOwn() {
        log.failed("peer", "append", new IOException("key 'x\r\nclient other: gone\u001b[2J'"));
        assertThat(lines.lines()).containsExactly("client peer: append: key 'x??client other: gone?[2J'");
    }

    @Test
    void aClientThatFailsAThousandTimesDoesNotFillTheDisk() {
        long begun = System.nanoTime();
        for (int i = 0; i < 1000; i++) {
            log.client("peer", "wrong");
        }
        long seconds = (System.nanoTime() - begun) / 1_000_000_000 + 2;
        assertThat(lines.lines()).hasSizeBetween(20, (int) (21 * seconds));
    }
}
