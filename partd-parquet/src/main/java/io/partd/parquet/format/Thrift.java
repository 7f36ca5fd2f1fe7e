package io.partd.parquet.format;

import io.partd.CorruptDataException;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalInt;
import shaded.parquet.org.apache.thrift.TBase;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.transport.TMemoryBuffer;
import shaded.parquet.org.apache.thrift.transport.TTransportException;

/** Thrift's structures in bytes, in its compact protocol. */
public final class Thrift {

    private Thrift() {}

    /**
     * Reads a structure.
     *
     * @return where it ends, or nothing if it does not end within the bytes
     * @throws CorruptDataException if it is malformed
     */
    public static OptionalInt read(TBase<?, ?> structure, byte[] bytes, int from, int end) throws CorruptDataException {
        ThriftInput input = new ThriftInput(bytes, from, end);
        try {
            structure.read(new TCompactProtocol(input, end - from, end - from));
            return OptionalInt.of(input.position());
        } catch (TTransportException e) {
            return OptionalInt.empty();
        } catch (TException | RuntimeException e) {
            throw new CorruptDataException("malformed " + nameOf(structure) + ": " + e.getMessage(), e);
        } catch (StackOverflowError e) {
            throw new CorruptDataException("malformed " + nameOf(structure) + ": nested too deep");
        }
    }

    /** Returns the bytes of a structure. */
    public static byte[] write(TBase<?, ?> structure) throws IOException {
        try {
            TMemoryBuffer buffer = new TMemoryBuffer(256);
            structure.write(new TCompactProtocol(buffer));
            return Arrays.copyOf(buffer.getArray(), buffer.length());
        } catch (TException e) {
            throw new IOException("cannot write " + nameOf(structure) + ": " + e.getMessage(), e);
        }
    }

    private static String nameOf(TBase<?, ?> structure) {
        return structure.getClass().getSimpleName();
    }
}
