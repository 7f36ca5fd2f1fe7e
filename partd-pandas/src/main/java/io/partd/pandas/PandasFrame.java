package io.partd.pandas;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A frame of pandas, decoded: one piece of a table.
 *
 * @param labels what the columns are called: texts mostly
 * @param labelLevels the names of the levels that the labels have, one mostly
 * @param columns the columns, in the labels' order
 * @param indexNames the names of the index's levels
 * @param index the columns of the index
 * @param rows how many rows all of them have
 */
record PandasFrame(
        List<@Nullable Object> labels,
        List<@Nullable Object> labelLevels,
        List<Column> columns,
        List<@Nullable Object> indexNames,
        List<Column> index,
        int rows) {}
