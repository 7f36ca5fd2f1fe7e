package io.partd.parquet.schema;

import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * A list or a map.
 *
 * @param field the field of Arrow that it is read as
 * @param levels what levels mean for it
 * @param element what it is a list of; of a map, the struct of key and value
 */
public record ListNode(Field field, Levels levels, Node element) implements Node {

    @Override
    public List<Node> children() {
        return List.of(element);
    }

    /** Returns the repetition level of its elements but the first. */
    public int elementRepetition() {
        return levels.repetition() + 1;
    }

    /** Returns the definition level at which there is an element. */
    public int elementDefinition() {
        return levels.defined() + 1;
    }
}
