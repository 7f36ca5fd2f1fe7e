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
        assertThat(ahead.await(3, 0, () -> true)).isTrue();
        AtomicBoolean mayRead = new AtomicBoolean();
        Parallel.Running other = Parallel.start(() -> mayRead.set(ahead.await(4, 0, () -> true)));
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
        Parallel.Running reader = Parallel.start(() -> mayRead.set(ahead.load(3, 0, () -> true)));
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
        Parallel.Running reader = Parallel.start(() -> mayRead.set(ahead.await(3, 0, allTaken::get)));
        reader.awaitWaiting();
        allTaken.set(true);
        ahead.want(3);
        reader.join();
        assertThat(mayRead).isTrue();
    }

    /** Nobody knows how large they are. */
    @Test
    void theFirstBatchIsLoadedAlone() throws Exception {
        assertThat(ahead.load(1, 0, () -> true)).isTrue();
        AtomicBoolean mayLoad = new AtomicBoolean();
        Parallel.Running second = Parallel.start(() -> mayLoad.set(ahead.load(2, 0, () -> true)));
        second.awaitWaiting();
        ahead.loaded(1);
        second.join();
        assertThat(mayLoad).isTrue();
    }

    /** They stay while it waits. */
    @Test
    void aPartDoesNotWaitForItsOwnDictionaries() throws Exception {
        ahead.load(1, 0, () -> true);
        ahead.add(30);
        ahead.loaded(1);
        assertThat(ahead.load(1, 25, () -> false)).isTrue();
        AtomicBoolean mayLoad = new AtomicBoolean();
        Parallel.Running other = Parallel.start(() -> mayLoad.set(ahead.load(2, 0, () -> false)));
        other.awaitWaiting();
        ahead.remove(25);
        other.join();
        assertThat(mayLoad).isTrue();
    }

    @Test
    void closingEndsAllWaiting() throws Exception {
        ahead.add(20);
        AtomicBoolean mayRead = new AtomicBoolean(true);
        Parallel.Running reader = Parallel.start(() -> mayRead.set(ahead.await(3, 0, () -> true)));
        reader.awaitWaiting();
        ahead.close();
        reader.join();
        assertThat(mayRead).isFalse();
    }

    /** Or as many batches would come at once as there are threads. */
    @Test
    void aBatchThatIsBeingLoadedCountsLikeTheLargest() throws Exception {
        assertThat(ahead.load(0, 0, () -> true)).isTrue();
        ahead.loaded(8);
        assertThat(ahead.load(1, 0, () -> true)).isTrue();
        assertThat(ahead.load(2, 0, () -> true)).isTrue();
        AtomicBoolean mayLoad = new AtomicBoolean();
        Parallel.Running third = Parallel.start(() -> mayLoad.set(ahead.load(3, 0, () -> true)));
        third.awaitWaiting();
        ahead.loaded(8);
        third.join();
        assertThat(mayLoad).isTrue();
    }
}
