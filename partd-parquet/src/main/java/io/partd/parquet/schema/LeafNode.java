package io.partd.parquet.schema;

import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.format.SchemaElement;

/**
 * A column of the file.
 *
 * @param field as what it is read
 * @param levels what its levels mean
 * @param element what the file's schema says of it
 * @param path its names from the top, as metadata of columns has them
 */
public record LeafNode(Field field, Levels levels, SchemaElement element, List<String> path) implements Node {

    @Override
    public List<Node> children() {
        return List.of();
    }

    @Override
    public void leaves(List<LeafNode> into) {
        into.add(this);
    }

    /** Returns what messages call it. */
    public String name() {
        return String.join(".", path);
    }
}
