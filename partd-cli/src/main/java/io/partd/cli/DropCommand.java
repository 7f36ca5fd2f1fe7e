package io.partd.cli;

import io.partd.Store;
import io.partd.cli.running.HumanSize;
import java.io.IOException;
import java.util.Locale;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code partd drop}. */
@Command(
        name = "drop",
        header = "Deletes all that a store holds.",
        description = {"Asks before; where nobody is at a terminal to be asked, it needs --yes.", ""})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DropCommand implements Callable<Integer> {

    private final Streams streams;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "STORE", description = "The store.")
    private StoreAddress address;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    DropCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        try (Store store = address.openExisting()) {
            if (!yes) {
                requireConsent(store);
            }
            store.drop();
        }
        return 0;
    }

    private void requireConsent(Store store) throws IOException {
        Streams.Person person = streams.person();
        if (person == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "drop deletes all that " + store + " holds, and nobody is at a terminal to be asked; say --yes");
        }
        SortedMap<String, Long> sizes = Sizes.of(store);
        String answer = person.ask("Delete all " + sizes.size() + " keys of " + store + ", "
                + HumanSize.of(Sizes.total(sizes)) + "? [y/N] ");
        if (!isYes(answer)) {
            throw new IOException("nothing was dropped; answer y, or say --yes, to do so");
        }
    }

    private static boolean isYes(@Nullable String answer) {
        String word = String.valueOf(answer).strip().toLowerCase(Locale.ROOT);
        return word.equals("y") || word.equals("yes");
    }
}
