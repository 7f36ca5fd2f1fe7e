package io.partd.parquet.schema;

import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * A field of Arrow's schema, and what Parquet's levels mean for it. There is a slot for each value of it, null or not.
 * A pair of levels begins a slot if the repetition level is at most {@link #repetition} and the definition level at
 * least {@link #slotDefinition}; there is a value in it if the definition level is at least {@link #definition}.
 */
public sealed interface Node permits LeafNode, ListNode, StructNode {

    /** Returns the field. */
    Field field();

    /** Returns the levels. */
    Levels levels();

    /** Returns the fields within it. */
    List<Node> children();

    /** Returns the repetition level of the innermost list around it, 0 if there is none. */
    default int repetition() {
        return levels().repetition();
    }

    /** Returns the definition level at which there is a slot. */
    default int slotDefinition() {
        return levels().slot();
    }

    /** Returns the definition level at which there is a value. */
    default int definition() {
        return levels().defined();
    }

    /** Returns its leaves, in the order of the file's columns. */
    default Stream<LeafNode> leaves() {
        return children().stream().flatMap(Node::leaves);
    }

    /** Returns the leaves of nodes, in the order of the file's columns. */
    static List<LeafNode> leaves(List<? extends Node> nodes) {
        return nodes.stream().flatMap(Node::leaves).toList();
    }
}
