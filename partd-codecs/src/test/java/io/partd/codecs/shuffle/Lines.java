package io.partd.codecs.shuffle;

import io.partd.shuffle.RecordCursor;
import io.partd.shuffle.RecordFormat;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads text as JSON lines, from the middle of an array with misleading bytes on either side. */
final class Lines {

    private static final String BEFORE = "{\"k\":\"before\"\n";
    private static final String BEHIND = "\"}\n{\"k\":\"behind\"}\n";

    private Lines() {}

    /** What the cursor says of one record. */
    record Found(String text, ByteBuffer keyBytes, String fault, long linesBefore, long lines) {

        String key() {
            return StandardCharsets.UTF_8.decode(keyBytes.duplicate()).toString();
        }
    }

    static List<Found> read(String member, String text) {
        return read(member, text.getBytes(StandardCharsets.UTF_8));
    }

    static List<Found> read(String member, byte[] text) {
        return read(JsonLinesFormat.keyedBy(member).cursor(new byte[0]), text);
    }

    static List<Found> read(RecordCursor cursor, byte[] text) {
        byte[] before = BEFORE.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(before);
        all.writeBytes(text);
        all.write(BEHIND.repeat(RecordFormat.PADDING).getBytes(StandardCharsets.UTF_8), 0, RecordFormat.PADDING);
        byte[] bytes = all.toByteArray();
        cursor.reset(bytes, before.length, before.length + text.length);
        List<Found> found = new ArrayList<>();
        while (cursor.next()) {
            String record = new String(bytes, cursor.start(), cursor.end() - cursor.start(), StandardCharsets.UTF_8);
            String fault = cursor.fault();
            byte[] key = fault != null
                    ? new byte[0]
                    : Arrays.copyOfRange(cursor.keyBytes(), cursor.keyStart(), cursor.keyEnd());
            found.add(new Found(record, ByteBuffer.wrap(key), fault, cursor.linesBefore(), cursor.lines()));
        }
        return found;
    }
}
