package io.partd.input;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the names of Hive's directories, {@code COLUMN=VALUE}. */
final class HivePath {

    private static final String NULL = "__HIVE_DEFAULT_PARTITION__";

    private HivePath() {}

    /**
     * Returns the columns, of any type, that the directories between a directory and a file name.
     *
     * @throws IOException if two name the same
     */
    static List<PartitionColumn> columns(Path directory, Path file) throws IOException {
        List<PartitionColumn> columns = new ArrayList<>();
        int above = directory.toString().isEmpty() ? 0 : directory.getNameCount();
        for (int i = above; i < file.getNameCount() - 1; i++) {
            String text = file.getName(i).toString();
            int equals = text.indexOf('=');
            if (equals > 0) {
                String name = decode(text.substring(0, equals));
                if (columns.stream().anyMatch(column -> column.name().equals(name))) {
                    throw new IOException(file + ": two of its directories are named after the column '" + name + "'");
                }
                columns.add(new PartitionColumn(name, PartitionColumn.Type.STRING, value(text.substring(equals + 1))));
            }
        }
        return columns;
    }

    private static @Nullable String value(String text) {
        return text.equals(NULL) ? null : decode(text);
    }

    /** Decodes {@code %} and two hexadecimal digits as bytes of UTF-8; returns the text as it is if they are none. */
    private static String decode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int from = 0;
        for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 1)) {
            int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (low >= 0) {
                bytes.writeBytes(text.substring(from, i).getBytes(StandardCharsets.UTF_8));
                bytes.write(high << 4 | low);
                from = i + 3;
            }
        }
        bytes.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            return text;
        }
    }
}
