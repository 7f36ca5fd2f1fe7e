package io.partd.redis.wire;

import java.util.List;

/**
 * A script with what it is given.
 *
 * @param slot where in a cluster it is carried out
 * @param names the names of what it uses, of which there is at least one
 * @param arguments what else it is told
 */
public record Call(Script script, int slot, List<byte[]> names, List<byte[]> arguments) {}
