package io.partd.simulation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A file of a simulated machine: what it holds, what of that is on the disk, and who has locked it. Since the last sync
 * each sector may have reached the disk at any moment. All who map the file share its one array.
 */
@SuppressWarnings("ReferenceEquality") // each open file is one of its own
final class SimulatedInode {

    private static final int SECTOR = 512;

    /** A change since the last sync: bytes at an offset, or, without bytes, the length that the file then had. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Change(int at, byte[] bytes, int length) {

        boolean touches(int from, int to) {
            return at < to && at + bytes.length > from;
        }
    }

    private final long number;
    private byte[] content;
    private int length;
    private byte[] synced;
    private final List<Change> changes = new ArrayList<>();

    private OpenFile exclusive;
    private final List<OpenFile> sharing = new ArrayList<>();

    SimulatedInode(long number, int largest) {
        this.number = number;
        content = new byte[largest];
        synced = new byte[0];
    }

    long number() {
        return number;
    }

    int length() {
        return length;
    }

    int largest() {
        return content.length;
    }

    /** Returns the memory that maps it. */
    ByteBuffer mapped() {
        return ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    }

    void write(int at, byte[] bytes) {
        System.arraycopy(bytes, 0, content, at, bytes.length);
        length = Math.max(length, at + bytes.length);
        changes.add(new Change(at, bytes, length));
    }

    void flip(int bit) {
        content[bit / 8] ^= (byte) (1 << bit % 8);
    }

    void resize(int to) {
        if (to < length) {
            Arrays.fill(content, to, length, (byte) 0);
        }
        length = to;
        changes.add(new Change(0, new byte[0], to));
    }

    /** Brings all that has changed to the disk. */
    void sync() {
        bringSectors(changes, null);
        changes.clear();
    }

    /** Brings some to the disk; the rest is only in memory, and the next sync knows nothing of it. */
    void failSync(Random random) {
        bringSectors(changes, random);
        changes.clear();
    }

    private void bringSectors(List<Change> of, Random random) {
        byte[] next = Arrays.copyOf(synced, random == null || random.nextBoolean() ? length : synced.length);
        for (int from = 0; from < next.length; from += SECTOR) {
            int to = Math.min(from + SECTOR, next.length);
            boolean touched = false;
            for (Change change : of) {
                touched |= change.touches(from, to) || change.length < to;
            }
            if (touched && (random == null || random.nextBoolean())) {
                System.arraycopy(content, from, next, from, to - from);
            }
        }
        synced = next;
    }

    /** Changes it to what a power cut leaves. */
    void cut(Random random) {
        int kind = random.nextInt(3);
        byte[] left = kind == 0 ? synced.clone() : mixed(random, kind == 1);
        content = new byte[content.length];
        System.arraycopy(left, 0, content, 0, left.length);
        length = left.length;
        synced = left;
        changes.clear();
        exclusive = null;
        sharing.clear();
    }

    private byte[] mixed(Random random, boolean allOrNothing) {
        int last = version(random, allOrNothing);
        byte[] mixed = Arrays.copyOf(synced, last == 0 ? synced.length : changes.get(last - 1).length);
        for (int from = 0; from < mixed.length; from += SECTOR) {
            int to = Math.min(from + SECTOR, mixed.length);
            for (Change change : changes.subList(0, version(random, allOrNothing))) {
                int begin = Math.max(from, change.at);
                int end = Math.min(to, change.at + change.bytes.length);
                if (begin < end) {
                    System.arraycopy(change.bytes, begin - change.at, mixed, begin, end - begin);
                }
                if (change.length < to) {
                    Arrays.fill(mixed, Math.max(from, change.length), to, (byte) 0);
                }
            }
        }
        return mixed;
    }

    /** Returns how many of the changes a sector, or the length, has seen. */
    private int version(Random random, boolean allOrNothing) {
        return switch (random.nextInt(allOrNothing ? 2 : 3)) {
            case 0 -> 0;
            case 1 -> changes.size();
            default -> random.nextInt(changes.size() + 1);
        };
    }

    /** Takes the lock, as {@code flock} does: who fails to get all of it loses a share that he had. */
    boolean lock(OpenFile file) {
        sharing.remove(file);
        if ((exclusive != null && exclusive != file) || !sharing.isEmpty()) {
            return false;
        }
        exclusive = file;
        return true;
    }

    boolean share(OpenFile file) {
        if (exclusive != null && exclusive != file) {
            return false;
        }
        exclusive = null;
        if (!sharing.contains(file)) {
            sharing.add(file);
        }
        return true;
    }

    void unlock(OpenFile file) {
        sharing.remove(file);
        if (exclusive == file) {
            exclusive = null;
        }
    }

    /** What a descriptor stands for. */
    record OpenFile(
            SimulatedProcess process, int descriptor, SimulatedInode inode, SimulatedDirectory directory, String name) {

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return descriptor;
        }
    }
}
