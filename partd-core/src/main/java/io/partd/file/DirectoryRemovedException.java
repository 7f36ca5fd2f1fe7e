package io.partd.file;

import java.io.IOException;
import java.nio.file.Path;

/** Another process removed a directory of the dataset during an operation, as Python does to drop a dataset. */
final class DirectoryRemovedException extends IOException {

    private static final long serialVersionUID = 1L;

    DirectoryRemovedException(Path directory) {
        super(directory + " has vanished");
    }
}
