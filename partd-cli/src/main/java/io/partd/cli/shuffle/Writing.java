package io.partd.cli.shuffle;

import io.partd.shuffle.BatchSink;
import java.io.Closeable;

/** Partitions being written. Closing it leaves them complete. */
interface Writing extends BatchSink, Closeable {}
