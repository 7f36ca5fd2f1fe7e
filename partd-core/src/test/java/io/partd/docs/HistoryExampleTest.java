package io.partd.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.Store;
import io.partd.history.History;
import io.partd.history.HistoryChecker;
import io.partd.history.RecordedStore;
import io.partd.history.UniqueValues;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Compiles and runs the Java in {@code docs/testing.md}. */
final class HistoryExampleTest {

    @Test
    void recordsAndChecksAHistory() throws IOException {
        History history = History.ofThreads(); // or ofProcess, to be joined with those of other processes
        UniqueValues values = new UniqueValues(1);
        try (Store store = new RecordedStore(Partd.memory(), history, "thread 1")) {
            store.append("x", UniqueValues.value(values.next(20)));
            assertThat(store.get("x")).hasSize(20);
            HistoryChecker.check(history, store.guarantees());
        }
    }
}
