package io.partd.cli;

import io.partd.Partd;
import io.partd.Store;
import io.partd.cli.running.Progress;
import io.partd.cli.running.StopOnSignal;
import io.partd.cli.values.ValueKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code partd copy}. */
@Command(
        name = "copy",
        header = "Copies all keys and their values into another store.",
        description = {
            "The bytes are copied as they are stored, unless --codec and --to-codec have them decoded and encoded. A "
                    + "directory that is missing or empty gets all in the end, in one step. A store that holds other keys "
                    + "gets them as the work goes on, and if it fails or Ctrl-C stops it they are deleted again; what "
                    + "--append added before that stays. A key that grows meanwhile is copied as it is when its turn comes.",
            ""
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CopyCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "FROM", description = "The store to read.")
    private StoreAddress fromAddress;

    @Parameters(index = "1", paramLabel = "TO", description = "The store to write. It must have none of the keys.")
    private StoreAddress toAddress;

    @Option(names = "--append", description = "Add to the values that TO has already.")
    private boolean append;

    @Mixin
    private CodecOption codecs = new CodecOption();

    @Option(
            names = "--to-codec",
            paramLabel = "NAME,...",
            description = "How to encode the values in TO, as --codec says how they are in FROM. Without it they are "
                    + "written as --codec makes them.")
    private CodecChain toCodecs = CodecChain.NONE;

    CopyCommand(Streams streams) {}

    @Override
    @SuppressWarnings("try") // the signal is waited for
    public Integer call() throws IOException {
        ValueKind kind = requireSameKind();
        try (StopOnSignal stop = new StopOnSignal();
                Store from = fromAddress.openToRead()) {
            requireApart();
            SortedMap<String, Long> sizes = Sizes.of(from);
            try (CopyTarget to =
                    toAddress.isNewDirectory() ? NewDirectory.of(toAddress) : new PresentStore(toAddress.open())) {
                if (!append) {
                    requireNone(to.store(), sizes.keySet());
                }
                orUndo(to, append ? Set.of() : sizes.keySet(), () -> copy(from, to, kind, sizes));
            }
        }
        return 0;
    }

    @SuppressWarnings("try") // the progress is shown
    private void copy(Store from, CopyTarget to, ValueKind kind, SortedMap<String, Long> sizes) throws IOException {
        LongAdder done = new LongAdder();
        try (Progress progress = new Progress("copy", done, total(kind, sizes))) {
            if (kind == ValueKind.BYTES) {
                new Copying(codecs.chain().bytes(from), toCodecs.bytes(to.store()), done).copy(sizes.keySet());
            } else {
                to.store().claim(sizes.keySet());
                Partd<?> values = codecs.chain().over(from);
                new Recoding(values, toCodecs.taking(to.store())).copy(Sizes.of(values), done);
            }
            to.finish();
        }
    }

    /** What may fail when part of it is done. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    /** Takes a step, and takes back what was copied if it fails, in whatever way. */
    static void orUndo(CopyTarget to, Set<String> keys, Step step) throws IOException {
        try {
            step.run();
        } catch (IllegalArgumentException e) {
            to.undo(keys);
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            throw new IOException(Failures.message(e) + "; " + to.undo(keys), e);
        }
    }

    /** How many bytes will be counted; 0 if that is not known, since decoded ones are. */
    private long total(ValueKind kind, SortedMap<String, Long> sizes) {
        return kind == ValueKind.BYTES && codecs.chain() != CodecChain.NONE ? 0 : Sizes.total(sizes);
    }

    private ValueKind requireSameKind() {
        CodecChain chain = codecs.chain();
        ValueKind kind = chain.kind();
        boolean same = kind == toCodecs.kind()
                && (kind != ValueKind.OTHER || chain.outermost().equals(toCodecs.outermost()));
        if (!same) {
            throw new IllegalArgumentException("--codec makes " + kind + ", and --to-codec encodes " + toCodecs.kind()
                    + "; give codecs of the same values, as in --codec pickle --to-codec msgpack,zstd");
        }
        return kind;
    }

    private void requireApart() throws IOException {
        Path from = fromAddress.directory();
        Path to = toAddress.directory();
        if (from == null || to == null) {
            return;
        }
        Path present = to.toAbsolutePath().normalize();
        while (!Files.exists(present) && present.getParent() != null) {
            present = present.getParent();
        }
        if (present.toRealPath().startsWith(from.toRealPath())) {
            throw new IllegalArgumentException(
                    "cannot copy " + fromAddress + " into itself (" + toAddress + "); give another directory");
        }
    }

    private void requireNone(Store to, Set<String> keys) throws IOException {
        Set<String> present = new TreeSet<>(to.keys());
        present.retainAll(keys);
        if (!present.isEmpty()) {
            throw new IOException(to + " has " + present.size() + " of the keys already, '"
                    + present.iterator().next() + "' for one; delete them there, or say --append to add to them");
        }
    }
}
