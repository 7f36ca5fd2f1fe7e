package io.partd.zmq;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The clients that a server lets in, by their public keys. Immutable: what changes in the files later is not noticed.
 */
public final class AllowedKeys implements Predicate<CurvePublicKey> {

    private final Set<CurvePublicKey> keys;

    private AllowedKeys(Collection<CurvePublicKey> keys) {
        this.keys = Set.copyOf(keys);
    }

    /** Allows these clients and no other ones. */
    public static AllowedKeys of(Collection<CurvePublicKey> keys) {
        return new AllowedKeys(keys);
    }

    /**
     * Reads the keys of the clients to allow from certificates: all files {@code *.key} in a directory, as pyzmq's
     * {@code configure_curve} takes it, or one file.
     *
     * @throws IOException if one of them cannot be read or is no certificate, or if there is none: then a server would
     *     turn everybody away
     */
    public static AllowedKeys read(Path directoryOrFile) throws IOException {
        if (!Files.isDirectory(directoryOrFile)) {
            return new AllowedKeys(Set.of(CurvePublicKey.read(directoryOrFile)));
        }
        Set<CurvePublicKey> keys = new HashSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directoryOrFile, "*.key")) {
            for (Path file : files) {
                keys.add(CurvePublicKey.read(file));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        if (keys.isEmpty()) {
            throw new FileSystemException(
                    directoryOrFile.toString(),
                    null,
                    "no file *.key in this directory; put the public certificates of the clients to allow there");
        }
        return new AllowedKeys(keys);
    }

    /** Tells whether a client is one of them. */
    @Override
    public boolean test(CurvePublicKey client) {
        return keys.contains(client);
    }

    /** Returns how many there are. */
    public int size() {
        return keys.size();
    }

    @Override
    public String toString() {
        return "AllowedKeys[" + keys.size() + "]";
    }
}
