package io.partd.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The floor of reading into arrays: in one file each key's bytes lie behind one another, and one read brings them into
 * a new array. Where they have to lie is given away beforehand, so that what appending takes says nothing.
 */
final class ArrayFloor implements Candidate {

    private final FileChannel file;
    private final Map<String, Place> places = new HashMap<>();

    ArrayFloor(Path directory, Workload workload) throws IOException {
        file = FileChannel.open(
                Files.createDirectories(directory).resolve("values"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        int[] draws = workload.draws();
        int groups = workload.keys() / workload.keysPerAppend();
        int[] pieces = new int[groups];
        for (int draw : draws) {
            pieces[draw % groups]++;
        }
        List<String> names = workload.names();
        long start = 0;
        for (int key = 0; key < workload.keys(); key++) {
            Place place = new Place(start);
            places.put(names.get(key), place);
            start += (long) pieces[key / workload.keysPerAppend()] * workload.valueBytes();
        }
    }

    @Override
    public void append(Map<String, byte[]> batch) throws IOException {
        for (Map.Entry<String, byte[]> entry : batch.entrySet()) {
            ByteBuffer value = ByteBuffer.wrap(entry.getValue());
            Place place = place(entry.getKey());
            while (value.hasRemaining()) {
                place.length += file.write(value, place.start + place.length);
            }
        }
    }

    @Override
    public byte[] get(String key) throws IOException {
        Place place = place(key);
        ByteBuffer value = ByteBuffer.allocate(place.length);
        if (file.read(value, place.start) != place.length) {
            throw new EOFException("a read of " + place.length + " bytes at " + place.start + " was cut short");
        }
        return value.array();
    }

    private Place place(String key) {
        Place place = places.get(key);
        if (place == null) {
            throw new IllegalArgumentException("no key '" + key + "'");
        }
        return place;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static final class Place {

        private final long start;
        private int length;

        Place(long start) {
            this.start = start;
        }
    }
}
