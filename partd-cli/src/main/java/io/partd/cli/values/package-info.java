/** Values other than bytes, to and from JSON. Not API. */
@NullMarked
package io.partd.cli.values;

import org.jspecify.annotations.NullMarked;
