package io.partd.parquet.write;

import io.partd.parquet.schema.Node;
import java.io.IOException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;

/** Finds the nulls of a vector. */
final class Nulls {

    private Nulls() {}

    /** Raises the definition levels where there is a value, and takes the indices out where there is none. */
    static void apply(Node node, FieldVector vector, LeafLevels levels) throws IOException {
        int[] indices = levels.indices();
        if (vector instanceof NullVector) {
            levels.setHoles();
            for (int i = 0; i < levels.count(); i++) {
                indices[i] = LeafLevels.NOTHING;
            }
            return;
        }
        boolean optional = node.field().isNullable();
        byte raised = (byte) (optional ? 1 : 0);
        byte[] definitions = levels.definitions();
        int first = firstOf(levels);
        byte[] bits = bits(vector, first, lastOf(levels));
        if (bits.length == 0 && levels.isWhole()) {
            if (optional) {
                levels.raiseAll();
            }
            return;
        }
        levels.setHoles();
        int base = first & ~7;
        for (int i = 0; i < levels.count(); i++) {
            int index = indices[i];
            if (index < 0) {
                continue;
            }
            int bit = index - base;
            if (bits.length > 0 && ((bits[bit >>> 3] >>> (bit & 7)) & 1) == 0) {
                if (!optional) {
                    throw new IOException("a null in '" + node.field().getName() + "', which must not have any");
                }
                indices[i] = LeafLevels.NOTHING;
            } else {
                definitions[i] += raised;
            }
        }
    }

    private static int firstOf(LeafLevels levels) {
        for (int i = 0; i < levels.count(); i++) {
            if (levels.indices()[i] >= 0) {
                return levels.indices()[i];
            }
        }
        return 0;
    }

    private static int lastOf(LeafLevels levels) {
        for (int i = levels.count() - 1; i >= 0; i--) {
            if (levels.indices()[i] >= 0) {
                return levels.indices()[i];
            }
        }
        return 0;
    }

    /** Returns the bits of validity from the byte on that the first one is in, or nothing if all are ones. */
    private static byte[] bits(FieldVector vector, int first, int last) {
        ArrowBuf validity = vector.getValidityBuffer();
        int from = first >>> 3;
        int length = (last >>> 3) - from + 1;
        if (validity.capacity() < from + length) {
            return new byte[0];
        }
        byte[] bits = new byte[length];
        validity.getBytes(from, bits);
        for (byte b : bits) {
            if (b != -1) {
                return bits;
            }
        }
        return new byte[0];
    }
}
