package io.partd.cli;

import io.partd.Partd;
import io.partd.Store;
import io.partd.cli.running.HumanSize;
import io.partd.cli.running.Progress;
import io.partd.cli.values.CodecChain;
import io.partd.log.LogCheck;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code partd verify}. */
@Command(
        name = "verify",
        header = "Reads all that a store holds, to see whether it can be read.",
        description = {
            "With --codec, decodes it too. Each key whose value cannot be read is named on standard output, with the "
                    + "reason, and the command fails if there is one.",
            "",
            "Of a log it first reads every byte, also if it cannot be opened any more, and names all damage. --repair "
                    + "keeps what is whole: every batch that can be read, in order. The damaged files stay in the "
                    + "directory, as damaged-...; the status is 0 then if the rest is whole. Where more than a header is "
                    + "damaged that needs as much free space as the log takes.",
            ""
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class VerifyCommand implements Callable<Integer> {

    private static final int BUFFER = 256 << 10;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "STORE", description = "The store.")
    private StoreAddress address;

    @Option(names = "--repair", description = "Keep what is whole of a log; nothing is done to one that is whole.")
    private boolean repair;

    @Mixin
    private CodecOption codecs = new CodecOption();

    VerifyCommand(Streams streams) {}

    @Override
    @SuppressWarnings("try") // the bar draws itself
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        address.requireExisting();
        Path directory = address.directory();
        if (directory != null && address.isLog()) {
            checkLog(directory, out);
        } else if (repair) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--repair is for logs, and " + address + " is none: without checksums nobody knows what is whole");
        }
        try (Partd<?> store = codecs.given().orElse(CodecChain.RAW).over(address.openToRead())) {
            SortedMap<String, Long> sizes = Sizes.of(store);
            long total = Sizes.total(sizes);
            int corrupt = 0;
            LongAdder done = new LongAdder();
            try (Progress progress = new Progress("verify", done, total)) {
                for (String key : sizes.keySet()) {
                    String fault = fault(store, key);
                    if (fault != null) {
                        out.println(fault);
                        corrupt++;
                    }
                    done.add(sizes.getOrDefault(key, 0L));
                }
            }
            if (corrupt > 0) {
                throw new IOException(corrupt + " of " + sizes.size() + " keys of " + store
                        + " cannot be read; write them anew from where they came from");
            }
            out.println(counted(sizes.size(), "key") + ", " + HumanSize.of(total) + ": all can be read");
        }
        return 0;
    }

    @SuppressWarnings("try") // the bar draws itself
    private void checkLog(Path directory, PrintWriter out) throws IOException {
        LongAdder done = new LongAdder();
        LogCheck check = LogCheck.of(directory).onProgress(done::add);
        LogCheck.Report report;
        try (Progress progress =
                new Progress("check", done, DirectorySize.of(directory).total())) {
            report = check.check();
        }
        report.damages().forEach(out::println);
        if (!repair) {
            if (!report.isWhole()) {
                throw new IOException("damage in " + directory + "; 'partd verify --repair' keeps what is whole, "
                        + contents(report));
            }
        } else if (report.damages().isEmpty()) {
            out.println("nothing to repair");
        } else {
            try (Progress progress = new Progress("repair", done, 0)) {
                LogCheck.Repair repaired = check.repair();
                out.println(told(repaired));
            }
        }
    }

    private static String told(LogCheck.Repair repaired) {
        StringBuilder text = new StringBuilder("kept ").append(contents(repaired.kept()));
        SortedMap<String, Long> lost = repaired.lost();
        if (!lost.isEmpty()) {
            text.append("; lost at least ").append(HumanSize.of(Sizes.total(lost)));
            text.append(" of ").append(counted(lost.size(), "key"));
        }
        if (!repaired.quarantined().isEmpty()) {
            text.append("; what is damaged stays as ").append(String.join(", ", repaired.quarantined()));
        }
        return text.toString();
    }

    private static String contents(LogCheck.Report report) {
        return report.batches() + (report.batches() == 1 ? " batch" : " batches") + " with "
                + counted(report.keys(), "key");
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static @Nullable String fault(Partd<?> partd, String key) throws InterruptedIOException {
        try {
            if (partd instanceof Store store) {
                read(store, key);
            } else {
                decode(partd, key);
            }
            return null;
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            String reason = Failures.message(e);
            return reason.startsWith("key '") ? reason : "key '" + key + "': " + reason;
        }
    }

    private static void read(Store store, String key) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = store.open(key)) {
            while (in.read(buffer) >= 0) {}
        }
    }

    private static void decode(Partd<?> partd, String key) throws IOException {
        try (Stream<?> pieces = partd.stream(key)) {
            pieces.forEach(Value::close);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
