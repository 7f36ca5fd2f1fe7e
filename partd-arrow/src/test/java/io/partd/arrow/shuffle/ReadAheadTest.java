package io.partd.arrow.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Parallel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ReadAheadTest {

    private final AtomicLong free = new AtomicLong(100);
    private final ReadAhead ahead = new ReadAhead(10, 5, free::get);

    @Test
    void onlyThePartThatIsWaitedForReadsBeyondTheBound() throws Exception {
        ahead.add(20);
        ahead.want(3);
        assertThat(ahead.await(3, () -> true)).isTrue();
        AtomicBoolean mayRead = new AtomicBoolean();
        Parallel.Running other = Parallel.start(() -> mayRead.set(ahead.await(4, () -> true)));
        other.awaitWaiting();
        ahead.remove(11);
        other.join();
        assertThat(mayRead).isTrue();
    }

    /** Or dictionaries and held rows would leave too little for the rows that are taken. */
    @Test
    void onlyThePartThatIsWaitedForReadsWhenMemoryIsScarce() throws Exception {
        free.set(4);
        AtomicBoolean mayRead = new AtomicBoolean();
        Parallel.Running reader = Parallel.start(() -> mayRead.set(ahead.load(3, () -> true)));
        reader.awaitWaiting();
        ahead.want(3);
        reader.join();
        assertThat(mayRead).isTrue();
    }

    /** Or a taker that is slow to wake up would let it read the whole part. */
    @Test
    void thePartThatIsWaitedForWaitsWhileThereIsSomethingToTake() throws Exception {
        ahead.add(20);
        ahead.want(3);
        AtomicBoolean allTaken = new AtomicBoolean();
        AtomicBoolean mayRead = new AtomicBoolean();
        Parallel.Running reader = Parallel.start(() -> mayRead.set(ahead.await(3, allTaken::get)));
        reader.awaitWaiting();
        allTaken.set(true);
        ahead.want(3);
        reader.join();
        assertThat(mayRead).isTrue();
    }

    @Test
    void closingEndsAllWaiting() throws Exception {
        ahead.add(20);
        AtomicBoolean mayRead = new AtomicBoolean(true);
        Parallel.Running reader = Parallel.start(() -> mayRead.set(ahead.await(3, () -> true)));
        reader.awaitWaiting();
        ahead.close();
        reader.join();
        assertThat(mayRead).isFalse();
    }

    /** Or as many batches would come at once as there are threads. */
    @Test
    void aBatchThatIsBeingLoadedCountsLikeTheLargest() throws Exception {
        ahead.add(8);
        ahead.remove(8);
        assertThat(ahead.load(1, () -> true)).isTrue();
        assertThat(ahead.load(2, () -> true)).isTrue();
        AtomicBoolean mayLoad = new AtomicBoolean();
        Parallel.Running third = Parallel.start(() -> mayLoad.set(ahead.load(3, () -> true)));
        third.awaitWaiting();
        ahead.loaded();
        third.join();
        assertThat(mayLoad).isTrue();
    }
}
