package io.partd.log;

import io.partd.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * One file of the log: a header, batches, and unused room.
 *
 * <pre>
 * offset  bytes
 *      0      8  "PARTDLOG"
 *      8      4  version
 *     12      4  CRC32C of bytes 0 to 11 and 16 to 63
 *     16      8  salt of the log
 *     24      8  number of the segment
 *     32      8  largest length of the file
 *     40     24  the segments of the log, see Manifest.Lineage
 *     64      8  offset up to which a write may have begun
 *     72      8  end of the log at the last clean close, marked
 *     80      8  offset of the latest checkpoint, marked
 *     88      8  boot of the system at that close; 0 if all was synced before
 *    128         the first batch
 * </pre>
 *
 * All other bytes are 0. A marked offset has a checksum in its upper 24 bits, so that a damaged one is not used.
 */
final class Segment {

    private static final byte[] MAGIC = {'P', 'A', 'R', 'T', 'D', 'L', 'O', 'G'};
    private static final String PREFIX = "segment-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d{10,18})");

    private static final int SUMMED = 64;
    private static final int STARTED = 64;
    private static final int CLEAN = 72;
    private static final int CHECKPOINT = 80;
    private static final int BOOT = 88;
    private static final int MARK_BITS = 40;
    private static final int BLOCK = 64 << 10;

    private static final long MIN_STEP = 64 << 10;
    private static final long MAX_STEP = 16 << 20;

    private final long id;
    private final String name;
    private final long salt;
    private final long capacity;
    private final Disk.File file;
    private final AtomicInteger users = new AtomicInteger();
    private volatile long allocated;

    private Segment(long id, long salt, long capacity, Disk.File file) {
        this.id = id;
        name = name(id);
        this.salt = salt;
        this.capacity = capacity;
        this.file = file;
    }

    /** Returns the file name of a segment. */
    static String name(long id) {
        return PREFIX + String.format("%010d", id);
    }

    static boolean isName(String name) {
        return id(name) > 0;
    }

    /** Returns the number of a segment by its file name; 0 if the name is another file's. */
    static long id(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    }

    /** Makes a segment without a header. */
    static Segment create(Disk disk, long id, long salt, long capacity) throws IOException {
        String name = name(id);
        Disk.File file = disk.create(name);
        try {
            Segment segment = new Segment(id, salt, capacity, file);
            segment.allocate(Format.SEGMENT_HEADER + Format.BATCH_HEADER);
            return segment;
        } catch (Throwable e) {
            file.close();
            disk.remove(name);
            throw e;
        }
    }

    /** Writes the header, which makes the file a segment. */
    void writeHeader(Manifest.Lineage lineage) throws IOException {
        ByteBuffer header = ByteBuffer.allocateDirect(SUMMED).order(ByteOrder.LITTLE_ENDIAN);
        header.put(0, MAGIC);
        header.putInt(8, Format.VERSION);
        header.putLong(16, salt);
        header.putLong(24, id);
        header.putLong(32, capacity);
        lineage.encode(header);
        byte[] bytes = new byte[header.capacity()];
        header.get(0, bytes);
        header.putInt(12, checksum(bytes));
        file.write(0, header, 0, header.capacity());
    }

    private static int checksum(byte[] header) {
        CRC32C crc = new CRC32C();
        crc.update(header, 0, 12);
        crc.update(header, 16, SUMMED - 16);
        return (int) crc.getValue();
    }

    /**
     * Opens a segment.
     *
     * @param salt the salt of its log
     * @throws CorruptDataException if the file is not a segment, is a segment of another log, or is damaged
     */
    static Segment open(Disk disk, long id, long salt) throws IOException {
        String name = name(id);
        Disk.File file = disk.open(name);
        try {
            String where = disk.path().resolve(name).toString();
            long length = file.length();
            Header header = header(file, where);
            if (header.salt != salt || header.id != id) {
                throw new CorruptDataException(where + " is a segment of another log, or was renamed");
            }
            long capacity = Math.max(header.capacity, length);
            Segment segment = new Segment(id, salt, capacity, file);
            segment.allocated = length;
            return segment;
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    /** Opens a file as a segment, whatever its header says. */
    static Segment openAsItIs(Disk disk, long id, long salt) throws IOException {
        Disk.File file = disk.open(name(id));
        try {
            Segment segment = new Segment(id, salt, 0, file);
            segment.measure();
            return segment;
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    /**
     * The header of a segment.
     *
     * @param capacity the largest length of the file
     * @param lineage the segments of the log
     */
    record Header(long salt, long id, long capacity, Manifest.Lineage lineage) {}

    /**
     * Reads the header of a file.
     *
     * @throws CorruptDataException if the file has no header, or a damaged one
     * @throws Format.OtherVersionException if the version is another, perhaps because the header is damaged
     */
    static Header header(Disk.File file, String where) throws IOException {
        long length = file.length();
        if (length < Format.SEGMENT_HEADER) {
            throw new CorruptDataException(where + " has " + length + " bytes, fewer than a segment's header of "
                    + Format.SEGMENT_HEADER + "; it was cut");
        }
        byte[] bytes = new byte[SUMMED];
        file.read(0, bytes, 0, bytes.length);
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (!Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new CorruptDataException(where + " does not begin as a segment of a log does");
        }
        if (header.getInt(8) != Format.VERSION) {
            throw new Format.OtherVersionException(where, header.getInt(8));
        }
        if (header.getInt(12) != checksum(bytes)) {
            throw new CorruptDataException(where + " has a damaged header: its checksum does not match");
        }
        return new Header(header.getLong(16), header.getLong(24), header.getLong(32), Manifest.Lineage.decode(header));
    }

    long id() {
        return id;
    }

    String fileName() {
        return name;
    }

    long salt() {
        return salt;
    }

    /** Returns the largest length of the file. */
    long capacity() {
        return capacity;
    }

    Disk.File file() {
        return file;
    }

    /** Returns the length of the file, as far as this process knows. */
    long allocated() {
        return allocated;
    }

    /** Reads the length of the file again. */
    void measure() throws IOException {
        allocated = file.length();
    }

    /**
     * Allocates blocks up to an offset, and some more unless the disk is almost full.
     *
     * @throws IOException if there is no space; the file may have grown
     */
    void allocate(long end) throws IOException {
        if (end <= allocated) {
            return;
        }
        long step = Math.min(Math.max(MIN_STEP, allocated), MAX_STEP);
        long generous = Math.min(Math.max(end, allocated + step), Math.max(capacity, end));
        try {
            file.allocate(generous);
            allocated = generous;
        } catch (IOException e) {
            file.allocate(end);
            allocated = end;
        }
    }

    /** Cuts off the room after an offset, except zeros of the length of a batch's header. */
    void trim(long end) throws IOException {
        file.truncate(end + Format.BATCH_HEADER);
        allocated = end + Format.BATCH_HEADER;
    }

    /** Notes that a write up to an offset begins. */
    void start(long end) throws IOException {
        file.publish(STARTED, end);
    }

    /** Returns the offset up to which a write may have begun. */
    long started() throws IOException {
        return file.published(STARTED);
    }

    /** Makes a written batch visible. */
    void commit(long offset, long length) throws IOException {
        file.publish(offset, length);
    }

    /** Returns the end of the last byte after an offset that is not 0; the offset if all are 0. */
    long usedEnd(long from) throws IOException {
        byte[] block = new byte[BLOCK];
        for (long end = allocated; end > from; ) {
            int count = (int) Math.min(block.length, end - from);
            file.read(end - count, block, 0, count);
            for (int i = count - 1; i >= 0; i--) {
                if (block[i] != 0) {
                    return end - count + i + 1;
                }
            }
            end -= count;
        }
        return from;
    }

    /** Overwrites the rest of an incomplete write with zeros. */
    void clear(long from, long to) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(BLOCK);
        for (long at = from; at < to; at += zeros.capacity()) {
            file.write(at, zeros, 0, (int) Math.min(zeros.capacity(), to - at));
        }
    }

    /**
     * Marks where the log ended when it was closed.
     *
     * @param boot the boot of the system in which that was, or 0 if all is on the disk
     */
    void markClean(long end, long boot) throws IOException {
        file.publish(BOOT, boot);
        file.publish(CLEAN, marked(end));
    }

    /** Returns the end of the log at the last clean close, or 0 if that may not have reached the disk. */
    long clean(long boot) throws IOException {
        long closedIn = file.published(BOOT);
        return closedIn == 0 || closedIn == boot ? unmarked(file.published(CLEAN)) : 0;
    }

    void markCheckpoint(long offset) throws IOException {
        file.publish(CHECKPOINT, marked(offset));
    }

    /** Returns the offset of the segment's latest checkpoint, or 0. */
    long checkpoint() throws IOException {
        return unmarked(file.published(CHECKPOINT));
    }

    private long marked(long offset) {
        CRC32C crc = new CRC32C();
        for (long word : new long[] {salt, offset}) {
            for (int i = 0; i < Long.SIZE; i += Byte.SIZE) {
                crc.update((int) (word >>> i));
            }
        }
        return crc.getValue() << MARK_BITS | offset;
    }

    private long unmarked(long word) {
        long offset = word & ((1L << MARK_BITS) - 1);
        return word == marked(offset) ? offset : 0;
    }

    boolean hasDamagedMark() throws IOException {
        return isDamaged(file.published(CLEAN)) || isDamaged(file.published(CHECKPOINT));
    }

    private boolean isDamaged(long word) {
        return word != 0 && unmarked(word) == 0;
    }

    /** Removes damaged marks, as if they had never been made. */
    void clearDamagedMarks() throws IOException {
        for (int mark : new int[] {CLEAN, CHECKPOINT}) {
            if (isDamaged(file.published(mark))) {
                file.publish(mark, 0);
            }
        }
    }

    void retain() {
        users.incrementAndGet();
    }

    /** Ends one use; the last one closes the segment. */
    void release() {
        if (users.decrementAndGet() == 0) {
            close();
        }
    }

    /** Closes a segment that has no users. */
    void close() {
        file.close();
    }

    CorruptDataException corrupt(Disk disk, long offset, String what) {
        return new CorruptDataException(disk.path().resolve(name) + " at byte " + offset + ": " + what);
    }
}
