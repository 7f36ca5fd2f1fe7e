package io.partd.parquet.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.partd.CorruptDataException;
import io.partd.parquet.encoding.LittleEndian;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.SchemaElement;

/** Reads the footer of a Parquet file. */
public final class Footer {

    /** What a file begins and ends with. */
    public static final String MAGIC = "PAR1";

    private static final String ENCRYPTED = "PARE";
    private static final String ARROW = "ARROW1";
    private static final int ARROW_STREAM = -1;
    private static final int TAIL = 8;
    private static final Pattern PARQUET_MR =
            Pattern.compile("parquet-mr(?: version (\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6}).*)?");
    private static final int[] FIXED_IN = {1, 2, 9};
    private static final int LONGEST_UNCOUNTED_HEADER = 100;
    private static final int SMALLEST = MAGIC.length() + TAIL;

    private Footer() {}

    /** Reads the footer. */
    public static FileMetaData read(InputFile file) throws IOException {
        if (file.size() < SMALLEST) {
            throw new CorruptDataException(
                    "not a Parquet file: " + file.size() + " bytes, of " + SMALLEST + " at least");
        }
        byte[] tail = new byte[TAIL];
        file.read(file.size() - TAIL, tail, 0, TAIL);
        String magic = new String(tail, Integer.BYTES, MAGIC.length(), US_ASCII);
        if (magic.equals(ENCRYPTED)) {
            throw new IOException("the footer is encrypted, which is not supported");
        }
        if (!magic.equals(MAGIC)) {
            byte[] start = new byte[ARROW.length()];
            file.read(0, start, 0, start.length);
            throw new CorruptDataException(notParquet(start));
        }
        int length = LittleEndian.getInt(tail, 0);
        if (length < 0 || length > file.size() - SMALLEST) {
            throw new CorruptDataException(
                    "a footer of " + (length & 0xFFFFFFFFL) + " bytes in a file of " + file.size());
        }
        byte[] bytes = new byte[length];
        file.read(file.size() - TAIL - length, bytes, 0, length);
        FileMetaData metadata = new FileMetaData();
        OptionalInt end = Thrift.read(metadata, bytes, 0, length);
        if (end.isEmpty()) {
            throw new CorruptDataException(
                    "malformed FileMetaData: it goes on after the footer's " + length + " bytes");
        }
        for (SchemaElement element : metadata.schema) {
            if (element.logicalType != null && element.logicalType.getSetField() == null) {
                element.unsetLogicalType(); // one that is newer than this library, which it cannot write
            }
        }
        if (metadata.isSetCreated_by() && leavesOutHeaders(metadata.created_by)) {
            long footerAt = file.size() - TAIL - length;
            metadata.row_groups.forEach(group -> group.columns.forEach(chunk -> makeRoomForHeader(chunk, footerAt)));
        }
        return metadata;
    }

    private static String notParquet(byte[] start) {
        if (new String(start, US_ASCII).equals(ARROW)) {
            return "not a Parquet file, but an Arrow file";
        }
        return LittleEndian.getInt(start, 0) == ARROW_STREAM
                ? "not a Parquet file, but a stream of Arrow's"
                : "not a Parquet file, or cut off: it does not end with " + MAGIC;
    }

    /** Tells whether a writer is parquet-mr before 1.2.9, which did not count the headers of dictionaries. */
    private static boolean leavesOutHeaders(String createdBy) {
        Matcher version = PARQUET_MR.matcher(createdBy);
        if (!version.matches()) {
            return false;
        }
        if (version.group(1) == null) {
            return true; // older than its saying which version it is
        }
        int[] numbers = new int[FIXED_IN.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Integer.parseInt(version.group(i + 1));
        }
        return Arrays.compare(numbers, FIXED_IN) < 0;
    }

    /** Adds what a header may have had; no more of it is read than the pages need. */
    private static void makeRoomForHeader(ColumnChunk chunk, long end) {
        ColumnMetaData column = chunk.meta_data;
        if (column != null) {
            boolean dictionary = column.isSetDictionary_page_offset() && column.dictionary_page_offset > 0;
            long start = dictionary
                    ? Math.min(column.dictionary_page_offset, column.data_page_offset)
                    : column.data_page_offset;
            long left = end - start - column.total_compressed_size;
            column.total_compressed_size += Math.max(0, Math.min(left, LONGEST_UNCOUNTED_HEADER));
        }
    }
}
