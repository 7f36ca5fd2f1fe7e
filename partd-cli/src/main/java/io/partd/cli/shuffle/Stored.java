package io.partd.cli.shuffle;

/**
 * What a shuffle has stored in a file, or under a key.
 *
 * @param name the file, relative to the output; or the key
 * @param partition the partition that it belongs to
 * @param bytes the bytes that were written, also where others were there before
 */
record Stored(String name, String partition, long bytes) {}
