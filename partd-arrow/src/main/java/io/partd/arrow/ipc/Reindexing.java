package io.partd.arrow.ipc;

import java.util.HashMap;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.jspecify.annotations.Nullable;

/** New indices for the old ones of a batch's dictionaries, where those have been merged with others. */
public final class Reindexing {

    /** Leaves indices as they are. */
    static final Reindexing NONE = new Reindexing();

    private final Map<Long, int[]> indices = new HashMap<>();

    /** Changes nothing so far. */
    public Reindexing() {}

    /** Says which index of a dictionary each old one becomes. */
    public void set(long dictionary, int[] newIndices) {
        indices.put(dictionary, newIndices);
    }

    /**
     * Makes a buffer with the new indices of a vector, which the caller releases.
     *
     * @return null if they are as they were
     * @throws IllegalArgumentException if one is too large for the type that indices have in this vector
     */
    @Nullable
    ArrowBuf indices(FieldVector vector) {
        DictionaryEncoding encoding = vector.getField().getDictionary();
        int[] changed = encoding == null ? null : indices.get(encoding.getId());
        if (encoding == null || changed == null) {
            return null;
        }
        ArrowType.Int type = encoding.getIndexType();
        int width = ((BaseFixedWidthVector) vector).getTypeWidth();
        long most = type.getBitWidth() >= 32
                ? Integer.MAX_VALUE
                : (1L << (type.getBitWidth() - (type.getIsSigned() ? 1 : 0))) - 1;
        long length = (long) width * vector.getValueCount();
        ArrowBuf buffer = vector.getAllocator().buffer(Math.max(length, 1));
        try {
            BaseIntVector old = (BaseIntVector) vector;
            for (int i = 0; i < vector.getValueCount(); i++) {
                int index = vector.isNull(i) ? 0 : changed[(int) old.getValueAsLong(i)];
                if (index > most) {
                    throw new IllegalArgumentException("column '" + vector.getName()
                            + "' has more different values together than its indices of " + width
                            + " bytes can name; an Arrow stream may have a dictionary for each batch, a file may not");
                }
                set(buffer, (long) width * i, width, index);
            }
            return buffer.writerIndex(length);
        } catch (Throwable e) {
            buffer.close();
            throw e;
        }
    }

    private static void set(ArrowBuf buffer, long at, int width, int index) {
        switch (width) {
            case 1 -> buffer.setByte(at, index);
            case 2 -> buffer.setShort(at, index);
            case 4 -> buffer.setInt(at, index);
            default -> buffer.setLong(at, index);
        }
    }
}
