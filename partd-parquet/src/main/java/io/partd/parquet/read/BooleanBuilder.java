package io.partd.parquet.read;

import io.partd.arrow.memory.BitsBuilder;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/** Builds a vector of booleans: reads a byte for each, and keeps a bit. */
final class BooleanBuilder extends FixedWidthBuilder {

    private final BitsBuilder bits;

    BooleanBuilder(FixedWidthDecoders decoders, BufferAllocator allocator) {
        super(decoders, allocator);
        this.bits = new BitsBuilder(allocator, 0);
    }

    @Override
    void put(byte[] values, int count) {
        bits.append(values, 0, count, 1);
    }

    @Override
    long bytes() {
        return bits.size();
    }

    @Override
    ArrowBuf share() {
        return bits.share();
    }

    @Override
    void clear() {
        bits.close();
    }
}
