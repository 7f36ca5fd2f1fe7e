package io.partd.arrow.ipc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.DictionaryUtility;

/** Vectors to load batches into, and the dictionaries of those that are encoded. Closing it closes them all. */
public final class Destination implements AutoCloseable {

    private final BufferAllocator allocator;
    private final Schema schema;
    private final List<FieldVector> vectors;
    private final Map<Long, Dictionary> dictionaries;

    /** What each dictionary was loaded with. */
    private final Map<Long, Object> loaded = new HashMap<>();

    private int rows;

    private Destination(
            BufferAllocator allocator, Schema schema, List<FieldVector> vectors, Map<Long, Dictionary> dictionaries) {
        this.allocator = allocator;
        this.schema = schema;
        this.vectors = vectors;
        this.dictionaries = dictionaries;
    }

    /** Makes empty vectors for a schema in which encoded fields have the type of their values. */
    public static Destination of(BufferAllocator allocator, Schema written) {
        Map<Long, Dictionary> dictionaries = new HashMap<>();
        List<Field> fields = new ArrayList<>();
        List<FieldVector> vectors = new ArrayList<>();
        for (Field field : written.getFields()) {
            Field inMemory = DictionaryUtility.toMemoryFormat(field, allocator, dictionaries);
            fields.add(inMemory);
            vectors.add(inMemory.createVector(allocator));
        }
        Schema schema = new Schema(fields, written.getCustomMetadata());
        return new Destination(allocator, schema, vectors, dictionaries);
    }

    /** Returns what the memory is taken from. */
    public BufferAllocator allocator() {
        return allocator;
    }

    /** Returns the vectors. */
    public List<FieldVector> vectors() {
        return vectors;
    }

    /** Returns the fields of the vectors, in which encoded ones have the type of their indices. */
    public List<Field> fields() {
        return schema.getFields();
    }

    /** Returns the dictionaries by their numbers. */
    public Map<Long, Dictionary> dictionaries() {
        return dictionaries;
    }

    /** Returns how many rows have been loaded. */
    public int rows() {
        return rows;
    }

    /**
     * Returns the vectors as they are loaded, in a root that is not told of later batches. It has the rows without
     * being set to them: that would make the children of a dense union as long as their values are many.
     */
    public VectorSchemaRoot root() {
        return new VectorSchemaRoot(schema, vectors, rows);
    }

    /** Says how many rows have been loaded. */
    public void setRows(int rows) {
        this.rows = rows;
    }

    /** Notes what a dictionary is loaded with; tells whether that is something else than before. */
    public boolean isNews(long number, Object content) {
        return loaded.put(number, content) != content;
    }

    /** Forgets what a dictionary was loaded with. */
    void forget(long number) {
        loaded.remove(number);
    }

    /** Releases the memory of vectors and dictionaries. */
    @Override
    public void close() {
        vectors.forEach(FieldVector::close);
        dictionaries.values().forEach(dictionary -> dictionary.getVector().close());
    }
}
