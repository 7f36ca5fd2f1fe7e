package io.partd.zmq;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file with one key or both, in ZPL (RFC 4 of ZeroMQ), as pyzmq and CZMQ write it:
 *
 * <pre>
 * metadata
 * curve
 *     public-key = "40 characters of Z85"
 *     secret-key = "40 characters of Z85"
 * </pre>
 */
final class Certificate {

    static final String EXISTS = "exists already, and keys are not overwritten; take another name, or move it away";

    private static final int LARGEST = 64 << 10;
    private static final String SECTION = "curve";
    private static final String PUBLIC = "public-key";
    private static final String SECRET = "secret-key";

    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final Set<PosixFilePermission> ANYBODY = EnumSet.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.OTHERS_READ);

    private static final String PUBLIC_NOTE = """
            # A public CURVE key of ZeroMQ, made by partd. It is no secret, but whoever
            # is given it should be sure that it comes from you.

            """;
    private static final String SECRET_NOTE = """
            # A SECRET CURVE key of ZeroMQ, made by partd. Give it to nobody, and leave
            # it readable for its owner only.

            """;

    private final Path path;
    private final Map<String, String> keys;

    private Certificate(Path path, Map<String, String> keys) {
        this.path = path;
        this.keys = keys;
    }

    /** Decodes a key; the message of the exception does not show it. */
    static byte[] decode(String z85, String what) {
        int characters = CurvePublicKey.LENGTH / 4 * 5;
        if (z85.length() != characters) {
            throw new IllegalArgumentException(
                    "a " + what + " of " + z85.length() + " characters; it has " + characters + ", in Z85");
        }
        try {
            return Z85.decode(z85);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("no " + what + " in Z85: " + e.getMessage(), e);
        }
    }

    /** Refuses a file that others than its owner may read or write. */
    static void requirePrivate(Path path) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
        Set<PosixFilePermission> ofOthers = new HashSet<>(permissions);
        ofOthers.removeAll(OWNER);
        ofOthers.remove(PosixFilePermission.OWNER_EXECUTE);
        if (!ofOthers.isEmpty()) {
            throw new FileSystemException(
                    path.toString(),
                    null,
                    "others than its owner have access (" + PosixFilePermissions.toString(permissions)
                            + "), and it holds a secret key; run: chmod 600 " + path);
        }
    }

    static Certificate read(Path path) throws IOException {
        String text;
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new FileSystemException(path.toString(), null, "larger than a certificate, which has few lines");
            }
            text = new String(bytes, StandardCharsets.UTF_8);
        }
        Map<String, String> keys = new HashMap<>();
        String section = "";
        for (String line : text.lines().toList()) {
            String content = line.strip();
            if (content.isEmpty() || content.startsWith("#")) {
                continue;
            }
            if (!Character.isWhitespace(line.charAt(0))) {
                section = content;
            } else if (section.equals(SECTION)) {
                int equals = content.indexOf('=');
                String name =
                        equals < 0 ? content : content.substring(0, equals).strip();
                String value =
                        equals < 0 ? "" : unquoted(content.substring(equals + 1).strip());
                if (keys.put(name, value) != null) {
                    throw new FileSystemException(path.toString(), null, "has two lines for " + name);
                }
            }
        }
        return new Certificate(path, keys);
    }

    private static String unquoted(String value) {
        char quote = value.isEmpty() ? 0 : value.charAt(0);
        int end = quote == '"' || quote == '\'' ? value.indexOf(quote, 1) : -1;
        return end < 0 ? value : value.substring(1, end);
    }

    CurvePublicKey publicKey() throws IOException {
        return CurvePublicKey.of(key(PUBLIC, "public key"));
    }

    byte[] secretKey() throws IOException {
        return key(SECRET, "secret key");
    }

    private byte[] key(String name, String what) throws FileSystemException {
        String value = keys.get(name);
        if (value == null) {
            throw new FileSystemException(
                    path.toString(), null, "no certificate with a " + what + ": no line '" + name + "' under 'curve'");
        }
        try {
            return decode(value, what);
        } catch (IllegalArgumentException e) {
            throw caused(new FileSystemException(path.toString(), null, e.getMessage()), e);
        }
    }

    private static <E extends Exception> E caused(E exception, Exception cause) {
        exception.initCause(cause);
        return exception;
    }

    static void writePublic(Path path, CurvePublicKey key) throws IOException {
        write(path, ANYBODY, PUBLIC_NOTE, key, null);
    }

    static void writeSecret(Path path, CurvePublicKey key, String secret) throws IOException {
        write(path, OWNER, SECRET_NOTE, key, secret);
    }

    private static void write(
            Path path, Set<PosixFilePermission> access, String note, CurvePublicKey key, @Nullable String secret)
            throws IOException {
        StringBuilder text = new StringBuilder(note)
                .append("metadata\n")
                .append(SECTION)
                .append('\n')
                .append(line(PUBLIC, key.toString()));
        if (secret != null) {
            text.append(line(SECRET, secret));
        }
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(path, options, PosixFilePermissions.asFileAttribute(access))) {
            try {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            } catch (Throwable e) {
                discard(path, e);
                throw e;
            }
        } catch (FileAlreadyExistsException e) {
            throw caused(new FileAlreadyExistsException(path.toString(), null, EXISTS), e);
        } catch (NoSuchFileException e) {
            throw caused(
                    new NoSuchFileException(path.toString(), null, "there is no such directory; make it first"), e);
        }
    }

    private static String line(String name, String value) {
        return "    " + name + " = \"" + value + "\"\n";
    }

    /** Deletes a file that was just written, because of a failure. */
    static void discard(Path path, Throwable cause) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
