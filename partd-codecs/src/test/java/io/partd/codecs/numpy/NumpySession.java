package io.partd.codecs.numpy;

import io.partd.codecs.pickle.PythonSession;
import java.io.IOException;
import java.nio.file.Path;

/** A Python with a {@code partd.Numpy} over the files of a directory, and the commands of {@code session.py}. */
final class NumpySession {

    private NumpySession() {}

    static PythonSession over(Path directory) throws IOException {
        return PythonSession.running(NumpySession.class.getResource("session.py"), directory.toString());
    }
}
