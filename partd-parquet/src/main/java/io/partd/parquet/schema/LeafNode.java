package io.partd.parquet.schema;

import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.format.SchemaElement;

/**
 * A column of the file.
 *
 * @param field the field of Arrow that it is read as
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
    public Stream<LeafNode> leaves() {
        return Stream.of(this);
    }

    /** Returns what messages call it. */
    public String name() {
        return String.join(".", path);
    }
}
