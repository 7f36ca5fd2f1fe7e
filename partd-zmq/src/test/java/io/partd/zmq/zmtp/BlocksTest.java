package io.partd.zmq.zmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Parallel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class BlocksTest {

    private static final long GENERAL = 4L * Blocks.SIZE;

    private final Blocks blocks = Blocks.of(GENERAL, 2 * Blocks.SIZE);

    private void requireUsed(int count) {
        assertThat(blocks.used(GENERAL)).isEqualTo((long) count * Blocks.SIZE);
    }

    private void awaitContended() throws InterruptedException {
        while (!blocks.isContended()) {
            Thread.sleep(1);
        }
    }

    @Test
    void whatIsTakenAndGivenBackIsCounted() throws Exception {
        Blocks.Share share = blocks.share();
        ByteBuffer first = share.take();
        assertThat(first.isDirect()).isTrue();
        assertThat(first.remaining()).isEqualTo(Blocks.SIZE);
        first.position(5).limit(7);
        requireUsed(1);
        share.charge(0);
        requireUsed(1);
        share.charge(1);
        share.charge(Blocks.SIZE + 1);
        requireUsed(4);
        share.give(first);
        requireUsed(3);
        share.settle();
        share.settle();
        requireUsed(0);
        assertThat(share.take().remaining()).isEqualTo(Blocks.SIZE);
    }

    @Test
    @SuppressWarnings("NullAway") // the nearest to a lack of memory to keep the block in
    void aBlockThatCannotBeKeptIsFreeAllTheSame() throws Exception {
        Blocks.Share share = blocks.share();
        share.take();
        requireUsed(1);
        assertThatThrownBy(() -> share.give(null)).isInstanceOf(NullPointerException.class);
        requireUsed(0);
    }

    @Test
    void theFirstInTheQueueGetsTheReserveAndTheOthersWait() throws Exception {
        List<Blocks.Share> halves = new ArrayList<>();
        List<ByteBuffer> held = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            halves.add(blocks.share());
            held.add(halves.get(i).take());
        }
        ByteBuffer fromReserve = halves.get(0).take();
        requireUsed(5);
        AtomicLong got = new AtomicLong();
        Parallel.Running second = Parallel.start(() -> {
            halves.get(1).take();
            got.incrementAndGet();
        });
        awaitContended();
        // It may go on until its message is done.
        halves.get(0).charge(2 * Blocks.SIZE);
        assertThatThrownBy(() -> halves.get(0).charge(2 * Blocks.SIZE))
                .isInstanceOf(MessageTooLargeException.class)
                .hasMessageContaining("send less at once");
        requireUsed(7);
        assertThat(got).hasValue(0);
        halves.get(0).give(fromReserve);
        halves.get(0).settle();
        second.join();
        requireUsed(5);
        halves.get(0).give(held.get(0));
        requireUsed(4);
    }

    @Test
    void aBlockOfTheReserveThatIsKeptIsNoLongerTheReserves() throws Exception {
        Blocks.Share full = blocks.share();
        full.charge(GENERAL);
        Blocks.Share share = blocks.share();
        ByteBuffer kept = share.take();
        share.settle();
        requireUsed(5);
        Blocks.Share next = blocks.share();
        next.charge(4 * Blocks.SIZE);
        requireUsed(9);
        next.settle();
        full.settle();
        requireUsed(1);
        share.give(kept);
        requireUsed(0);
    }

    @Test
    void firstComeFirstServed() throws Exception {
        Blocks.Share full = blocks.share();
        full.charge(GENERAL);
        Blocks.Share reserve = blocks.share();
        reserve.charge(1);
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<Parallel.Running> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int number = i;
            Parallel.Running next = Parallel.start(() -> {
                Blocks.Share share = blocks.share();
                // One that needs much is not overtaken by those that need little.
                share.charge(number % 5 == 0 ? GENERAL : 1);
                order.add(number);
                share.settle();
            });
            next.awaitWaiting();
            while (blocks.waiting() <= number) {
                Thread.sleep(1);
            }
            waiting.add(next);
        }
        full.settle();
        waiting.forEach(Parallel.Running::join);
        reserve.settle();
        assertThat(order.get(0)).isZero();
        assertThat(order).hasSize(20);
        for (int i = 0; i < 20; i++) {
            // Those that get memory one right behind the other may be noted in any order.
            assertThat(order.indexOf(i) / 5).isEqualTo(i / 5);
        }
        requireUsed(0);
    }

    @Test
    void anInterruptEndsTheWaitOfOneAndLetsTheNextOneIn() throws Exception {
        Blocks.Share full = blocks.share();
        full.charge(GENERAL);
        Blocks.Share reserve = blocks.share();
        reserve.charge(1);
        Parallel.Running first = Parallel.start(() ->
                assertThatThrownBy(() -> blocks.share().charge(GENERAL)).isInstanceOf(InterruptedException.class));
        awaitContended();
        Blocks.Share small = blocks.share();
        ByteBuffer[] block = new ByteBuffer[1];
        Parallel.Running second = Parallel.start(() -> block[0] = small.take());
        while (blocks.waiting() < 2) {
            Thread.sleep(1);
        }
        first.interrupt();
        first.join();
        assertThat(second.isAlive()).isTrue();
        reserve.settle();
        second.join();
        small.give(block[0]);
        small.settle();
        full.settle();
        requireUsed(0);
        assertThat(blocks.isContended()).isFalse();
    }

    @Test
    void whoGoesFirstNeitherWaitsNorTakesMoreThanOneMessage() throws Exception {
        blocks.share().charge(GENERAL);
        blocks.share().charge(1);
        Parallel.Running waiting = Parallel.start(
                () -> assertThatThrownBy(() -> blocks.share().take()).isInstanceOf(InterruptedException.class));
        awaitContended();
        Blocks.Share first = blocks.share();
        first.goFirst(true);
        ByteBuffer block = first.take();
        first.charge(3 * Blocks.SIZE);
        assertThatThrownBy(() -> first.charge(1)).isInstanceOf(MessageTooLargeException.class);
        requireUsed(9);
        first.give(block);
        first.settle();
        first.goFirst(false);
        requireUsed(5);
        waiting.interrupt();
        waiting.join();
    }

    @Test
    void blocksThatAreIdleAreDroppedWhenOtherMemoryIsChargedFor() throws Exception {
        Blocks.Share share = blocks.share();
        List<ByteBuffer> taken = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            taken.add(share.take());
        }
        taken.forEach(share::give);
        share.settle();
        assertThat(blocks.idle()).isEqualTo(8);
        share.charge(3 * Blocks.SIZE);
        assertThat(blocks.idle()).isEqualTo(5);
        share.settle();
        assertThat(blocks.idle()).isEqualTo(5);
    }

    @Test
    void manyThreadsLeaveNothingBehind() throws Exception {
        AtomicLong most = new AtomicLong();
        Parallel.run(8, thread -> {
            Random random = new Random(thread);
            Blocks.Share share = blocks.share();
            for (int i = 0; i < 3000; i++) {
                List<ByteBuffer> taken = new ArrayList<>();
                try {
                    for (int j = random.nextInt(5); j >= 0; j--) {
                        if (random.nextInt(3) == 0) {
                            share.charge(random.nextInt(Blocks.SIZE));
                        } else {
                            taken.add(share.take());
                        }
                    }
                } catch (MessageTooLargeException e) {
                    assertThat(e).hasMessageContaining("send less at once");
                }
                most.accumulateAndGet(blocks.used(GENERAL), Math::max);
                taken.forEach(share::give);
                share.settle();
            }
        });
        requireUsed(0);
        assertThat(blocks.isContended()).isFalse();
        assertThat(most.get()).isLessThanOrEqualTo(8L * Blocks.SIZE);
        assertThat(blocks.idle()).isLessThanOrEqualTo(8);
    }
}
