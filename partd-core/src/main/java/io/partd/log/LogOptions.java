package io.partd.log;

/**
 * The sizes that a log is written with. Tests make them small.
 *
 * @param segmentBytes how large a segment grows before another one begins
 * @param mostRecent how many records are kept in memory before they are written as lists
 */
record LogOptions(long segmentBytes, int mostRecent) {

    static final LogOptions STANDARD = new LogOptions(256L << 20, 1 << 19);
}
