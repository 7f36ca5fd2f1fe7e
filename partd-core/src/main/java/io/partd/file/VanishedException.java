package io.partd.file;

import java.io.IOException;
import java.nio.file.Path;

/** Says that a directory of the dataset has gone while it was worked in, as when Python drops the dataset. */
final class VanishedException extends IOException {

    private static final long serialVersionUID = 1L;

    VanishedException(Path directory) {
        super(directory + " has vanished");
    }
}
