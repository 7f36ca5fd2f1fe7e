package io.partd.redis;

/** What to do about a server that has a limit of memory, and throws keys away when it is reached. */
public enum Eviction {

    /** Such a server is refused: what was appended would disappear. Its {@code maxmemory-policy} must be noeviction. */
    REFUSED,

    /** Such a server is accepted, although appended data may disappear. */
    ACCEPTED
}
