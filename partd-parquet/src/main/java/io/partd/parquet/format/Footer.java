package io.partd.parquet.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.partd.CorruptDataException;
import io.partd.parquet.encoding.LittleEndian;
import java.io.IOException;
import java.util.OptionalInt;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.SchemaElement;

/** Where a Parquet file says what is in it: at its end. */
public final class Footer {

    /** What a file begins and ends with. */
    public static final String MAGIC = "PAR1";

    private static final String ENCRYPTED = "PARE";
    private static final int TAIL = 8;
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
            throw new CorruptDataException("not a Parquet file, or cut off: it does not end with " + MAGIC);
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
                    "malformed FileMetaData: it goes on behind the footer's " + length + " bytes");
        }
        for (SchemaElement element : metadata.schema) {
            if (element.logicalType != null && element.logicalType.getSetField() == null) {
                element.unsetLogicalType(); // one that is newer than this library, which it cannot write
            }
        }
        return metadata;
    }
}
