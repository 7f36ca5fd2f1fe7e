/** What several packages of this module share; no API, and not exported. */
@NullMarked
package io.partd.internal;

import org.jspecify.annotations.NullMarked;
