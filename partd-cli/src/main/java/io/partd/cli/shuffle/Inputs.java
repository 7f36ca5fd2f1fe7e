package io.partd.cli.shuffle;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a shuffle reads.
 *
 * @param all the inputs, in their order
 * @param names what they were found by
 * @param standardInput one of them; null if it is none of them
 * @param stores those that are open
 */
record Inputs(List<Input> all, List<String> names, @Nullable StandardInput standardInput, StoreKeys stores)
        implements Closeable {

    /** Returns how many bytes there are to read, as far as that is known. */
    long size() {
        return all.stream().mapToLong(Input::size).sum();
    }

    /**
     * Checks that the output is not among what is read.
     *
     * @param output the output's directory; null if it is in none
     * @throws FileSystemException if it is in a directory that is read, or has only some of the files that are read
     */
    void requireApart(@Nullable Path output) throws IOException {
        if (output == null) {
            return;
        }
        Path place = Directories.real(output);
        for (String name : names) {
            Path folder = Path.of(name);
            if (Files.isDirectory(folder)
                    && !folder.toRealPath().equals(place)
                    && place.startsWith(folder.toRealPath())) {
                throw new FileSystemException(
                        output.toString(), null, "it is in the input " + name + "; choose a directory outside it");
            }
        }
        List<Path> inside = new ArrayList<>();
        for (Input input : all) {
            Path path = input.path();
            if (path != null && Directories.real(path).startsWith(place)) {
                inside.add(path);
            }
        }
        if (!inside.isEmpty() && inside.size() < all.size()) {
            throw new FileSystemException(
                    output.toString(),
                    null,
                    "the input " + inside.get(0) + " is in it, and others are not; choose another directory");
        }
    }

    @Override
    public void close() throws IOException {
        stores.close();
    }
}
