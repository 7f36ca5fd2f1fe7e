package io.partd.codecs.numpy;

import java.util.List;
import java.util.Random;

/** Texts that are types, nearly, or not at all. */
final class DTypeNoise {

    private static final List<String> PIECES = List.of(
            "<",
            ">",
            "|",
            "=",
            "i",
            "u",
            "f",
            "c",
            "b",
            "m",
            "M",
            "S",
            "U",
            "V",
            "O",
            "1",
            "2",
            "4",
            "8",
            "16",
            "0",
            "12",
            "24",
            "[",
            "]",
            "[ns]",
            "[25s]",
            "[D]",
            "[as]",
            "[1us]",
            "[0s]",
            "[[",
            "]]",
            "(",
            ")",
            "'",
            ",",
            " ",
            "\0",
            "\u0661",
            "\uff14",
            "-",
            "+",
            "99999999999",
            "2147483647",
            "__import__('os').system('true')",
            "float64",
            "datetime64",
            "a",
            "d",
            "[('a','<i4')]",
            "\n",
            "generic",
            "//",
            "é");
    private static final String LETTERS = "biufcmMSUVO";

    private final Random random;

    DTypeNoise(long seed) {
        random = new Random(seed);
    }

    String next() {
        StringBuilder text = new StringBuilder();
        if (random.nextInt(3) > 0) {
            text.append("<>|=".charAt(random.nextInt(4)));
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
            text.append(1 << random.nextInt(5));
            if (random.nextInt(3) == 0) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
        } else {
            for (int i = random.nextInt(5); i >= 0; i--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
        }
        if (random.nextInt(20) == 0) {
            text.insert(random.nextInt(text.length() + 1), (char) random.nextInt(0x10000));
        }
        return text.toString();
    }
}
