package io.partd.internal;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;

/** Converts names to C strings: bytes that end with a zero. */
public final class CString {

    private CString() {}

    /** Returns a name of ASCII characters as a C string. */
    public static byte[] of(String ascii) {
        return (ascii + '\0').getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Checks that a path is of the default file system.
     *
     * @throws IllegalArgumentException if the path is not of the default file system
     */
    public static void requireSystemFile(Path path) {
        if (path.getFileSystem() != FileSystems.getDefault()) {
            throw new IllegalArgumentException(
                    path.toUri() + " is not in the default file system, the only one that datasets can be in");
        }
    }

    /**
     * Returns an absolute path as a C string. Converts it by its URI, because only the URI shows the path's exact bytes
     * in every locale.
     *
     * @throws IllegalArgumentException if the path is not of the default file system
     */
    public static byte[] of(Path path) {
        requireSystemFile(path);
        String uri = path.toUri().getRawPath();
        String raw = uri.length() > 1 && uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length() + 1);
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) == '%') {
                bytes.write(Integer.parseInt(raw, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(raw.charAt(i));
            }
        }
        bytes.write(0);
        return bytes.toByteArray();
    }

    /** Returns the path that a C string names: an absolute one, or a relative one of ASCII characters. */
    static Path path(byte[] name) {
        int length = name.length - 1;
        if (name[0] != '/') {
            return Path.of(new String(name, 0, length, StandardCharsets.US_ASCII));
        }
        StringBuilder uri = new StringBuilder("file://");
        for (int i = 0; i < length; i++) {
            uri.append(name[i] == '/' ? "/" : String.format("%%%02x", name[i]));
        }
        return Path.of(URI.create(uri.toString()));
    }
}
