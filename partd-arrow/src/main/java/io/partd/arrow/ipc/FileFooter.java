package io.partd.arrow.ipc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.Footer;

/** What a file's footer says: the schema, and where the messages are; or a part of it. Immutable. */
public final class FileFooter {

    private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PARQUET = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int PREFIX = 8;
    private static final int SUFFIX = 4 + MAGIC.length;

    /** Each part reads all dictionaries again, so that those of a file with larger ones would take too much memory. */
    private static final long MOST_DICTIONARIES = 1 << 20;

    private static final long PART = 8 << 20;

    private final NumberedSchema schema;
    private final List<Place> dictionaries;
    private final List<Place> batches;
    private final boolean isFirst;

    /** Where a message is. */
    record Place(long offset, long length) {}

    private FileFooter(NumberedSchema schema, List<Place> dictionaries, List<Place> batches, boolean isFirst) {
        this.schema = schema;
        this.dictionaries = List.copyOf(dictionaries);
        this.batches = List.copyOf(batches);
        this.isFirst = isFirst;
    }

    /** Tells by its first bytes whether something is such a file; else it may be a stream. */
    public static boolean isOne(SeekableByteChannel channel) throws IOException {
        return channel.size() >= PREFIX
                && Arrays.equals(read(channel, 0, MAGIC.length).array(), MAGIC);
    }

    /** Tells by its first bytes whether something is a Parquet file. */
    public static boolean isParquet(SeekableByteChannel channel) throws IOException {
        return channel.size() >= PARQUET.length
                && Arrays.equals(read(channel, 0, PARQUET.length).array(), PARQUET);
    }

    /** Reads it from a file, which stays open. */
    public static FileFooter read(SeekableByteChannel channel) throws IOException {
        long end = channel.size() - SUFFIX;
        if (end < PREFIX) {
            throw new MalformedException("a file of " + channel.size() + " bytes is not an Arrow file; it is cut off");
        }
        ByteBuffer suffix = read(channel, end, SUFFIX);
        int length = suffix.getInt();
        if (!suffix.equals(ByteBuffer.wrap(MAGIC))) {
            throw new MalformedException("does not end in ARROW1, as Arrow files do; it is cut off");
        }
        if (length <= 0 || length > end - PREFIX) {
            throw new MalformedException("claims a footer of " + Integer.toUnsignedString(length) + " bytes; "
                    + (end - PREFIX) + " are before it");
        }
        ByteBuffer bytes = read(channel, end - length, length);
        try {
            Footer footer = Footer.getRootAsFooter(bytes);
            org.apache.arrow.flatbuf.Schema written = footer.schema();
            if (written == null) {
                throw new MalformedException("has a footer without a schema");
            }
            NumberedSchema schema = NumberedSchema.of(SchemaInput.read(written, length));
            List<Place> dictionaries = new ArrayList<>();
            for (int i = 0; i < footer.dictionariesLength(); i++) {
                dictionaries.add(place(footer.dictionaries(i), end - length));
            }
            List<Place> batches = new ArrayList<>();
            for (int i = 0; i < footer.recordBatchesLength(); i++) {
                batches.add(place(footer.recordBatches(i), end - length));
            }
            return new FileFooter(schema, dictionaries, batches, true);
        } catch (RuntimeException e) {
            throw new MalformedException("a footer of " + length + " bytes that cannot be read: " + e, e);
        }
    }

    private static Place place(Block block, long end) throws MalformedException {
        long metadata = block.metaDataLength();
        long length = block.bodyLength();
        if (block.offset() < PREFIX
                || metadata < 0
                || length < 0
                || length > end
                || block.offset() > end - metadata - length) {
            throw new MalformedException("names a message of " + metadata + " and " + length + " bytes at byte "
                    + block.offset() + ", which are not there");
        }
        return new Place(block.offset(), metadata + length);
    }

    private static ByteBuffer read(SeekableByteChannel channel, long at, int length) throws IOException {
        channel.position(at);
        byte[] bytes = Channels.newInputStream(channel).readNBytes(length);
        if (bytes.length < length) {
            throw new MalformedException("ends after " + (at + bytes.length) + " bytes; it was longer a moment ago");
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Returns parts that have the batches one after the other, each some, and all dictionaries; this one alone if the
     * file is small, or its dictionaries are large.
     */
    public List<FileFooter> parts() {
        if (bytes(dictionaries) > MOST_DICTIONARIES) {
            return List.of(this);
        }
        List<FileFooter> parts = new ArrayList<>();
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < batches.size(); i++) {
            bytes += batches.get(i).length;
            if (bytes >= PART || i == batches.size() - 1) {
                parts.add(new FileFooter(schema, dictionaries, batches.subList(from, i + 1), from == 0));
                from = i + 1;
                bytes = 0;
            }
        }
        return parts.size() < 2 ? List.of(this) : parts;
    }

    private static long bytes(List<Place> places) {
        return places.stream().mapToLong(Place::length).sum();
    }

    NumberedSchema schema() {
        return schema;
    }

    List<Place> dictionaries() {
        return dictionaries;
    }

    List<Place> batches() {
        return batches;
    }

    /** Tells whether this is the beginning of the file, whose dictionaries count as read with it. */
    boolean isFirst() {
        return isFirst;
    }
}
