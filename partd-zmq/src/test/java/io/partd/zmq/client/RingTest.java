package io.partd.zmq.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RingTest {

    @Test
    void partsNeverOverlapAndAllRoomIsUsedAgain() {
        Random random = new Random(5);
        Ring ring = new Ring(100);
        Deque<int[]> taken = new ArrayDeque<>();
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            int length = 1 + random.nextInt(100);
            int at = ring.take(length);
            if (at < 0) {
                refused++;
                assertThat(taken).isNotEmpty();
                taken.remove();
                if (taken.isEmpty()) {
                    ring.giveAll();
                } else {
                    ring.giveBefore(taken.element()[0]);
                }
            } else {
                assertThat(at + length).isLessThanOrEqualTo(100);
                for (int[] other : taken) {
                    assertThat(at + length <= other[0] || other[1] <= at).isTrue();
                }
                if (random.nextInt(5) == 0) {
                    ring.giveLast(at, taken.isEmpty());
                } else {
                    taken.add(new int[] {at, at + length});
                }
            }
        }
        assertThat(refused).isPositive();
    }
}
