package io.partd.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Brings to an index what stands in a segment. */
final class Replay {

    private static final BatchReader.ListVisitor NO_LISTS = (key, offset, list) -> {};

    private static final BatchReader.RecordVisitor NO_RECORDS = new BatchReader.RecordVisitor() {
        @Override
        public void append(byte[] key, long offset, int length) {}

        @Override
        public void delete(byte[] key) {}
    };

    private final Disk disk;
    private final Segment segment;
    private final BatchReader reader;

    Replay(Disk disk, Segment segment) {
        this.disk = disk;
        this.segment = segment;
        reader = new BatchReader(disk, segment);
    }

    BatchReader reader() {
        return reader;
    }

    /** Compares a batch with its checksums. */
    void verify(BatchHeader header, long offset) throws IOException {
        if (header.kind() == Format.DATA) {
            reader.records(header, offset, BatchReader.Trust.NOTHING, NO_RECORDS);
        } else if (header.kind() == Format.INDEX) {
            reader.lists(header, offset, NO_LISTS);
        }
    }

    /**
     * Brings a batch to an index, comparing it with its checksums. If there is damage, the index has a part of the
     * batch, and is not to be used any more.
     */
    void apply(BatchHeader header, long offset, Index index) throws IOException {
        if (header.kind() == Format.DATA) {
            reader.records(header, offset, BatchReader.Trust.NOTHING, recordsTo(index));
        } else if (header.kind() == Format.INDEX) {
            reader.lists(header, offset, (key, at, list) -> {
                Index.Entry entry = index.find(text(key));
                if (entry == null) {
                    throw segment.corrupt(disk, at, "there is a list of key '" + text(key) + "', which has no value");
                }
                index.rejoin(entry, list.previous());
                index.listed(entry, Format.position(segment.id(), at));
            });
            index.allListed();
        }
    }

    private static BatchReader.RecordVisitor recordsTo(Index index) {
        return new BatchReader.RecordVisitor() {
            @Override
            public void append(byte[] key, long offset, int length) {
                String text = text(key);
                Index.Entry present = index.find(text);
                index.append(present == null ? new Index.Entry(text, key) : present, offset, length);
            }

            @Override
            public void delete(byte[] key) {
                index.delete(text(key));
            }
        };
    }

    static String text(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }
}
