/**
 * Tables: what is in a partd of them, and where they come from.
 *
 * <ul>
 *   <li>{@link io.partd.arrow.ArrowTables} is the layer that stores them as Arrow's IPC streams.
 *   <li>A {@link io.partd.arrow.Table} is {@link io.partd.arrow.RecordBatch}es of one schema;
 *       {@link io.partd.arrow.JavaValues} are a batch's values as Java objects.
 *   <li>A {@link io.partd.arrow.TableSource} is read batch by batch: a key by {@link io.partd.arrow.KeySource}, an
 *       Arrow file by {@link io.partd.arrow.ArrowFiles}. {@link io.partd.arrow.TableWriter} writes such files.
 * </ul>
 */
@NullMarked
package io.partd.arrow;

import org.jspecify.annotations.NullMarked;
