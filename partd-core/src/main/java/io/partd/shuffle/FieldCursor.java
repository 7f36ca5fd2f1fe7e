package io.partd.shuffle;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Iterates over the records of a block and finds several fields of each. The key is the first field. What it returns of
 * a field is valid for records without a {@link #fault}, until the next call of {@link #next}. For one thread.
 *
 * <pre>{@code
 * FieldCursor cursor = csv.fields(header, List.of(fare));
 * cursor.reset(block, 0, length);
 * while (cursor.next()) {
 *     fares.add(new String(cursor.bytes(0), cursor.from(0), cursor.to(0) - cursor.from(0), UTF_8));
 * }
 * }</pre>
 */
public interface FieldCursor extends RecordCursor {

    /** Tells whether a field has no value. */
    boolean isNull(int field);

    /** Returns why a field has no text, as an object in JSON has none; null if it has one. */
    @Nullable
    String fault(int field);

    /** Returns the array that holds a field's decoded text from {@link #from} to {@link #to}. */
    byte[] bytes(int field);

    /** Returns the index of the text's start in {@link #bytes}. */
    int from(int field);

    /** Returns the index of the text's end in {@link #bytes}. */
    int to(int field);

    /** Writes a record of some of the fields, as they are in this one, in their order, with this one's line end. */
    void write(int[] fields, OutputStream out) throws IOException;

    /**
     * Writes the record without some of the fields. What is left of it stays byte for byte as it is, with its line end.
     *
     * @throws IllegalArgumentException if nothing would be left that is a record
     */
    void writeWithout(int[] fields, OutputStream out) throws IOException;

    @Override
    default byte[] keyBytes() {
        return bytes(0);
    }

    @Override
    default int keyStart() {
        return from(0);
    }

    @Override
    default int keyEnd() {
        return to(0);
    }
}
