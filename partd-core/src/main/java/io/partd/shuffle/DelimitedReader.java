package io.partd.shuffle;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of delimited text, one after the other, as fields without their quotes. Memory is bounded by the
 * longest row. Rows may have other numbers of fields than the header. For one thread.
 *
 * <pre>{@code
 * try (DelimitedReader rows = DelimitedFormat.csv().rows("part-00000.csv", in)) {
 *     int fare = rows.column("fare");
 *     for (List<String> row = rows.next(); row != null; row = rows.next()) {
 *         total += Double.parseDouble(row.get(fare));
 *     }
 * }
 * }</pre>
 */
public final class DelimitedReader implements Closeable {

    private final RecordReader records;
    private final String name;
    private final DelimitedCursor fields;
    private final CharsetDecoder decoder;
    private final List<String> header;

    DelimitedReader(DelimitedCursor fields, RecordReader records, String name, Charset charset) throws IOException {
        this.records = records;
        this.name = name;
        this.fields = fields;
        this.decoder = charset.newDecoder();
        byte[] names = DelimitedFormat.padded(records.header());
        int length = names.length - RecordFormat.PADDING;
        header = length == 0 ? List.of() : decoded(names, 0, length, 1);
    }

    /** Returns the names of the columns; none if there is no header. */
    public List<String> header() {
        return header;
    }

    /**
     * Returns the index of a column in rows that have as many fields as the header.
     *
     * @param nameOrNumber as in {@link Column#of}
     * @throws IllegalArgumentException if there is no such column, or if several have that name
     */
    public int column(String nameOrNumber) {
        Column column = Column.of(nameOrNumber);
        return header.isEmpty() ? column.indexWithoutNames() : column.index(header);
    }

    /**
     * Returns the fields of the next row; null after the last one.
     *
     * @throws FaultException if the row is malformed, not of the charset, or longer than 1 GiB; it has the line at
     *     which the row begins
     */
    public @Nullable List<String> next() throws IOException {
        return records.next() ? decoded(records.bytes(), records.start(), records.end(), records.line()) : null;
    }

    private List<String> decoded(byte[] bytes, int from, int to, long line) throws IOException {
        List<String> texts = new ArrayList<>();
        fields.begin(bytes, from, to);
        while (fields.nextField()) {
            try {
                texts.add(decoder.decode(ByteBuffer.wrap(
                                fields.keyBytes(), fields.keyStart(), fields.keyEnd() - fields.keyStart()))
                        .toString());
            } catch (CharacterCodingException e) {
                String reason = "column " + (texts.size() + 1) + " is not in " + decoder.charset();
                throw new FaultException(new Fault(name, line, reason));
            }
        }
        return Collections.unmodifiableList(texts);
    }

    /** Returns the 1-based number of the line in which the last row begins. */
    public long line() {
        return records.line();
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
