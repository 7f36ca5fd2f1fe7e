package io.partd.cli;

import io.partd.Store;
import io.partd.cli.running.HumanSize;
import io.partd.cli.running.StopOnSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code partd compact}. */
@Command(
        name = "compact",
        header = "Gives back the space of what was deleted.",
        description = {
            "Also brings each value together, so that it is read faster. Other programs may read and write meanwhile. A "
                    + "log needs as much free space as its values take, until it is done; if that fails, or Ctrl-C "
                    + "stops it, the log is as it was.",
            ""
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CompactCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "STORE", description = "The store.")
    private StoreAddress address;

    CompactCommand(Streams streams) {}

    @Override
    @SuppressWarnings("try") // the signal is waited for
    public Integer call() throws IOException {
        address.requireExisting();
        Path directory = address.directory();
        long before = directory == null ? 0 : DirectorySize.of(directory).total();
        String name;
        try (StopOnSignal stop = new StopOnSignal();
                Store store = address.openExisting()) {
            name = store.toString();
            store.compact();
        }
        if (directory != null) {
            long after = DirectorySize.of(directory).total();
            spec.commandLine()
                    .getOut()
                    .println(name + ": " + HumanSize.of(before) + " before, " + HumanSize.of(after) + " now");
        }
        return 0;
    }
}
