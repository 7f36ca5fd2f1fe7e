package io.partd.cli;

import io.partd.ByteSize;

/**
 * How a server's memory is divided: three eighths each for what is buffered and for messages under way, and a quarter
 * for what the garbage collector needs to be quick.
 *
 * @param buffer the bound on what is buffered, on the heap
 * @param messages the bound on messages under way, outside of the heap
 */
record ServeMemory(ByteSize buffer, ByteSize messages) {

    /** What the heap holds besides, in MiB. The script that starts this command counts the same. */
    private static final int BESIDE = 64;

    private static final ByteSize LEAST = ByteSize.of("16m");

    /**
     * Divides it.
     *
     * @throws IllegalArgumentException if it is too little, or more than the JVM has
     */
    static ServeMemory of(ByteSize all) {
        if (all.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException("--memory " + all + " is too little for a server; give it " + LEAST);
        }
        ByteSize share = ByteSize.of(all.bytes() / 8 * 3);
        long heap = Runtime.getRuntime().maxMemory();
        if (share.bytes() > heap / 10 * 9) {
            throw new IllegalArgumentException("--memory " + all + " is too much for this JVM's heap of " + (heap >> 20)
                    + " MiB; give Java more, as in PARTD_JAVA_OPTS=-Xmx" + all);
        }
        return new ServeMemory(share, share);
    }

    /** Returns the heap that a server of so much memory should be held to, as a flag for Java. */
    static String heapFlag(ByteSize all) {
        return "-Xmx" + (((all.bytes() / 8 * 5) >> 20) + BESIDE) + "m";
    }
}
