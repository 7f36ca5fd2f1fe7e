package io.partd.log;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Thrown when the disk cannot read or write a part of an open file. Only this part is damaged. */
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
