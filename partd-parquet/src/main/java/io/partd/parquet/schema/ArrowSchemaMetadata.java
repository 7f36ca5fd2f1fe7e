package io.partd.parquet.schema;

import io.partd.arrow.ipc.ColumnDescriptions;
import io.partd.arrow.ipc.StreamInput;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The schema of Arrow that Arrow's libraries leave in a file's metadata, for what Parquet's own does not say. It is
 * taken only where it does not contradict that.
 */
public final class ArrowSchemaMetadata {

    /** The key it has in the metadata. */
    public static final String KEY = "ARROW:schema";

    private static final String EXTENSION = "ARROW:extension:name";
    private static final String EXTENSION_DATA = "ARROW:extension:metadata";

    private ArrowSchemaMetadata() {}

    /** Reads the schema; returns null if that is not possible, for the file can be read without it. */
    public static @Nullable List<Field> parse(@Nullable String encoded) {
        if (encoded == null) {
            return null;
        }
        try {
            return StreamInput.readSchema(Base64.getDecoder().decode(encoded)).getFields();
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Returns the encoded schema without some columns; null if it cannot be read, or does not have that many. */
    public static @Nullable String without(String encoded, Set<Integer> columns, int count, Set<String> names) {
        try {
            Schema schema = StreamInput.readSchema(Base64.getDecoder().decode(encoded));
            List<Field> fields = schema.getFields();
            if (fields.size() != count) {
                return null;
            }
            List<Field> rest = IntStream.range(0, count)
                    .filter(i -> !columns.contains(i))
                    .mapToObj(fields::get)
                    .toList();
            return encode(new Schema(rest, ColumnDescriptions.without(schema.getCustomMetadata(), names)));
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Returns the schema as it is put in the metadata. */
    public static String encode(Schema schema) {
        byte[] message = schema.serializeAsMessage();
        return Base64.getEncoder().encodeToString(message);
    }

    /** Returns what is said of the field at a place, if that is the field. */
    static @Nullable Field child(@Nullable List<Field> hints, int at, int count, String name) {
        if (hints == null || hints.size() != count) {
            return null;
        }
        Field hint = hints.get(at);
        return name.equals(hint.getName()) ? unwrap(hint) : null;
    }

    /** Returns what is said of a list's elements. */
    static @Nullable Field element(@Nullable Field hint) {
        return hint != null && hint.getChildren().size() == 1
                ? unwrap(hint.getChildren().get(0))
                : null;
    }

    private static Field unwrap(Field hint) {
        boolean runs = hint.getType() instanceof ArrowType.RunEndEncoded;
        return runs && hint.getChildren().size() == 2 ? hint.getChildren().get(1) : hint;
    }

    static boolean isLargeList(@Nullable Field hint) {
        return hint != null && hint.getType() instanceof ArrowType.LargeList;
    }

    /** Returns the type that a column has, given the one that Parquet says. */
    static ArrowType refine(ArrowType type, @Nullable Field hint) {
        if (hint == null) {
            return type;
        }
        ArrowType wanted = storage(hint);
        if (type instanceof ArrowType.Timestamp t && wanted instanceof ArrowType.Timestamp w) {
            // Parquet says whether it is an instant; the zone is for those who look at it.
            boolean zones = t.getTimezone() != null && w.getTimezone() != null;
            return zones ? new ArrowType.Timestamp(t.getUnit(), w.getTimezone()) : t;
        }
        return agree(type, wanted) ? wanted : type;
    }

    /**
     * Returns the metadata of a field that has a type here. That it is stored for an extension type is left out if that
     * is not how it is stored here, say as a list of no fixed size: Arrow's libraries refuse what does not fit.
     */
    static Map<String, String> metadata(@Nullable Field hint, ArrowType type, List<Field> children) {
        if (hint == null) {
            return Map.of();
        }
        Map<String, String> metadata = hint.getMetadata();
        if (!metadata.containsKey(EXTENSION) || isStoredAs(hint, type, children)) {
            return metadata;
        }
        Map<String, String> rest = new LinkedHashMap<>(metadata);
        rest.keySet().removeAll(Set.of(EXTENSION, EXTENSION_DATA));
        return rest;
    }

    private static boolean isStoredAs(Field hint, ArrowType type, List<Field> children) {
        if (!storage(hint).equals(type) || hint.getChildren().size() != children.size()) {
            return false;
        }
        for (int i = 0; i < children.size(); i++) {
            Field child = children.get(i);
            if (!isStoredAs(hint.getChildren().get(i), child.getType(), child.getChildren())) {
                return false;
            }
        }
        return true;
    }

    private static ArrowType storage(Field hint) {
        return hint.getType() instanceof ArrowType.ExtensionType e ? e.storageType() : hint.getType();
    }

    private static boolean agree(ArrowType type, ArrowType wanted) {
        if (type instanceof ArrowType.Decimal t && wanted instanceof ArrowType.Decimal w) {
            return t.getPrecision() == w.getPrecision() && t.getScale() == w.getScale() && w.getBitWidth() >= 128;
        }
        if (type instanceof ArrowType.Int t) {
            return t.getBitWidth() == 64 && t.getIsSigned() && wanted instanceof ArrowType.Duration;
        }
        return (type instanceof ArrowType.Utf8 && wanted instanceof ArrowType.LargeUtf8)
                || (type instanceof ArrowType.Binary && wanted instanceof ArrowType.LargeBinary);
    }
}
