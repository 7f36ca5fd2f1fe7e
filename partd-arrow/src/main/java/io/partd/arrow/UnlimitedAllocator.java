package io.partd.arrow;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** The allocator for those who bring none. */
final class UnlimitedAllocator {

    static final BufferAllocator ALLOCATOR = new RootAllocator();

    private UnlimitedAllocator() {}
}
