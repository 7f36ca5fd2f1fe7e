package io.partd.codecs.pickle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** The pickles that Python wrote, by {@code make_pickles.py}. */
final class GoldenPickles {

    record Golden(String name, int protocol, String hex, String description) {

        byte[] pickle() {
            return HexFormat.of().parseHex(hex);
        }

        @Override
        public String toString() {
            return name + ", protocol " + protocol;
        }
    }

    private GoldenPickles() {}

    static List<Golden> all() {
        try {
            Path file = Path.of(Objects.requireNonNull(GoldenPickles.class.getResource("pickles.txt"))
                    .toURI());
            return Files.readAllLines(file).stream().map(GoldenPickles::parsed).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static Golden parsed(String line) {
        String[] words = line.split(" ", 4);
        return new Golden(words[0], Integer.parseInt(words[1]), words[2], words[3]);
    }
}
