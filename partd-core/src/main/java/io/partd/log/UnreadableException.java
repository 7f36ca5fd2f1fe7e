package io.partd.log;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Says that the disk cannot bring in, or store, a part of a file that is open: this part is damaged, not the rest. */
final class UnreadableException extends FileSystemException {

    private static final long serialVersionUID = 1L;

    UnreadableException(Path path, long at, InternalError cause) {
        super(
                path.toString(),
                null,
                "cannot be read or written at byte " + at + ": the disk failed, or somebody cut the file");
        initCause(cause);
    }
}
