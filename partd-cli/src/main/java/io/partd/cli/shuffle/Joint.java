package io.partd.cli.shuffle;

import java.io.IOException;

/**
 * Where added rows meet those that a partition has.
 *
 * @param skipped how many bytes to leave out of what is added, the header
 * @param lineEnd what the present last row lacks
 */
record Joint(int skipped, String lineEnd) {

    /** The joint with a partition that has nothing. */
    static final Joint WITH_NOTHING = new Joint(0, "");

    /**
     * Returns the joint of two partitions with headers.
     *
     * @param place what the present partition is called
     * @param last the present partition's last byte
     * @throws IOException if the headers differ
     */
    static Joint of(HeaderLine added, HeaderLine present, String place, int last) throws IOException {
        requireSame(added, present, place);
        return new Joint(added.length(), last == '\n' ? "" : present.lineEnd());
    }

    /**
     * Checks that two partitions' headers are the same but for line ends around them.
     *
     * @throws IOException if they are not
     */
    static void requireSame(HeaderLine added, HeaderLine present, String place) throws IOException {
        if (!added.isLike(present)) {
            throw new IOException(place + " has the header '" + present + "', and the rows to append '" + added + "'");
        }
    }
}
