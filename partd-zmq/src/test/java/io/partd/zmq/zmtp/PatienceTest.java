package io.partd.zmq.zmtp;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Parallel;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PatienceTest {

    private static final long SECOND = 1_000_000_000;

    private final Blocks blocks = Blocks.of(Blocks.SIZE, Blocks.SIZE);

    /** Lets somebody wait for memory; returns who, to be interrupted. */
    private Parallel.Running contend() throws Exception {
        blocks.share().charge(Blocks.SIZE);
        blocks.share().charge(2 * Blocks.SIZE);
        Parallel.Running waiting = Parallel.start(
                () -> assertThatThrownBy(() -> blocks.share().charge(1)).isInstanceOf(InterruptedException.class));
        while (!blocks.isContended()) {
            Thread.sleep(1);
        }
        return waiting;
    }

    @Test
    void endsWhenNothingMovesForTooLong() throws Exception {
        Patience patience = Patience.receiving(blocks, 30_000);
        patience.begin();
        for (int i = 0; i < 29; i++) {
            patience.waited(SECOND);
        }
        patience.moved(1);
        for (int i = 0; i < 29; i++) {
            patience.waited(SECOND);
        }
        assertThatThrownBy(() -> patience.waited(SECOND))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageContaining("did not come for 30000 ms");
        Patience sending = Patience.sending(blocks, 1000);
        assertThatThrownBy(() -> sending.waited(SECOND)).hasMessageContaining("it has read nothing for 1000 ms");
    }

    @Test
    void isShorterForThoseWhoAreSlowWhileOthersWait() throws Exception {
        Parallel.Running waiting = contend();
        Patience slow = Patience.receiving(blocks, 30_000);
        Patience reading = Patience.sending(blocks, 30_000);
        Patience fast = Patience.receiving(blocks, 30_000);
        Patience anew = Patience.receiving(blocks, 30_000);
        for (int i = 0; i < 4; i++) {
            slow.waited(SECOND);
            slow.moved(1);
            reading.waited(SECOND);
            reading.moved(1 << 16);
        }
        assertThatThrownBy(() -> slow.waited(SECOND)).hasMessageContaining("came too slowly, 4 bytes in 5000 ms");
        for (int i = 0; i < 2; i++) {
            reading.waited(SECOND);
        }
        assertThatThrownBy(() -> reading.waited(SECOND)).hasMessageContaining("it read too slowly");
        for (int i = 0; i < 1000; i++) {
            fast.waited(SECOND);
            fast.moved(1 << 20);
            anew.begin();
            anew.waited(4 * SECOND);
        }
        waiting.interrupt();
        waiting.join();
        slow.waited(SECOND);
    }

    @Test
    void aTimeLimitIsForWhatIsYetToMove() throws Exception {
        Patience patience = Patience.sending(blocks, 30_000);
        patience.limit(TimeUnit.HOURS.toNanos(1));
        patience.checkLimit();
        patience.limit(0);
        patience.moved(1); // all is sent, and nobody is to say that it was not
        assertThatThrownBy(patience::checkLimit).hasMessageContaining("it has not taken all within");
        assertThatThrownBy(() -> patience.waited(1)).isInstanceOf(SocketTimeoutException.class);
        patience.limit(Long.MAX_VALUE);
        patience.checkLimit();
    }
}
