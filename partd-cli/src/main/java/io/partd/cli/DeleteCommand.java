package io.partd.cli;

import io.partd.Section;
import io.partd.Store;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code partd delete}. */
@Command(
        name = "delete",
        header = "Deletes the values of keys.",
        description = {
            "That a key has no value is no failure, but is said on standard error. With --prefix it asks before; where nobody "
                    + "is at a terminal to be asked, it needs --yes.",
            ""
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DeleteCommand implements Callable<Integer> {

    private final Streams streams;

    @Mixin
    private KeySelection selection = new KeySelection();

    @Mixin
    private Consent consent = new Consent();

    DeleteCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    @SuppressWarnings("try") // the section is held, not used
    public Integer call() throws IOException {
        selection.requireOne(0, "KEY..., or give --keys-from or --prefix");
        try (Store store = selection.address().openExisting()) {
            if (selection.prefix() != null) {
                deleteByPrefix(store, selection.prefix());
                return 0;
            }
            List<String> keys = selection.of(store, streams);
            try (Section alone = store.lock()) {
                for (String key : keys) {
                    if (store.size(key) == 0) {
                        streams.err().println("partd: key '" + key + "' has no value");
                    }
                }
                store.delete(keys);
            }
        }
        return 0;
    }

    /** Deletes what the question was about: keys that come while it is asked stay. */
    private void deleteByPrefix(Store store, String prefix) throws IOException {
        SortedMap<String, Long> sizes = Sizes.of(store);
        sizes.keySet().retainAll(selection.of(store, streams));
        if (sizes.isEmpty()) {
            streams.err().println("partd: no key begins with '" + prefix + "'");
            return;
        }
        if (!consent.isGiven()) {
            consent.ask(
                    streams,
                    "the " + Consent.keys(sizes.size()) + " of " + store + " that begin with '" + prefix + "'",
                    Sizes.total(sizes));
        }
        store.delete(sizes.keySet());
    }
}
