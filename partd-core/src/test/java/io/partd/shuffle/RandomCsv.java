package io.partd.shuffle;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Makes delimited text of every kind that there is, well formed or not, from a seed. */
final class RandomCsv {

    private static final String[] PIECES = {
        "a",
        "b",
        "7",
        "xyz",
        " ",
        "é",
        "日本",
        "\u00a0",
        "𝄞",
        "\t",
        ";",
        "abcdefg",
        "abcdefgh",
        "0123456789",
        "\u0000",
        "'"
    };

    private final Random random;
    private final char delimiter;
    private final StringBuilder text = new StringBuilder();
    private boolean faulty;
    private boolean carriageReturns;

    RandomCsv(long seed, char delimiter) {
        this.random = new Random(seed);
        this.delimiter = delimiter;
    }

    /** Lets records break the rules now and then. */
    RandomCsv withFaults() {
        faulty = true;
        return this;
    }

    /** Lets fields have carriage returns that belong to no line end. */
    RandomCsv withCarriageReturns() {
        carriageReturns = true;
        return this;
    }

    /** Adds so many records of so many columns. */
    RandomCsv records(int count, int columns) {
        for (int i = 0; i < count; i++) {
            record(columns);
            lineEnd();
        }
        return this;
    }

    /** Takes off the last line end, unless that would leave a blank line or a carriage return at the end. */
    RandomCsv withoutLastLineEnd() {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        text.setLength(end);
        return this;
    }

    byte[] bytes() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void record(int columns) {
        int count = faulty && random.nextInt(20) == 0 ? 1 + random.nextInt(columns + 2) : columns;
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                text.append(delimiter);
            }
            field(count == 1);
        }
    }

    private void field(boolean alone) {
        int kind = random.nextInt(10);
        if (kind < 2 && !alone) {
            return;
        }
        if (kind < 7) {
            unquoted();
        } else {
            quoted();
        }
    }

    private void unquoted() {
        text.append((char) ('a' + random.nextInt(26)));
        pieces(random.nextInt(4));
        if (random.nextInt(8) == 0) {
            text.append("\"").append(random.nextBoolean() ? "\"mid" : "");
        }
        if (carriageReturns && random.nextInt(10) == 0) {
            text.append("\rx");
        }
    }

    private void quoted() {
        text.append('"');
        for (int i = random.nextInt(5); i > 0; i--) {
            switch (random.nextInt(6)) {
                case 0 -> text.append("\"\"");
                case 1 -> text.append(delimiter);
                case 2 -> text.append("\n");
                case 3 -> text.append("\r\n");
                default -> pieces(1);
            }
        }
        text.append('"');
        if (faulty && random.nextInt(20) == 0) {
            text.append(random.nextBoolean() ? "behind" : "x\"y");
        }
    }

    private void pieces(int count) {
        for (int i = 0; i < count; i++) {
            String piece = PIECES[random.nextInt(PIECES.length)];
            text.append(piece.indexOf(delimiter) >= 0 ? "-" : piece);
        }
    }

    private void lineEnd() {
        text.append(random.nextInt(3) == 0 ? "\r\n" : "\n");
        while (random.nextInt(15) == 0) {
            text.append(random.nextBoolean() ? "\n" : "\r\n");
        }
    }
}
