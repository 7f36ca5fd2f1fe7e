package io.partd.cli;

import io.partd.Metadata;
import io.partd.Store;
import io.partd.cli.running.Progress;
import io.partd.cli.running.StopOnSignal;
import io.partd.cli.values.JsonText;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code partd export}. */
@Command(
        name = "export",
        header = "Writes all keys and their values as a tar archive.",
        description = {
            "An entry has the name of its key, sorted, and the bytes of its value as they are stored. What the dataset remembers, "
                    + "and keys that are no safe names of files, are in the directory .partd of the archive. 'partd import' "
                    + "makes the same dataset of it. A key that grows meanwhile is as long as it was in the beginning.",
            ""
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ExportCommand implements Callable<Integer> {

    private static final int BUFFER = 256 << 10;

    /** How the names of entries are made; a change that an older import would misread has another one. */
    static final long VERSION = 1;

    private final Streams streams;

    @Parameters(index = "0", paramLabel = "STORE", description = "The store.")
    private StoreAddress address;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = "-",
            description = "The archive to make; - or nothing is standard output.")
    private String target;

    ExportCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    @SuppressWarnings("try") // the signal is waited for
    public Integer call() throws IOException {
        boolean toFile = !target.equals("-");
        if (!toFile && streams.isTerminal()) {
            throw new IllegalArgumentException(
                    "a tar archive is not for a terminal; name a file, or send it to another command with |");
        }
        try (StopOnSignal stop = new StopOnSignal();
                Store store = address.openToRead()) {
            if (toFile) {
                toFile(store.raw(), Path.of(target));
            } else {
                write(store.raw(), streams.out());
            }
        }
        return 0;
    }

    private static void toFile(Store store, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            write(store, out);
        } catch (FileAlreadyExistsException e) {
            throw new FileAlreadyExistsException(file.toString(), null, "it exists; export wants a new file");
        } catch (IOException | RuntimeException | Error e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    @SuppressWarnings("try") // the progress is shown
    private static void write(Store store, OutputStream out) throws IOException {
        SortedMap<String, Long> sizes = Sizes.of(store);
        LongAdder done = new LongAdder();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(
                        new BufferedOutputStream(out, BUFFER), StandardCharsets.UTF_8.name());
                Progress progress = new Progress("export", done, Sizes.total(sizes))) {
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
            String description = JsonText.of(new TreeMap<>(Map.of("version", VERSION, "keys", (long) sizes.size())));
            put(tar, TarNames.plain(TarNames.DATASET), description.getBytes(StandardCharsets.UTF_8));
            Optional<Metadata> metadata = store.metadata();
            if (metadata.isPresent()) {
                for (Map.Entry<String, byte[]> entry : metadata.get().entries().entrySet()) {
                    put(tar, TarNames.plain(TarNames.METADATA + entry.getKey()), entry.getValue());
                }
            }
            for (Map.Entry<String, Long> entry : sizes.entrySet()) {
                TarArchiveEntry name = TarNames.entry(entry.getKey(), sizes);
                name.setSize(entry.getValue());
                tar.putArchiveEntry(name);
                copy(store, entry.getKey(), entry.getValue(), tar, done);
                tar.closeArchiveEntry();
            }
            tar.finish();
        }
    }

    private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, byte[] bytes) throws IOException {
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private static void copy(Store store, String key, long size, OutputStream out, LongAdder done) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = store.open(key)) {
            for (long left = size; left > 0; ) {
                int length = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (length < 0) {
                    throw new IOException("key '" + key + "' of " + store + " had " + size
                            + " bytes, and was deleted or replaced meanwhile; try again");
                }
                out.write(buffer, 0, length);
                done.add(length);
                left -= length;
            }
        }
    }
}
