/**
 * NumPy's arrays, as Python partd's {@code Numpy} stores them: {@link io.partd.codecs.numpy.Numpy} is the layer,
 * {@link io.partd.codecs.numpy.NumpyArray} the value, {@link io.partd.codecs.numpy.DType} the type of its elements.
 * {@link io.partd.codecs.numpy.PrimitiveArrays} has layers for those who want Java's own arrays.
 */
@NullMarked
package io.partd.codecs.numpy;

import org.jspecify.annotations.NullMarked;
