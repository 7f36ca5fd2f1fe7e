package io.partd.pandas;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** The allocator for those who bring none. */
final class Allocators {

    static final BufferAllocator UNLIMITED = new RootAllocator();

    private Allocators() {}
}
