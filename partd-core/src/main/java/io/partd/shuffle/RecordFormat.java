package io.partd.shuffle;

import io.partd.input.InputFile;
import io.partd.input.PartitionColumn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A format of records. Immutable and thread-safe; each cursor that it makes is for one thread.
 *
 * <pre>{@code
 * RecordFormat csv = DelimitedFormat.csv(Column.of("state"));
 * RecordFormat lines = new LineFormat();
 * }</pre>
 *
 * <p>Records come in blocks that begin at a record's start. An implementation may read up to {@link #PADDING} bytes
 * after the end that it is given, because every array has them, but must not depend on their values.
 */
public interface RecordFormat {

    /** The number of readable bytes after the end of every block. */
    int PADDING = 64;

    /**
     * Returns why a source cannot be read in this format, judged by its first bytes; null if they show no fault. The
     * default is for text that keeps ASCII as single bytes: it refuses UTF-16, UTF-32, compressed data and tables by
     * their signatures, and UTF-16 and UTF-32 without a byte order mark by their zero bytes.
     *
     * @param bytes holds the source's first bytes from {@code from} to {@code to}, all of them if the source is short
     */
    default @Nullable String sourceFault(byte[] bytes, int from, int to) {
        String fault = Signatures.fault(bytes, from, to);
        if (fault != null) {
            return fault;
        }
        String encoding = WideText.encoding(bytes, from, to);
        return encoding == null ? null : Signatures.encoded(encoding);
    }

    /**
     * Returns the end of the header that begins at {@code from}; {@code from} itself if the format has no header.
     *
     * @return the index after the header's line end, or -1 if more bytes are needed
     */
    int headerEnd(byte[] bytes, int from, int to);

    /**
     * Returns what is wrong with a header; null if it is valid.
     *
     * @param header the header's bytes without a byte order mark; empty if there is none
     */
    default @Nullable String headerFault(byte[] header) {
        return null;
    }

    /**
     * Returns the end of the last whole record.
     *
     * @return the index after that record's line end, or {@code from} if no record is whole
     */
    int lastRecordEnd(byte[] bytes, int from, int to);

    /**
     * Makes a cursor over the records after a header.
     *
     * @param header the header's bytes without a byte order mark; empty if the format has none
     * @throws IllegalArgumentException if the header lacks the key's column; the message names its columns
     */
    RecordCursor cursor(byte[] header);

    /**
     * Returns the header of what is written.
     *
     * @param header as for {@link #cursor}
     */
    default byte[] writtenHeader(byte[] header) {
        return header;
    }

    /** Tells whether one cursor has to go through all records in their order, as it must to count them. */
    default boolean isSequential() {
        return false;
    }

    /**
     * Returns how many keys a record has. The bytes of a cursor's key are those of the key if it is one; else those of
     * each after their number, as eight bytes of which the lowest comes first.
     */
    default int keyCount() {
        return 1;
    }

    /** Returns a source of a file in this format: decompressed, and with the file's columns added. */
    default Source source(InputFile file) {
        return withColumns(Source.file(file.path()), file.columns());
    }

    /**
     * Returns a source with columns added to all records, after their own. A column that a record, or the header, has
     * already stays as it is there. The source stays the same if the format's records have no columns.
     */
    default Source withColumns(Source source, List<PartitionColumn> columns) {
        return columns.isEmpty() || adder(source.name(), columns) == null
                ? source
                : Source.of(
                        source.name(),
                        () -> new AddedColumns(source.name(), this, adder(source.name(), columns), source.open()));
    }

    /**
     * Returns what adds columns to the records of a source; null, as without this, if the format has no columns.
     *
     * @param source the source's name in messages
     */
    default @Nullable ColumnAdder adder(String source, List<PartitionColumn> columns) {
        return null;
    }
}
