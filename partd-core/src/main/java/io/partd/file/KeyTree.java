package io.partd.file;

import io.partd.internal.FolderTree;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Walks everything in a dataset's folder that a partd may have written: regular files and folders with valid names.
 * What else there is belongs to somebody else, and is passed over; symbolic links are not followed.
 */
final class KeyTree {

    /** What to do at each step. */
    private interface Visitor {

        /** Returns what the keys begin with; other files are not looked at. */
        default String prefix() {
            return "";
        }

        void file(SecureDirectoryStream<Path> folder, Path name, String key, long size) throws IOException;

        /** Called after everything in a folder. */
        void leave(SecureDirectoryStream<Path> parent, Path name, String folder) throws IOException;
    }

    private KeyTree() {}

    /** Returns the keys that begin with a prefix and have a value; looks at no other file. */
    static SortedSet<String> keys(Path dataset, String prefix) throws IOException {
        SortedSet<String> keys = new TreeSet<>();
        walk(dataset, "", new Visitor() {
            @Override
            public String prefix() {
                return prefix;
            }

            @Override
            public void file(SecureDirectoryStream<Path> folder, Path name, String key, long size) {
                if (size > 0 && key.startsWith(prefix)) {
                    keys.add(key);
                }
            }

            @Override
            public void leave(SecureDirectoryStream<Path> parent, Path name, String folder) {}
        });
        return keys;
    }

    /**
     * Deletes all keys, and the folders that are empty then.
     *
     * @param changed gets, one by one, the folders that have lost an entry and are still there; the dataset's own is
     *     the empty text
     */
    static void clear(Path dataset, Set<String> changed) throws IOException {
        walk(dataset, "", new Visitor() {
            @Override
            public void file(SecureDirectoryStream<Path> folder, Path name, String key, long size) throws IOException {
                folder.deleteFile(name);
                changed.add(folderOf(key));
            }

            @Override
            public void leave(SecureDirectoryStream<Path> parent, Path name, String folder) throws IOException {
                if (deleteIfEmpty(parent, name)) {
                    changed.remove(folder);
                    changed.add(folderOf(folder));
                }
            }
        });
    }

    /** Deletes the empty folders below a folder; no key is deleted. */
    static void prune(Path dataset, String folder) throws IOException {
        walk(dataset, folder + "/", new Visitor() {
            @Override
            public void file(SecureDirectoryStream<Path> parent, Path name, String key, long size) {}

            @Override
            public void leave(SecureDirectoryStream<Path> parent, Path name, String left) throws IOException {
                deleteIfEmpty(parent, name);
            }
        });
    }

    private static void walk(Path dataset, String prefix, Visitor visitor) throws IOException {
        SecureDirectoryStream<Path> folder;
        try {
            folder = FolderTree.list(dataset.resolve(prefix));
        } catch (NoSuchFileException e) {
            throw new VanishedException(dataset);
        }
        try (folder) {
            walk(folder, prefix, visitor);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static void walk(SecureDirectoryStream<Path> folder, String prefix, Visitor visitor) throws IOException {
        for (Path entry : folder) {
            Path name = entry.getFileName();
            String key = prefix + name;
            boolean needed =
                    key.startsWith(visitor.prefix()) || visitor.prefix().startsWith(key + "/");
            if (needed && Key.isValid(key)) {
                try {
                    visit(folder, name, key, visitor);
                } catch (NoSuchFileException ignored) {
                    // Python's drop does not wait for the lock; what it has removed is not there.
                }
            }
        }
    }

    private static void visit(SecureDirectoryStream<Path> folder, Path name, String key, Visitor visitor)
            throws IOException {
        BasicFileAttributes attributes = FolderTree.attributes(folder, name);
        if (attributes.isRegularFile()) {
            visitor.file(folder, name, key, attributes.size());
        } else if (attributes.isDirectory()) {
            try (SecureDirectoryStream<Path> entries = FolderTree.list(folder, name)) {
                walk(entries, key + "/", visitor);
            }
            visitor.leave(folder, name, key);
        }
    }

    private static boolean deleteIfEmpty(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        try {
            parent.deleteDirectory(name);
            return true;
        } catch (DirectoryNotEmptyException e) {
            return false;
        }
    }

    private static String folderOf(String key) {
        int slash = key.lastIndexOf('/');
        return slash < 0 ? "" : key.substring(0, slash);
    }
}
