/**
 * Text, and JSON in lines: {@link io.partd.codecs.text.Text} and {@link io.partd.codecs.text.JsonLines}. Python's partd
 * has no such encodings, but reads either as frames of bytes.
 */
@NullMarked
package io.partd.codecs.text;

import org.jspecify.annotations.NullMarked;
