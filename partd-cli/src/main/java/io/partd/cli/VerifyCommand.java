package io.partd.cli;

import io.partd.Store;
import io.partd.cli.running.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code partd verify}. */
@Command(
        name = "verify",
        header = "Reads all that a store holds, to see whether it can be read.",
        description = {
            "With --codec, decodes it too. Each key whose value cannot be read is named on standard output, with the "
                    + "reason, and the command fails if there is one.",
            ""
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class VerifyCommand implements Callable<Integer> {

    private static final int BUFFER = 256 << 10;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "STORE", description = "The store.")
    private StoreAddress address;

    @Mixin
    private CodecOption codecs = new CodecOption();

    VerifyCommand(Streams streams) {}

    @Override
    @SuppressWarnings("try") // the bar draws itself
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (Store store = codecs.chain().over(address.openExisting())) {
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
            out.println(sizes.size() + (sizes.size() == 1 ? " key, " : " keys, ") + HumanSize.of(total)
                    + ": all can be read");
        }
        return 0;
    }

    private static @Nullable String fault(Store store, String key) throws InterruptedIOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = store.open(key)) {
            while (in.read(buffer) >= 0) {}
            return null;
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            String reason = Failures.message(e);
            return reason.startsWith("key '") ? reason : "key '" + key + "': " + reason;
        }
    }
}
