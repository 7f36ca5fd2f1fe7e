/** The store on Redis or Valkey. */
@NullMarked
package io.partd.redis;

import org.jspecify.annotations.NullMarked;
