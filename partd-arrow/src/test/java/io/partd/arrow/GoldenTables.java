package io.partd.arrow;

import io.partd.PythonCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What pyarrow wrote: {@code golden/arrow/make.py} says how. */
final class GoldenTables {

    private static final Path DIRECTORY = PythonCommand.resource(GoldenTables.class, "/golden/arrow");

    private GoldenTables() {}

    /** Returns the keys, and what is in each, a word for each value. */
    static Map<String, String> words() throws IOException {
        Map<String, String> words = new LinkedHashMap<>();
        for (String line : Files.readAllLines(DIRECTORY.resolve("words.txt"))) {
            String[] parts = line.split("\t", -1);
            words.put(parts[0], parts[1]);
        }
        return words;
    }

    /** Returns what is stored for a key. */
    static byte[] stored(String key) throws IOException {
        return Files.readAllBytes(DIRECTORY.resolve("tables").resolve(key));
    }
}
