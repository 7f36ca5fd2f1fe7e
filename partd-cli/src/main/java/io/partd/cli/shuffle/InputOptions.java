package io.partd.cli.shuffle;

import io.partd.cli.values.CodecChain;
import io.partd.input.InputFile;
import io.partd.input.InputFiles;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options that say what to read. */
final class InputOptions {

    private static final String STANDARD_INPUT = "-";

    @Parameters(
            arity = "0..*",
            paramLabel = "INPUT",
            description = {
                "What to read, in this order: files; directories, with all files below them; patterns in quotes, as in "
                        + "'data/**/*.csv'; - for standard input; or a store, as in log:trips. Text that gzip, zstd, "
                        + "bzip2 or lz4 has compressed is decompressed."
            })
    private List<String> inputs = new ArrayList<>();

    @Option(
            names = "--files-from",
            paramLabel = "FILE|-",
            description = "Read also what this file names, one input a line, or separated by zero bytes.")
    private @Nullable String list;

    @Option(
            names = "--no-hive-partitioning",
            description = {
                "Add no columns for directories that are named COLUMN=VALUE (default: files in a directory or a pattern "
                        + "get them)."
            })
    private boolean noHivePartitioning;

    @Option(
            names = "--codec",
            paramLabel = "NAME,...",
            description = "How the values of a store are encoded (default: as it remembers).")
    private @Nullable CodecChain codec;

    @Option(
            names = "--keys",
            paramLabel = "PATTERN",
            description = "Which keys of a store to read, as in 'part-*' (default: all).")
    private @Nullable String keys;

    @Option(
            names = "--key-column",
            paramLabel = "NAME",
            description = "A column to add to the rows of a store, with the key.")
    private @Nullable String keyColumn;

    /**
     * Finds all inputs.
     *
     * @param bytesRead counts what is read
     */
    @SuppressWarnings("MustBeClosedChecker") // the caller closes it
    Inputs find(LongAdder bytesRead) throws IOException {
        List<String> names = names();
        StoreKeys stores = new StoreKeys(codec, keys, keyColumn);
        boolean done = false;
        try {
            Inputs found = find(names, stores, bytesRead);
            done = true;
            return found;
        } finally {
            if (!done) {
                stores.close();
            }
        }
    }

    private Inputs find(List<String> names, StoreKeys stores, LongAdder bytesRead) throws IOException {
        if (names.stream().noneMatch(StoreKeys::isStore)) {
            stores.requireNoOptions();
        }
        List<List<InputFile>> files = new ArrayList<>();
        List<InputFile> all = new ArrayList<>();
        for (String name : names) {
            boolean isFile = !name.equals(STANDARD_INPUT) && !StoreKeys.isStore(name);
            files.add(isFile ? files(name) : List.of());
            all.addAll(files.get(files.size() - 1));
        }
        List<InputFile> typed = InputFiles.withTypes(all);
        List<Input> found = new ArrayList<>();
        StandardInput standardInput = null;
        int next = 0;
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (name.equals(STANDARD_INPUT)) {
                standardInput = new StandardInput();
                found.add(Input.of(standardInput, bytesRead));
            } else if (StoreKeys.isStore(name)) {
                found.addAll(stores.inputs(name, bytesRead));
            } else {
                for (InputFile file : typed.subList(next, next + files.get(i).size())) {
                    found.add(Input.file(file, bytesRead));
                }
                next += files.get(i).size();
            }
        }
        return new Inputs(found, names, standardInput, stores);
    }

    private List<InputFile> files(String name) throws IOException {
        List<InputFile> files = InputFiles.expand(name);
        return noHivePartitioning
                ? files.stream()
                        .map(file -> new InputFile(file.path(), List.of()))
                        .toList()
                : files;
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>(inputs);
        boolean fromStandardInput = STANDARD_INPUT.equals(list);
        if (fromStandardInput && names.contains(STANDARD_INPUT)) {
            throw readOnlyOnce();
        }
        if (list != null) {
            names.addAll(InputFiles.names(fromStandardInput ? standardInput() : Files.readAllBytes(Path.of(list))));
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException(
                    list == null
                            ? "Missing required parameter: 'INPUT'; name files, directories or a store, or - for standard"
                                    + " input"
                            : "--files-from " + list + ": it names no input");
        }
        if (names.stream().filter(STANDARD_INPUT::equals).count() > (fromStandardInput ? 0 : 1)) {
            throw readOnlyOnce();
        }
        return names;
    }

    private static IllegalArgumentException readOnlyOnce() {
        return new IllegalArgumentException("standard input (-) can be read only once");
    }

    private static byte[] standardInput() throws IOException {
        try (InputStream in = new BufferedInputStream(new FileInputStream(FileDescriptor.in))) {
            return in.readAllBytes();
        }
    }
}
