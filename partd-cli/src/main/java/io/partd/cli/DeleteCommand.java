package io.partd.cli;

import io.partd.Section;
import io.partd.Store;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code partd delete}. */
@Command(
        name = "delete",
        header = "Deletes the values of keys.",
        description = {"That a key has no value is no failure, but is said on standard error.", ""})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DeleteCommand implements Callable<Integer> {

    private final Streams streams;

    @Parameters(index = "0", paramLabel = "STORE", description = "The store.")
    private StoreAddress address;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "KEY",
            converter = KeyConverter.class,
            description = "The keys.")
    private List<String> keys;

    DeleteCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    @SuppressWarnings("try") // the section is held, not used
    public Integer call() throws IOException {
        try (Store store = address.openExisting();
                Section alone = store.lock()) {
            for (String key : keys) {
                if (store.size(key) == 0) {
                    streams.err().println("partd: key '" + key + "' has no value");
                }
            }
            store.delete(keys);
        }
        return 0;
    }
}
