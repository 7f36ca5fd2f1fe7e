package io.partd.arrow.schema;

import java.util.List;
import org.apache.arrow.vector.TypeLayout;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.ArrowType.ExtensionType;
import org.apache.arrow.vector.types.pojo.Field;

/** Types of fields, whether Arrow's registry knows their extension types or not. */
public final class Fields {

    private Fields() {}

    /** Returns the type that a field's values are stored as. */
    public static ArrowType storage(Field field) {
        ArrowType type = field.getType();
        while (type instanceof ExtensionType extension) {
            type = extension.storageType();
        }
        return type;
    }

    /** Returns the name of a field's extension type, nothing if it has none. */
    public static String extensionName(Field field) {
        return field.getType() instanceof ExtensionType extension
                ? extension.extensionName()
                : field.getMetadata().getOrDefault(ExtensionType.EXTENSION_METADATA_KEY_NAME, "");
    }

    /** Returns the parameters of a field's extension type, nothing if it has none. */
    public static String extensionParameters(Field field) {
        return field.getType() instanceof ExtensionType extension
                ? extension.serialize()
                : field.getMetadata().getOrDefault(ExtensionType.EXTENSION_METADATA_KEY_METADATA, "");
    }

    /** Tells whether a field, or one within it, is dictionary-encoded. */
    public static boolean hasDictionary(Field field) {
        return field.getDictionary() != null || field.getChildren().stream().anyMatch(Fields::hasDictionary);
    }

    /** Returns how many bytes a value has, whose type has as many for each. */
    public static int width(ArrowType type) {
        return TypeLayout.getTypeLayout(type).getBufferLayouts().get(1).getTypeBitWidth() / Byte.SIZE;
    }

    /** Returns the names of fields. */
    public static List<String> names(List<Field> fields) {
        return fields.stream().map(Field::getName).toList();
    }
}
