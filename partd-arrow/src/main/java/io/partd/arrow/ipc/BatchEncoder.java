package io.partd.arrow.ipc;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.DictionaryUtility;

/** Encodes the batches of one stream, each with the dictionaries that are not as they were written last. */
public final class BatchEncoder {

    private final Schema schema;
    private final UnaryOperator<List<ByteBuffer>> kept;
    private final Map<Long, List<ByteBuffer>> written = new HashMap<>();

    private BatchEncoder(Schema schema, UnaryOperator<List<ByteBuffer>> kept) {
        this.schema = schema;
        this.kept = kept;
    }

    /** Encodes batches that all stay as they are until the last one is encoded. */
    public static BatchEncoder ofLasting(Schema schema) {
        return new BatchEncoder(schema, bytes -> bytes);
    }

    /** Encodes batches that may change, or be closed, when they are written. Copies their dictionaries. */
    public static BatchEncoder ofPassing(Schema schema) {
        return new BatchEncoder(schema, BatchEncoder::copied);
    }

    private static List<ByteBuffer> copied(List<ByteBuffer> buffers) {
        List<ByteBuffer> copies = new ArrayList<>(buffers.size());
        for (ByteBuffer buffer : buffers) {
            copies.add(ByteBuffer.allocate(buffer.remaining())
                    .put(buffer.duplicate())
                    .flip());
        }
        return copies;
    }

    /**
     * Returns a schema as it is written: encoded fields have the type of their values.
     *
     * @throws IllegalArgumentException if the dictionary of one is missing
     */
    public static Schema written(Schema inMemory, DictionaryProvider dictionaries) {
        return written(inMemory, dictionaries, new LinkedHashSet<>());
    }

    private static Schema written(Schema inMemory, DictionaryProvider dictionaries, Set<Long> used) {
        List<Field> fields = new ArrayList<>();
        for (Field field : inMemory.getFields()) {
            fields.add(DictionaryUtility.toMessageFormat(field, dictionaries, used));
        }
        return new Schema(fields, inMemory.getCustomMetadata());
    }

    /** Adds the messages of a batch to those that the caller will close, dictionaries first. */
    public void encode(VectorSchemaRoot root, DictionaryProvider dictionaries, List<EncodedMessage> messages) {
        for (long id : dictionariesOf(root, dictionaries, schema)) {
            Dictionary dictionary = dictionaries.lookup(id);
            EncodedMessage message = EncodedMessage.ofDictionary(id, dictionary.getVector(), false, Reindexing.NONE);
            if (message.bytes().equals(written.get(id))) {
                message.close();
            } else {
                messages.add(message);
                written.put(id, kept.apply(message.bytes()));
            }
        }
        messages.add(EncodedMessage.of(root));
    }

    /**
     * Returns the ids of a batch's dictionaries, those within others first.
     *
     * @throws IllegalArgumentException if the batch's schema as it is written is not this one
     */
    public static List<Long> dictionariesOf(VectorSchemaRoot root, DictionaryProvider dictionaries, Schema schema) {
        Set<Long> used = new LinkedHashSet<>();
        Schema own = written(root.getSchema(), dictionaries, used);
        if (!own.equals(schema)) {
            throw new IllegalArgumentException(
                    "a batch has the schema " + own + ", and its table, or stream, " + schema);
        }
        List<Long> innermostFirst = new ArrayList<>(used);
        Collections.reverse(innermostFirst);
        return innermostFirst;
    }
}
