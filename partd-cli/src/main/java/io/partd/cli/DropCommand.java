package io.partd.cli;

import io.partd.Store;
import io.partd.cli.running.HumanSize;
import java.io.IOException;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code partd drop}. */
@Command(
        name = "drop",
        header = "Deletes all that a store holds.",
        description = {"Asks before; where nobody is at a terminal to be asked, it needs --yes.", ""})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DropCommand implements Callable<Integer> {

    private final Streams streams;

    @Parameters(index = "0", paramLabel = "STORE", description = "The store.")
    private StoreAddress address;

    @Mixin
    private Consent consent = new Consent();

    DropCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        try (Store store = address.openExisting()) {
            if (!consent.isGiven()) {
                consent.ask(streams, "all that " + store + " holds", () -> {
                    SortedMap<String, Long> sizes = Sizes.of(store);
                    return "all " + sizes.size() + " keys of " + store + ", " + HumanSize.of(Sizes.total(sizes));
                });
            }
            store.drop();
        }
        return 0;
    }
}
