package io.partd.log;

import java.nio.file.FileSystemException;

/** Thrown when a log has a format version that this program does not know. */
final class OtherVersionException extends FileSystemException {

    private static final long serialVersionUID = 1L;

    OtherVersionException(String file, int version) {
        super(
                file,
                null,
                "is a log of format version " + version + "; this program reads version " + Format.VERSION
                        + " only, so use one that is as new as the log");
    }
}
