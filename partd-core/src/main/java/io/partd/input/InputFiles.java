package io.partd.input;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds files to read.
 *
 * <pre>{@code
 * for (InputFile file : InputFiles.find(folder)) {
 *     sources.add(csv.source(file)); // decompressed, and with a column year if the file is in year=2024
 * }
 * }</pre>
 *
 * <p>An input is one of these:
 *
 * <ul>
 *   <li>the path of a file;
 *   <li>the path of a directory: all files in it and below it, but not those whose name, or whose directory's name,
 *       begins with {@code .} or {@code _};
 *   <li>a pattern: {@code data/**}{@code /*.csv}. {@code *} stands for any characters of a name, {@code ?} for one,
 *       {@code [a-z]} for one of some, {@code {a,b}} for one of some texts, and {@code **} for any number of
 *       directories. Wildcards do not stand for a leading {@code .} or {@code _}. A path that is there is no pattern.
 * </ul>
 *
 * <p>Files of a directory or a pattern are sorted by their paths. Directories named {@code COLUMN=VALUE} below that
 * directory, or from the pattern's first wildcard on, give their files a {@link PartitionColumn}.
 */
public final class InputFiles {

    private static final Pattern URL = Pattern.compile("([A-Za-z][A-Za-z0-9+]*)://.+");

    /** The commands that write what is elsewhere to standard output, by the scheme of its URL. */
    private static final Map<String, String> READERS = Map.of(
            "http", "curl -fL %s",
            "https", "curl -fL %s",
            "ftp", "curl -f %s",
            "s3", "aws s3 cp %s -",
            "s3a", "aws s3 cp %s -",
            "gs", "gcloud storage cat %s",
            "hdfs", "hdfs dfs -cat %s");

    private InputFiles() {}

    /**
     * Finds the files of several inputs, in the order of these.
     *
     * @return at least one file for each input
     * @throws java.nio.file.NoSuchFileException if an input is no file, or has none
     * @throws IOException if a directory cannot be read, or not all files have the same partition columns
     */
    public static List<InputFile> find(String... inputs) throws IOException {
        List<InputFile> files = new ArrayList<>();
        for (String input : inputs) {
            files.addAll(expand(input));
        }
        return withTypes(files);
    }

    /** Finds the files of one input. All columns are texts. */
    public static List<InputFile> expand(String input) throws IOException {
        if (input.isEmpty()) {
            throw new IllegalArgumentException("an input's name is empty; . is the directory that this runs in");
        }
        Path path = Path.of(input);
        if (Files.isDirectory(path)) {
            return inFolder(path);
        }
        if (Files.exists(path)) {
            return List.of(new InputFile(path, List.of()));
        }
        requireLocal(input);
        if (!Glob.isPattern(input)) {
            throw new NoSuchFileException(input, null, "no such file");
        }
        List<InputFile> files = new ArrayList<>();
        for (String pattern : Glob.expandBraces(input)) {
            files.addAll(matching(pattern));
        }
        return files;
    }

    private static List<InputFile> matching(String pattern) throws IOException {
        Glob glob = Glob.of(pattern);
        List<InputFile> files = new ArrayList<>();
        for (Path found : glob.find()) {
            for (Path file : Files.isDirectory(found) ? Folder.files(found) : List.of(found)) {
                files.add(new InputFile(file, PartitionColumn.between(glob.directory(), file)));
            }
        }
        if (files.isEmpty()) {
            throw new NoSuchFileException(pattern, null, "no file matches this pattern");
        }
        return files;
    }

    private static List<InputFile> inFolder(Path folder) throws IOException {
        List<InputFile> files = new ArrayList<>();
        for (Path file : Folder.files(folder)) {
            files.add(new InputFile(file, PartitionColumn.between(folder, file)));
        }
        if (files.isEmpty()) {
            throw new NoSuchFileException(
                    folder.toString(),
                    null,
                    "there is no file in this directory or below it; names that begin with . or _ do not count");
        }
        return files;
    }

    private static void requireLocal(String input) throws IOException {
        Matcher url = URL.matcher(input);
        if (url.matches()) {
            String reader = READERS.get(url.group(1).toLowerCase(Locale.ROOT));
            String how = reader == null
                    ? "download it first"
                    : "pipe it in, as with '" + String.format(reader, input) + " | partd shuffle - …'";
            throw new NoSuchFileException(input, null, "only local files are read; " + how);
        }
    }

    /**
     * Returns files whose columns have the types that the values of all of them show.
     *
     * @throws IOException if two files have different columns
     */
    public static List<InputFile> withTypes(List<InputFile> files) throws IOException {
        Map<String, List<@Nullable String>> values = new LinkedHashMap<>();
        for (InputFile file : files) {
            requireSame(files.get(0), file);
            for (PartitionColumn column : file.columns()) {
                values.computeIfAbsent(column.name(), name -> new ArrayList<>()).add(column.value());
            }
        }
        Map<String, PartitionColumn.Type> types = new LinkedHashMap<>();
        values.forEach((name, all) -> types.put(name, PartitionColumn.Type.of(all)));
        List<InputFile> typed = new ArrayList<>();
        for (InputFile file : files) {
            List<PartitionColumn> columns = new ArrayList<>();
            for (PartitionColumn column : file.columns()) {
                PartitionColumn.Type type = types.getOrDefault(column.name(), PartitionColumn.Type.STRING);
                columns.add(new PartitionColumn(column.name(), type, column.value()));
            }
            typed.add(new InputFile(file.path(), columns));
        }
        return typed;
    }

    private static void requireSame(InputFile first, InputFile file) throws IOException {
        List<String> names = names(file);
        if (!names.equals(names(first))) {
            throw new IOException(file.path() + ": its directories are named after the columns " + names
                    + ", and those of " + first.path() + " after " + names(first));
        }
    }

    private static List<String> names(InputFile file) {
        return file.columns().stream().map(PartitionColumn::name).toList();
    }

    /**
     * Returns the inputs that a list names: one a line, or, if there is a zero byte in the list, separated by these.
     * Empty ones do not count.
     */
    public static List<String> names(byte[] list) {
        String text = new String(list, StandardCharsets.UTF_8);
        String[] names = text.indexOf('\0') >= 0 ? text.split("\0") : text.split("\r?\n");
        return Arrays.stream(names).filter(name -> !name.isEmpty()).toList();
    }
}
