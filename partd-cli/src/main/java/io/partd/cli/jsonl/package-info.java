/** JSON objects, one a line, as records of a shuffle. */
@NullMarked
package io.partd.cli.jsonl;

import org.jspecify.annotations.NullMarked;
