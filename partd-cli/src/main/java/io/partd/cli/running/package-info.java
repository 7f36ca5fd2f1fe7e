/** What commands that take long have in common: a bar that shows how far they are, and an orderly stop. */
@NullMarked
package io.partd.cli.running;

import org.jspecify.annotations.NullMarked;
