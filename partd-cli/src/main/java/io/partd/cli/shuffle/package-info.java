/** {@code partd shuffle}: inputs, the directory that comes out, faults, progress and the closing summary. */
@NullMarked
package io.partd.cli.shuffle;

import org.jspecify.annotations.NullMarked;
