/** Arrow's IPC format, read with distrust and written without copies. Knows nothing of stores and tables. Not API. */
@NullMarked
package io.partd.arrow.ipc;

import org.jspecify.annotations.NullMarked;
