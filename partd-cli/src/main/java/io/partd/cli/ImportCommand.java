package io.partd.cli;

import io.partd.Metadata;
import io.partd.Store;
import io.partd.cli.running.StopOnSignal;
import io.partd.cli.values.JsonText;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code partd import}. */
@Command(
        name = "import",
        header = "Reads keys and their values from a tar archive.",
        description = {
            "It may be one that 'partd export' has written, or any other: each file in it is a value, and its path the key. "
                    + "A directory that is missing or empty gets all in the end, in one step. A store that holds other keys "
                    + "gets them as the work goes on, and if it fails or Ctrl-C stops it they are deleted again; what "
                    + "--append added before that stays.",
            ""
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ImportCommand implements Callable<Integer> {

    private static final int BUFFER = 256 << 10;
    private static final int LARGEST_METADATA = 1 << 20;
    private static final Set<Byte> TYPES =
            Set.of(TarConstants.LF_OLDNORM, TarConstants.LF_NORMAL, TarConstants.LF_CONTIG);
    private static final int TAR = 512;
    private static final byte[] MAGIC = "ustar".getBytes(StandardCharsets.US_ASCII);

    private final Streams streams;

    @Parameters(index = "0", paramLabel = "STORE", description = "The store. It must have none of the keys.")
    private StoreAddress address;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = "-",
            description = "The archive; - or nothing is standard input.")
    private String source;

    @Option(names = "--append", description = "Add to the values that STORE has already.")
    private boolean append;

    ImportCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    @SuppressWarnings("try") // the signal is waited for
    public Integer call() throws IOException {
        try (StopOnSignal stop = new StopOnSignal();
                InputStream in = source.equals("-") ? streams.in() : Files.newInputStream(Path.of(source));
                CopyTarget to =
                        address.isNewDirectory() ? NewDirectory.of(address) : new PresentStore(address.open())) {
            Set<String> added = new HashSet<>();
            CopyCommand.orUndo(() -> read(in, to, added), append ? to::keep : () -> to.undo(added));
        }
        return 0;
    }

    /** Reads an archive; {@code added} gets its keys, each before anything is added to it. */
    private void read(InputStream in, CopyTarget to, Set<String> added) throws IOException {
        Store store = to.store().raw();
        Copying copying = new Copying(store, new LongAdder());
        InputStream buffered = new BufferedInputStream(in, BUFFER);
        requireTar(buffered);
        SortedMap<String, byte[]> metadata = new TreeMap<>();
        Long keys = null;
        try (TarArchiveInputStream tar = new TarArchiveInputStream(buffered, StandardCharsets.UTF_8.name())) {
            for (TarArchiveEntry entry = next(tar); entry != null; entry = next(tar)) {
                String name = entry.getName();
                if (name.equals(TarNames.DATASET)) {
                    keys = keys(read(tar, name));
                } else if (name.startsWith(TarNames.METADATA)) {
                    if (!added.isEmpty()) {
                        throw damaged("the entry '" + name + "' comes after keys");
                    }
                    metadata.put(name.substring(TarNames.METADATA.length()), read(tar, name));
                } else {
                    if (added.isEmpty()) {
                        remember(metadata, store);
                    }
                    String key = TarNames.key(entry);
                    begin(store, key, added);
                    copying.add(key, tar);
                }
            }
        }
        if (keys != null && keys != added.size()) {
            throw new IOException("the archive has " + added.size() + " of the " + keys
                    + " keys that it begins with, so that a part of it is missing");
        }
        if (added.isEmpty()) {
            remember(metadata, store);
        }
        copying.finish();
        to.finish();
    }

    /** Returns the next entry that has a value; null after the last one. */
    private static @Nullable TarArchiveEntry next(TarArchiveInputStream tar) throws IOException {
        TarArchiveEntry entry;
        do {
            try {
                entry = tar.getNextEntry();
            } catch (IllegalArgumentException e) {
                throw damaged(Failures.message(e));
            }
            if (entry != null && !entry.isCheckSumOK()) {
                throw damaged("the header of '" + entry.getName() + "' has another checksum than it claims");
            }
        } while (entry != null && entry.isDirectory());
        if (entry != null && (!TYPES.contains(entry.getLinkFlag()) || entry.isSparse())) {
            throw new IOException("the entry '" + entry.getName()
                    + "' is not a regular file and has no value; make the archive without it");
        }
        return entry;
    }

    private static IOException damaged(String how) {
        return new IOException("the archive is damaged: " + how);
    }

    /** Has the store remember what the exported one did. One of a kind that remembers nothing takes the bytes alone. */
    private static void remember(SortedMap<String, byte[]> metadata, Store store) throws IOException {
        for (Map.Entry<String, byte[]> entry : metadata.entrySet()) {
            try {
                Metadata.requireValid(entry.getKey(), entry.getValue());
            } catch (IllegalArgumentException e) {
                throw damaged(Failures.message(e));
            }
        }
        CopyCommand.remember("the archive", metadata, store, "");
    }

    private void begin(Store store, String key, Set<String> added) throws IOException {
        if (added.contains(key)) {
            throw new IOException("the archive has the key '" + key + "' twice");
        }
        if (!append && store.contains(key)) {
            throw new IOException(
                    store + " has the key '" + key + "' already; delete it there, or say --append to add to it");
        }
        store.claim(List.of(key));
        added.add(key);
    }

    /** Looks at the first block, and leaves it to be read. */
    private static void requireTar(InputStream in) throws IOException {
        in.mark(TAR);
        byte[] block = in.readNBytes(TAR);
        in.reset();
        boolean hasMagic = block.length == TAR && Arrays.equals(block, 257, 262, MAGIC, 0, MAGIC.length);
        boolean isEmpty = block.length == TAR && Arrays.equals(block, new byte[TAR]);
        if (!hasMagic && !isEmpty) {
            boolean isGzip = block.length > 1 && (block[0] & 0xFF) == 0x1F && (block[1] & 0xFF) == 0x8B;
            throw new IOException("it is not a tar archive"
                    + (isGzip ? ", but compressed by gzip; import what 'gzip -dc' makes of it" : ""));
        }
    }

    private static byte[] read(InputStream in, String name) throws IOException {
        byte[] bytes = in.readNBytes(LARGEST_METADATA + 1);
        if (bytes.length > LARGEST_METADATA) {
            throw new IOException(
                    "the entry '" + name + "' has more than " + LARGEST_METADATA + " bytes, which is too much for it");
        }
        return bytes;
    }

    private static long keys(byte[] description) throws IOException {
        Map<String, @Nullable Object> members;
        try {
            members = JsonText.object(new String(description, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IOException("the entry '" + TarNames.DATASET + "' is not JSON: " + e.getMessage(), e);
        }
        if (!Long.valueOf(ExportCommand.VERSION).equals(members.get("version"))
                || !(members.get("keys") instanceof Long keys)) {
            throw new IOException("the archive has the version " + members.get("version") + ", and this command reads "
                    + ExportCommand.VERSION + "; take a newer one");
        }
        return keys;
    }
}
