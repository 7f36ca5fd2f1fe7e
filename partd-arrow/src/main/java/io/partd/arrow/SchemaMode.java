package io.partd.arrow;

import io.partd.arrow.ipc.BatchEncoder;
import io.partd.arrow.schema.SchemaConflictException;
import io.partd.arrow.schema.UnifiedSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/** What becomes of tables whose schemas differ. */
public enum SchemaMode {

    /**
     * They are unified: the result has the columns of all by their names, in the order in which they come, each of a
     * type that takes the values of all. What a table lacks is null.
     */
    UNIFY,

    /** They are refused, whatever differs but metadata: columns, their order, types, and whether nulls are allowed. */
    STRICT;

    /**
     * Returns sources that all have one schema: sources of it as they are, and others cast to it as they are read.
     * Reads the schemas of all if there are several.
     *
     * @throws IOException if one cannot be read, or is malformed, or if two schemas differ and cannot be unified or may
     *     not be; the message names both sources, the column and both types
     */
    public List<TableSource> apply(List<? extends TableSource> sources, BufferAllocator allocator) throws IOException {
        if (sources.size() < 2) {
            return List.copyOf(sources);
        }
        List<Schema> schemas = new ArrayList<>();
        for (TableSource source : sources) {
            schemas.add(schema(source, allocator));
        }
        Schema unified = schemas.get(0);
        for (int i = 1; i < schemas.size(); i++) {
            try {
                unified = unified(unified, schemas.get(i));
            } catch (SchemaConflictException e) {
                throw conflict(sources, schemas, i, e);
            }
        }
        List<TableSource> all = new ArrayList<>();
        for (int i = 0; i < schemas.size(); i++) {
            boolean same = schemas.get(i).getFields().equals(unified.getFields());
            all.add(same ? sources.get(i) : new CastSource(sources.get(i), schemas.get(i), unified));
        }
        return all;
    }

    /**
     * Returns the schema of tables of two schemas, in which encoded fields have the type of their values.
     *
     * @throws SchemaConflictException if there is none
     */
    Schema unified(Schema first, Schema second) throws SchemaConflictException {
        if (this == UNIFY) {
            return UnifiedSchema.of(first, second);
        }
        UnifiedSchema.requireSame(first, second);
        return first;
    }

    private static Schema schema(TableSource source, BufferAllocator allocator) throws IOException {
        try (ArrowReader reader = source.open(allocator)) {
            return BatchEncoder.written(reader.getVectorSchemaRoot().getSchema(), reader);
        } catch (OutOfMemoryException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new IOException(source.name() + ": " + (e.getMessage() == null ? e : e.getMessage()), e);
        }
    }

    /**
     * Returns the exception for a source; it names the first one whose schema alone conflicts with that of this source.
     */
    private IOException conflict(
            List<? extends TableSource> sources, List<Schema> schemas, int second, SchemaConflictException ofAll) {
        int first = 0;
        SchemaConflictException conflict = ofAll;
        for (int i = second - 1; i >= 0; i--) {
            try {
                unified(schemas.get(i), schemas.get(second));
            } catch (SchemaConflictException e) {
                first = i;
                conflict = e;
            }
        }
        return new IOException(
                sources.get(second).name() + ": " + conflict.what() + " is " + conflict.second() + ", and in "
                        + sources.get(first).name() + " " + conflict.first() + "; "
                        + (this == STRICT ? "strict schemas are all the same" : "make them one type, or leave one out"),
                conflict);
    }
}
