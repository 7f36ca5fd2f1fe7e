package io.partd.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files that this JVM has open with {@link PortableCalls}, each with at most one channel for each mode.
 * Thread-safe.
 *
 * <p>On POSIX systems a process loses all its locks on a file when it closes any channel of that file. So all who open
 * a file share its channels, and these are closed together, when the last user has closed the file. Windows, which
 * shows no identity of a file, keeps the locks of each channel apart.
 *
 * <p>The monitor guards the table. A thread that has it opens or closes files, and waits for no other lock.
 */
final class ChannelTable {

    /** How a file is open. */
    enum Mode {
        READ,
        APPEND,
        UPDATE;

        private Set<OpenOption> options() {
            Set<OpenOption> options = new HashSet<>(Set.of(LinkOption.NOFOLLOW_LINKS));
            if (this != APPEND) {
                options.add(StandardOpenOption.READ);
            }
            if (this != READ) {
                options.add(this == APPEND ? StandardOpenOption.APPEND : StandardOpenOption.WRITE);
            }
            return options;
        }
    }

    /** The channels of one file. */
    static final class SharedFile {

        private final @Nullable Object key;
        private final Map<Mode, FileChannel> channels = new EnumMap<>(Mode.class);
        /** Channels that were opened by mistake, as another file got the name at that moment. */
        private final List<FileChannel> strays = new ArrayList<>();
        /** What tells the processes with native calls that this one has the file open. */
        private @Nullable FileLock mark;

        private int users;

        private SharedFile(@Nullable Object key) {
            this.key = key;
        }

        /** Returns the mark; null if there is none yet. Guarded by this object's monitor. */
        @Nullable
        FileLock mark() {
            return mark;
        }

        void setMark(FileLock lock) {
            mark = lock;
        }
    }

    private final Map<Object, SharedFile> files = new HashMap<>();

    /** Opens an existing regular file. */
    synchronized OpenFile open(Path path, Mode mode) throws IOException {
        while (true) {
            BasicFileAttributes attributes = PortableCalls.attributes(path);
            SharedFile present = find(attributes);
            FileChannel channel = present == null ? null : present.channels.get(mode);
            if (channel == null) {
                channel = FileChannel.open(path, mode.options());
                BasicFileAttributes after = PortableCalls.attributes(path);
                if (!Objects.equals(attributes.fileKey(), after.fileKey())) {
                    closeStray(channel, find(after));
                    continue;
                }
            }
            return share(path, attributes, mode, channel);
        }
    }

    /** Creates a file and opens it. */
    synchronized OpenFile create(Path path, Mode mode, FileAttribute<?>[] permissions) throws IOException {
        Set<OpenOption> options = mode.options();
        options.add(StandardOpenOption.CREATE_NEW);
        while (true) {
            FileChannel channel = FileChannel.open(path, options, permissions);
            try {
                return share(path, PortableCalls.attributes(path), mode, channel);
            } catch (NoSuchFileException e) {
                // Another process has removed it already.
                channel.close();
            }
        }
    }

    private @Nullable SharedFile find(BasicFileAttributes attributes) {
        return attributes.fileKey() == null ? null : files.get(attributes.fileKey());
    }

    private OpenFile share(Path path, BasicFileAttributes attributes, Mode mode, FileChannel channel)
            throws IOException {
        Object owner = PortableCalls.owner(path);
        Object key = attributes.fileKey();
        SharedFile file = key == null ? new SharedFile(null) : files.computeIfAbsent(key, SharedFile::new);
        file.channels.putIfAbsent(mode, channel);
        file.users++;
        return new OpenFile(this, file, path, channel, mode, owner, PortableCalls.identity(path, attributes));
    }

    private static void closeStray(FileChannel channel, @Nullable SharedFile present) throws IOException {
        if (present == null) {
            channel.close();
        } else {
            present.strays.add(channel);
        }
    }

    /** Ends one use of a file; the last one closes its channels. */
    synchronized void release(SharedFile file) throws IOException {
        file.users--;
        if (file.users == 0) {
            if (file.key != null) {
                files.remove(file.key);
            }
            file.strays.addAll(file.channels.values());
            for (FileChannel channel : file.strays) {
                channel.close();
            }
        }
    }
}
