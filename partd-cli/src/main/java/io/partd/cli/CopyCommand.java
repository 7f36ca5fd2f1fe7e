package io.partd.cli;

import io.partd.Metadata;
import io.partd.Partd;
import io.partd.Store;
import io.partd.cli.running.Progress;
import io.partd.cli.running.StopOnSignal;
import io.partd.cli.values.CodecChain;
import io.partd.cli.values.ValueKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code partd copy}. */
@Command(
        name = "copy",
        header = "Copies all keys and their values into another store.",
        description = {
            "The bytes are copied as they are stored, and TO then remembers the same codecs, unless --codec and --to-codec "
                    + "have them decoded and encoded. A "
                    + "directory that is missing or empty gets all in the end, in one step. A store that holds other keys "
                    + "gets them as the work goes on, and if it fails or Ctrl-C stops it they are deleted again; what "
                    + "--append added before that stays. A key that grows meanwhile is copied as it is when its turn comes.",
            ""
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CopyCommand implements Callable<Integer> {

    private static final String ARCHIVES = "(?i).*\\.(tar|tgz|tbz2?|txz|tzst|zip|tar\\.[a-z0-9]+)";

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
    private @Nullable CodecChain toCodecs;

    CopyCommand(Streams streams) {}

    @Override
    @SuppressWarnings("try") // the signal is waited for
    public Integer call() throws IOException {
        if (codecs.given().isPresent()) {
            recoded(codecs.given().get());
        }
        try (StopOnSignal stop = new StopOnSignal();
                Store from = fromAddress.openToRead()) {
            requireApart();
            Recoded codecs = codecs(from);
            SortedMap<String, Long> sizes = Sizes.of(from);
            try (CopyTarget to =
                    toAddress.isNewDirectory() ? NewDirectory.of(toAddress) : new PresentStore(toAddress.open())) {
                if (!append) {
                    requireNone(to.store(), sizes.keySet());
                }
                orUndo(() -> copy(from, to, codecs, sizes), append ? to::keep : () -> to.undo(sizes.keySet()));
            }
        }
        return 0;
    }

    @SuppressWarnings("try") // the progress is shown
    private void copy(Store from, CopyTarget to, Recoded codecs, SortedMap<String, Long> sizes) throws IOException {
        LongAdder done = new LongAdder();
        try (Progress progress = new Progress("copy", done, codecs.total(sizes))) {
            if (codecs.from() == CodecChain.RAW && codecs.to() == CodecChain.RAW) {
                remember(from, to.store());
            }
            if (codecs.from().kind() == ValueKind.BYTES) {
                Store source = codecs.from().bytes(from);
                Store target = codecs.to().bytes(to.store());
                for (String codec : kept(from)) {
                    source = source.encodedBy(codec);
                    target = target.encodedBy(codec);
                }
                new Copying(target, done).copy(source, sizes.keySet());
            } else {
                Partd<?> values = codecs.from().over(from);
                Partd<Object> target = codecs.to().taking(to.store());
                to.store().raw().claim(sizes.keySet());
                new Recoding(values, target).copy(Sizes.of(values), done);
            }
            to.finish();
        }
    }

    /** What may fail when part of it is done. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    /** Takes back what was done, and says what there is then. */
    @FunctionalInterface
    interface Undo {
        String undo();
    }

    /** Takes a step, and takes back what was copied if it fails, in whatever way. */
    static void orUndo(Step step, Undo undo) throws IOException {
        try {
            step.run();
        } catch (IllegalArgumentException e) {
            undo.undo();
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            throw new IOException(Failures.message(e) + "; " + undo.undo(), e);
        }
    }

    /** Has a store remember what another one does, whose bytes it is to get. */
    private static void remember(Store from, Store to) throws IOException {
        Optional<Metadata> known = from.metadata();
        if (known.isPresent()) {
            String advice = ", or say by --codec and --to-codec how to decode and encode them";
            remember(from.toString(), known.get().entries(), to, advice);
        }
    }

    /**
     * Has a store that is empty remember metadata; one that has keys must have the same codecs.
     *
     * @param from where the metadata is from, for messages
     * @param advice what else there is to do than to give another dataset
     * @throws IOException if the store remembers other codecs; it is as it was
     */
    static void remember(String from, SortedMap<String, byte[]> metadata, Store to, String advice) throws IOException {
        Optional<Metadata> target = to.metadata();
        if (target.isEmpty()) {
            return;
        }
        if (to.keys().isEmpty()) {
            for (Map.Entry<String, byte[]> entry : metadata.entrySet()) {
                target.get().putIfAbsent(entry.getKey(), entry.getValue());
            }
        }
        Optional<String> theirs = CodecChain.names(metadata);
        Optional<String> ours = CodecChain.names(to);
        if (!theirs.equals(ours)) {
            String none = "no codec that it remembers";
            throw new IOException(to + " has values that are encoded by " + ours.orElse(none) + ", and " + from + " by "
                    + theirs.orElse(none) + "; give another dataset" + advice);
        }
    }

    /**
     * Returns the names of the codecs, the innermost first, that a store remembers over those that were given. They are
     * neither decoded nor encoded, so both stores have them.
     */
    private List<String> kept(Store from) throws IOException {
        List<String> given = codecs.given().map(CodecChain::byteCodecs).orElse(List.of());
        List<String> remembered =
                new ArrayList<>(List.of(CodecChain.names(from).orElse("").split(",")));
        Collections.reverse(remembered);
        boolean inner = !given.isEmpty()
                && given.size() < remembered.size()
                && remembered.subList(0, given.size()).equals(given);
        return inner ? remembered.subList(given.size(), remembered.size()) : List.of();
    }

    /** How the values are decoded and encoded. */
    private record Recoded(CodecChain from, CodecChain to) {

        /** How many bytes will be counted; 0 if that is not known, since decoded ones are. */
        long total(SortedMap<String, Long> sizes) {
            return from.kind() == ValueKind.BYTES && !from.isNone() ? 0 : Sizes.total(sizes);
        }
    }

    /** Without any codec that was given, bytes are copied as they are. */
    private Recoded codecs(Store from) throws IOException {
        CodecChain given = toCodecs;
        if (given == null && codecs.given().isEmpty()) {
            return new Recoded(CodecChain.RAW, CodecChain.RAW);
        }
        return recoded(codecs.of(from));
    }

    /** Checks that both sides have the same kind of values. */
    private Recoded recoded(CodecChain chain) {
        CodecChain target = toCodecs == null ? CodecChain.NONE : toCodecs;
        ValueKind kind = chain.kind();
        boolean same = kind == target.kind()
                && (kind != ValueKind.OTHER || chain.outermost().equals(target.outermost()));
        if (!same) {
            throw new IllegalArgumentException("--codec makes " + kind + ", and --to-codec encodes " + target.kind()
                    + "; give codecs of the same values, as in --codec pickle --to-codec msgpack,zstd");
        }
        return new Recoded(chain, target);
    }

    private void requireApart() throws IOException {
        Path from = fromAddress.directory();
        Path to = toAddress.directory();
        if (to != null
                && toAddress.isNewDirectory()
                && String.valueOf(to.getFileName()).matches(ARCHIVES)) {
            throw new IllegalArgumentException("copy makes a dataset, and " + toAddress
                    + " looks like an archive; 'partd export " + fromAddress + " FILE' writes a tar");
        }
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
