/** The {@code partd} command, one class per subcommand. */
@NullMarked
package io.partd.cli;

import org.jspecify.annotations.NullMarked;
