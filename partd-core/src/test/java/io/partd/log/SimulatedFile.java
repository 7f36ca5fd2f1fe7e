package io.partd.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What a file of a {@link SimulatedMachine} holds, and what of it would be left after a power cut: each sector may be
 * as it was at any moment since the last sync.
 */
final class SimulatedFile {

    private static final int SECTOR = 512;

    /** One change since the last sync: bytes at an offset, or, without bytes, the length that the file then had. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Change(int at, byte[] bytes, int length) {}

    private final List<Change> changes = new ArrayList<>();
    private byte[] content;
    private byte[] synced;

    SimulatedFile() {
        this(new byte[0]);
    }

    private SimulatedFile(byte[] content) {
        this.content = content;
        synced = content;
    }

    byte[] content() {
        return content;
    }

    int length() {
        return content.length;
    }

    void write(int at, byte[] bytes) {
        if (at < 0 || at + bytes.length > content.length) {
            throw new IllegalStateException(
                    bytes.length + " bytes at " + at + " are not within the file's " + content.length);
        }
        if (content == synced) {
            content = content.clone();
        }
        System.arraycopy(bytes, 0, content, at, bytes.length);
        changes.add(new Change(at, bytes, content.length));
    }

    void resize(int length) {
        content = Arrays.copyOf(content, length);
        changes.add(new Change(0, new byte[0], length));
    }

    /** Everything is on the disk now. */
    void sync() {
        synced = content;
        changes.clear();
    }

    /** Returns the file as a power cut leaves it. */
    SimulatedFile after(SimulatedMachine.Loss loss, Random random) {
        return switch (loss) {
            case NOTHING -> {
                SimulatedFile kept = new SimulatedFile(synced);
                kept.changes.addAll(changes);
                kept.content = content == synced ? synced : content.clone();
                yield kept;
            }
            case ALL_UNSYNCED -> new SimulatedFile(synced);
            case TORN, REORDERED -> new SimulatedFile(mixed(loss, random));
        };
    }

    private byte[] mixed(SimulatedMachine.Loss loss, Random random) {
        int last = version(loss, random);
        int length = last == 0 ? synced.length : changes.get(last - 1).length;
        byte[] mixed = new byte[length];
        for (int from = 0; from < length; from += SECTOR) {
            int to = Math.min(from + SECTOR, length);
            if (from < synced.length) {
                System.arraycopy(synced, from, mixed, from, Math.min(to, synced.length) - from);
            }
            for (Change change : changes.subList(0, version(loss, random))) {
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

    /** Returns how many of the changes a sector has seen. */
    private int version(SimulatedMachine.Loss loss, Random random) {
        return switch (random.nextInt(loss == SimulatedMachine.Loss.TORN ? 2 : 3)) {
            case 0 -> 0;
            case 1 -> changes.size();
            default -> random.nextInt(changes.size() + 1);
        };
    }
}
