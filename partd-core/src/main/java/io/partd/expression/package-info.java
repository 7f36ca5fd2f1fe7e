/**
 * Conditions on rows, and keys that are derived from a column. Both are parsed from text, and know nothing of where the
 * rows are: who reads rows evaluates the {@linkplain io.partd.expression.Test tests} of a
 * {@link io.partd.expression.Condition}, on text, on vectors, or on what statistics say of many rows at once.
 */
@NullMarked
package io.partd.expression;

import org.jspecify.annotations.NullMarked;
