package io.partd.parquet.schema;

import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * A struct.
 *
 * @param field the field of Arrow that it is read as
 * @param levels what levels mean for it
 * @param children its fields, at least one
 */
public record StructNode(Field field, Levels levels, List<Node> children) implements Node {}
