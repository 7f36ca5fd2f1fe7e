package io.partd;

import org.jspecify.annotations.Nullable;

/**
 * The native code in a library's jar. The library unpacks it into a temporary directory and loads it from there. That
 * fails if the directory is missing, read-only, or mounted {@code noexec}; the exception then says what to do.
 * Thread-safe.
 *
 * <pre>{@code
 * NativeLibrary library = NativeLibrary.of("foo", () -> System.loadLibrary("foo")).unpackedTo("foo.tmpdir");
 * library.load();
 * }</pre>
 */
public final class NativeLibrary {

    private static final String TEMPORARY = "java.io.tmpdir";

    private final String name;
    private final String property;
    private final Runnable load;
    private @Nullable LinkageError fault;
    private volatile boolean loaded;

    private NativeLibrary(String name, String property, Runnable load) {
        this.name = name;
        this.property = property;
        this.load = load;
    }

    /**
     * Returns the native code, not loaded yet, of a library that unpacks it into {@code java.io.tmpdir}.
     *
     * @param name the library's name in messages
     * @param load loads the native code, or throws a {@link LinkageError}
     */
    public static NativeLibrary of(String name, Runnable load) {
        return new NativeLibrary(name, TEMPORARY, load);
    }

    /** Returns the same for a library with a system property of its own for the directory. */
    public NativeLibrary unpackedTo(String directoryProperty) {
        return new NativeLibrary(name, directoryProperty, load);
    }

    /**
     * Loads the native code if it is not loaded yet.
     *
     * @throws UnsatisfiedLinkError if loading failed, now or earlier; the message names the library, the directory, the
     *     reason, and the property that chooses another directory, or says that the library's jar is missing
     */
    public void load() {
        if (!loaded) {
            loadOnce();
        }
    }

    private synchronized void loadOnce() {
        if (fault == null && !loaded) {
            try {
                load.run();
                loaded = true;
            } catch (LinkageError e) {
                // Java gives the reason only once; later it says only that a class could not be initialized.
                fault = e;
            }
        }
        if (fault != null) {
            UnsatisfiedLinkError error = new UnsatisfiedLinkError(message(fault));
            error.initCause(fault);
            throw error;
        }
    }

    private String message(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof ClassNotFoundException) {
            return name + " is missing: there is no class " + root.getMessage() + "; add its jar to the class path";
        }
        String reason = String.valueOf(root.getMessage()).lines().findFirst().orElse(root.toString());
        return name + " cannot load its native code from " + System.getProperty(property, System.getProperty(TEMPORARY))
                + " (" + reason + "); choose a directory that can be written and is not mounted noexec, as in -D"
                + property + "=/var/tmp";
    }
}
