package io.partd.shuffle;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** Sorted entries in a temporary file, which is read once and is gone when it is closed. For one thread. */
final class SortedRun implements Closeable {

    private static final int BUFFER = 64 << 10;

    private final FileChannel file;
    private final DataInputStream in;
    private int partition;
    private int keyLength;
    private int recordLength;
    private byte[] bytes = {};

    /** Begins to read a file from its beginning. */
    SortedRun(FileChannel file) throws IOException {
        this.file = file;
        file.position(0);
        in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(file), BUFFER));
    }

    /** Writes an entry: key and record lie one after the other. */
    static void write(DataOutputStream out, int partition, byte[] array, int from, int keyLength, int recordLength)
            throws IOException {
        out.writeInt(partition);
        out.writeInt(keyLength);
        out.writeInt(recordLength);
        out.write(array, from, keyLength + recordLength);
    }

    /** Moves to the next entry; returns false after the last one. */
    boolean next() throws IOException {
        try {
            partition = in.readInt();
        } catch (EOFException e) {
            return false;
        }
        keyLength = in.readInt();
        recordLength = in.readInt();
        if (bytes.length < keyLength + recordLength) {
            bytes = new byte[Math.max(keyLength + recordLength, 2 * bytes.length)];
        }
        in.readFully(bytes, 0, keyLength + recordLength);
        return true;
    }

    int compareTo(SortedRun other) {
        int order = Integer.compare(partition, other.partition);
        return order != 0 ? order : Arrays.compareUnsigned(bytes, 0, keyLength, other.bytes, 0, other.keyLength);
    }

    void write(DataOutputStream out) throws IOException {
        write(out, partition, bytes, 0, keyLength, recordLength);
    }

    void giveTo(SortedEntries.Taker taker) throws IOException {
        taker.take(partition, bytes, keyLength, keyLength + recordLength);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
