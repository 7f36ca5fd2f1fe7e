package io.partd.arrow.ipc;

import java.io.IOException;
import java.util.List;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;

/** Loads batches with their dictionaries. */
final class Batches {

    private Batches() {}

    static void load(RecordBatch batch, ArrowBuf body, DictionaryContents dictionaries, Destination destination)
            throws IOException {
        try {
            dictionaries.load(destination);
            List<FieldVector> vectors = destination.vectors();
            int rows = BatchLoader.load(batch, body, vectors, destination.fields(), destination.allocator());
            new ContentCheck(destination.dictionaries()).require(vectors, destination.fields());
            destination.setRows(rows);
        } catch (IndexOutOfBoundsException | IllegalArgumentException | UnsupportedOperationException e) {
            throw new MalformedException("no batch that can be read: " + e, e);
        }
    }

    static void loadDictionaries(DictionaryContents dictionaries, Destination destination) throws IOException {
        try {
            dictionaries.load(destination);
        } catch (IndexOutOfBoundsException | IllegalArgumentException | UnsupportedOperationException e) {
            throw new MalformedException("no dictionary that can be read: " + e, e);
        }
    }
}
