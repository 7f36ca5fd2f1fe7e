package io.partd.cli;

import io.partd.Section;
import io.partd.Store;
import io.partd.cli.running.HumanSize;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code partd delete}. */
@Command(
        name = "delete",
        header = "Deletes the values of keys.",
        description = {
            "A key without a value is reported on standard error, and does not fail the command. --prefix asks first; without "
                    + "a terminal it needs --yes.",
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
            List<String> keys = selection.of(store, streams);
            if (selection.prefix() != null) {
                deleteByPrefix(store, selection.prefix(), keys);
                return 0;
            }
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

    /** Deletes the keys that the question was about: those that come while it is asked stay. */
    private void deleteByPrefix(Store store, String prefix, List<String> keys) throws IOException {
        if (keys.isEmpty()) {
            streams.err().println("partd: no key begins with '" + prefix + "'");
            return;
        }
        if (!consent.isGiven()) {
            String which = " keys of " + store + " that begin with '" + prefix + "'";
            consent.ask(
                    streams,
                    "all" + which,
                    () -> "the " + keys.size() + which + ", " + HumanSize.of(Sizes.total(Sizes.of(store, prefix))));
        }
        store.delete(keys);
    }
}
