package io.partd.arrow.ipc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * What the dictionaries of a stream hold at present: of each the batch that set it, and those that have added to it.
 */
final class DictionaryContents implements AutoCloseable {

    private final NumberedSchema schema;

    /** By number, null if nothing came yet. A list is never changed, so that what is in it can be told by identity. */
    private final List<@Nullable List<Part>> contents;

    private final List<ArrowBuf> bodies = new ArrayList<>();

    private record Part(RecordBatch batch, ArrowBuf body) {}

    DictionaryContents(NumberedSchema schema) {
        this.schema = schema;
        contents = new ArrayList<>(Collections.nCopies(schema.dictionaries(), null));
    }

    /** Takes a batch and its body, whatever comes of it. */
    void add(DictionaryBatch dictionary, ArrowBuf body) throws MalformedException {
        bodies.add(body);
        RecordBatch batch = dictionary.data();
        if (batch == null) {
            throw new MalformedException("dictionary " + dictionary.id() + " comes without its values");
        }
        boolean used = false;
        for (int number = 0; number < contents.size(); number++) {
            if (schema.isWritten(number, dictionary.id())) {
                set(number, new Part(batch, body), dictionary.isDelta());
                used = true;
            }
        }
        if (!used) {
            throw new MalformedException("dictionary " + dictionary.id() + " is of no field of the schema");
        }
        releaseUnused();
    }

    private void releaseUnused() {
        Set<ArrowBuf> used = Collections.newSetFromMap(new IdentityHashMap<>());
        for (List<Part> parts : contents) {
            if (parts != null) {
                parts.forEach(part -> used.add(part.body));
            }
        }
        bodies.stream().filter(body -> !used.contains(body)).forEach(ArrowBuf::close);
        bodies.retainAll(used);
    }

    private void set(int number, Part part, boolean more) {
        List<Part> before = contents.get(number);
        if (!more || before == null) {
            contents.set(number, List.of(part));
            return;
        }
        List<Part> parts = new ArrayList<>(before);
        parts.add(part);
        contents.set(number, List.copyOf(parts));
    }

    /** Loads the dictionaries that a destination has not yet as they are now. */
    void load(Destination destination) throws IOException {
        ContentCheck check = new ContentCheck(destination.dictionaries());
        for (int number = 0; number < contents.size(); number++) {
            List<Part> parts = contents.get(number);
            Dictionary dictionary =
                    Objects.requireNonNull(destination.dictionaries().get((long) number));
            if (parts == null) {
                dictionary.getVector().reset();
                destination.forget(number);
            } else if (destination.isNews(number, parts)) {
                load(parts, dictionary.getVector(), destination, check);
            }
        }
    }

    private static void load(List<Part> parts, FieldVector vector, Destination destination, ContentCheck check)
            throws IOException {
        load(parts.get(0), vector, destination, check);
        if (parts.size() == 1) {
            return;
        }
        // Arrow's own appending takes it that buffers are as long as it would have made them.
        try (FieldVector joined = vector.getField().createVector(destination.allocator())) {
            joined.allocateNew();
            int count = copied(vector, joined, 0);
            for (Part part : parts.subList(1, parts.size())) {
                try (FieldVector more = vector.getField().createVector(destination.allocator())) {
                    load(part, more, destination, check);
                    count = copied(more, joined, count);
                }
            }
            joined.setValueCount(count);
            joined.makeTransferPair(vector).transfer();
        }
    }

    /** Appends values to others; returns how many there are then. */
    private static int copied(FieldVector from, FieldVector to, int count) {
        for (int i = 0; i < from.getValueCount(); i++) {
            to.copyFromSafe(i, count + i, from);
        }
        return Math.addExact(count, from.getValueCount());
    }

    private static void load(Part part, FieldVector vector, Destination destination, ContentCheck check)
            throws IOException {
        List<Field> fields = List.of(vector.getField());
        BatchLoader.load(part.batch, part.body, List.of(vector), fields, destination.allocator());
        check.require(List.of(vector), fields);
    }

    /** Releases the bodies. */
    @Override
    public void close() {
        bodies.forEach(ArrowBuf::close);
        bodies.clear();
    }
}
