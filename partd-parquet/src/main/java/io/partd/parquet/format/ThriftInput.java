package io.partd.parquet.format;

import shaded.parquet.org.apache.thrift.TConfiguration;
import shaded.parquet.org.apache.thrift.transport.TTransport;
import shaded.parquet.org.apache.thrift.transport.TTransportException;

/** Bytes to read Thrift's structures from, which refuses lengths that are more than what is left. */
final class ThriftInput extends TTransport {

    private final byte[] bytes;
    private final int end;
    private int at;

    ThriftInput(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    int position() {
        return at;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void open() {}

    @Override
    public void close() {}

    @Override
    public int read(byte[] out, int from, int length) throws TTransportException {
        checkReadBytesAvailable(length);
        System.arraycopy(bytes, at, out, from, length);
        at += length;
        return length;
    }

    @Override
    public void write(byte[] in, int from, int length) {
        throw new UnsupportedOperationException("only read");
    }

    @Override
    public byte[] getBuffer() {
        return bytes;
    }

    @Override
    public int getBufferPosition() {
        return at;
    }

    @Override
    public int getBytesRemainingInBuffer() {
        return end - at;
    }

    @Override
    public void consumeBuffer(int length) {
        at += length;
    }

    @Override
    public TConfiguration getConfiguration() {
        return TConfiguration.DEFAULT;
    }

    @Override
    public void updateKnownMessageSize(long size) {}

    @Override
    public void checkReadBytesAvailable(long count) throws TTransportException {
        if (count < 0 || count > end - at) {
            throw new TTransportException(
                    TTransportException.END_OF_FILE, count + " bytes are expected where " + (end - at) + " are left");
        }
    }
}
