package io.partd.arrow.memory;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** The allocator for callers that give none. */
public final class UnlimitedAllocator {

    /** Allocates whatever is asked for. */
    public static final BufferAllocator ALLOCATOR = new RootAllocator();

    private UnlimitedAllocator() {}
}
