package io.partd.arrow.ipc;

import java.nio.ByteBuffer;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Timestamp;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Union;
import org.jspecify.annotations.Nullable;

/**
 * Reads schemas. A flatbuffer's parts may be named by several others, so that a few bytes become more fields than there
 * is memory for, or contain themselves; so the parts are counted before anything is made of them.
 */
final class SchemaInput {

    /** As deep as Arrow's C++ library reads. */
    private static final int DEEPEST = 64;

    /** What a field takes at least. */
    private static final int SMALLEST_FIELD = 16;

    /** How often a text may be used again. */
    private static final int TEXT_USES = 8;

    private long fields;
    private long text;

    private SchemaInput(int length) {
        fields = 1L + length / SMALLEST_FIELD;
        text = (long) TEXT_USES * length;
    }

    /**
     * Makes a schema.
     *
     * @param length how many bytes the flatbuffer has that it is in
     */
    static org.apache.arrow.vector.types.pojo.Schema read(Schema schema, int length) throws MalformedException {
        try {
            if (schema.endianness() != Endianness.Little) {
                throw new MalformedException("the numbers are big-endian; only little-endian ones are read");
            }
            SchemaInput counted = new SchemaInput(length);
            for (int i = 0; i < schema.fieldsLength(); i++) {
                counted.count(schema.fields(i), 1);
            }
            for (int i = 0; i < schema.customMetadataLength(); i++) {
                counted.count(schema.customMetadata(i));
            }
            return org.apache.arrow.vector.types.pojo.Schema.convertSchema(schema);
        } catch (RuntimeException e) {
            throw new MalformedException("no schema that can be read: " + e, e);
        }
    }

    private void count(Field field, int depth) throws MalformedException {
        if (depth > DEEPEST) {
            throw new MalformedException("fields are nested more than " + DEEPEST + " deep");
        }
        if (--fields < 0) {
            throw new MalformedException("more fields than its bytes can be");
        }
        count(field.nameAsByteBuffer());
        if (field.typeType() == Type.Timestamp && field.type(new Timestamp()) instanceof Timestamp type) {
            count(type.timezoneAsByteBuffer());
        }
        if (field.typeType() == Type.Union && field.type(new Union()) instanceof Union type) {
            count(4L * type.typeIdsLength());
        }
        for (int i = 0; i < field.customMetadataLength(); i++) {
            count(field.customMetadata(i));
        }
        for (int i = 0; i < field.childrenLength(); i++) {
            count(field.children(i), depth + 1);
        }
    }

    private void count(KeyValue pair) throws MalformedException {
        count(SMALLEST_FIELD);
        count(pair.keyAsByteBuffer());
        count(pair.valueAsByteBuffer());
    }

    private void count(@Nullable ByteBuffer bytes) throws MalformedException {
        count(bytes == null ? 0 : bytes.remaining());
    }

    private void count(long bytes) throws MalformedException {
        text -= bytes;
        if (bytes < 0 || text < 0) {
            throw new MalformedException("more text than its bytes can be");
        }
    }
}
