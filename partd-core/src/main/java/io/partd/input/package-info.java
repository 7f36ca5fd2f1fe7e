/**
 * Finds the files that a shuffle reads, in directories and by patterns, and the columns that the names of Hive's
 * directories give them.
 *
 * <pre>{@code
 * for (InputFile file : InputFiles.find(folder)) {
 *     sources.add(csv.source(file)); // decompressed, and with a column year if the file is in year=2024
 * }
 * }</pre>
 */
@NullMarked
package io.partd.input;

import org.jspecify.annotations.NullMarked;
