/**
 * Tables that pandas keeps in a partd: {@link io.partd.pandas.PandasColumns}, which either language reads and writes,
 * and {@link io.partd.pandas.PandasBlocks}, which Dask's shuffle writes and which is read here.
 *
 * <p>What a pickle names is looked up in a list of names, and becomes data; nothing of it is ever run.
 */
@NullMarked
package io.partd.pandas;

import org.jspecify.annotations.NullMarked;
