package io.partd.simulation;

import io.partd.Layer;
import io.partd.Store;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The engine's classes as one process has them: instrumented, and with static fields of their own. The contract,
 * {@code io.partd}, is shared with the test.
 */
final class EngineClasses extends ClassLoader {

    private static final List<String> PACKAGES = List.of("io.partd.log", "io.partd.buffer", "io.partd.internal");
    /** Classes of the engine's packages that belong to the test. */
    private static final Set<String> EXTRA = Set.of("io.partd.log.SmallLog", "io.partd.internal.SimulatedCalls");
    /** They would load native code, or use real files. */
    private static final Set<String> SYSTEM = Set.of(
            "io.partd.internal.LinuxCalls",
            "io.partd.internal.LibC",
            "io.partd.internal.PortableCalls",
            "io.partd.internal.ChannelTable",
            "io.partd.internal.OpenFile",
            "io.partd.internal.Uninterrupted");

    private static final Map<Mutation, Map<String, byte[]>> INSTRUMENTED = new HashMap<>();

    static {
        registerAsParallelCapable();
    }

    private final Map<String, byte[]> classes;
    private final List<Class<?>> initialized = new ArrayList<>();

    EngineClasses(Mutation mutation) {
        super(EngineClasses.class.getClassLoader());
        classes = instrumented(mutation);
        for (String name : classes.keySet()) {
            if (!SYSTEM.contains(name)) {
                try {
                    initialized.add(Class.forName(name, true, this));
                } catch (ClassNotFoundException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private static synchronized Map<String, byte[]> instrumented(Mutation mutation) {
        return INSTRUMENTED.computeIfAbsent(mutation, EngineClasses::instrument);
    }

    private static Map<String, byte[]> instrument(Mutation mutation) {
        Map<String, byte[]> found = new HashMap<>();
        Set<String> volatileFields = new TreeSet<>();
        for (String name : names()) {
            byte[] bytes = read(name);
            found.put(name, bytes);
            volatileFields.addAll(Instrumentation.volatileFields(bytes));
        }
        Instrumentation instrumentation = new Instrumentation(volatileFields, mutation);
        found.replaceAll(
                (name, bytes) -> EXTRA.contains(name) || SYSTEM.contains(name) ? bytes : instrumentation.apply(bytes));
        return found;
    }

    private static Set<String> names() {
        Set<String> names = new TreeSet<>(EXTRA);
        try {
            Path root = Path.of(Store.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            for (String directory : PACKAGES) {
                try (Stream<Path> files = Files.list(root.resolve(directory.replace('.', '/')))) {
                    files.map(file -> file.getFileName().toString())
                            .filter(file -> file.endsWith(".class") && !file.startsWith("package-info"))
                            .forEach(file -> names.add(directory + "." + file.substring(0, file.length() - 6)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return names;
    }

    private static byte[] read(String name) {
        try (InputStream in =
                EngineClasses.class.getClassLoader().getResourceAsStream(name.replace('.', '/') + ".class")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        byte[] bytes = classes.get(name);
        if (bytes == null) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? defineClass(name, bytes, 0, bytes.length) : loaded;
        }
    }

    /** Gives all static fields their first values, as a new process has them. */
    void startAgain() {
        for (Class<?> type : initialized) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().equals(Instrumentation.INITIALIZE) && Modifier.isStatic(method.getModifiers())) {
                    call(method);
                }
            }
        }
    }

    /** Opens a log with small segments and lists. */
    Store openLog(Path directory, String fsync, long segmentBytes, int mostRecent) throws IOException {
        return (Store) io(
                method("io.partd.log.SmallLog", "open", Path.class, String.class, long.class, int.class),
                directory,
                fsync,
                segmentBytes,
                mostRecent);
    }

    /** Puts a buffer before a store. */
    Store buffered(Store slow, String size) {
        Object layer = call(method("io.partd.buffer.WriteBuffer", "of", String.class), size);
        return (Store) ((Layer<?>) layer).over(slow);
    }

    private Method method(String type, String name, Class<?>... parameters) {
        try {
            return loadClass(type).getMethod(name, parameters);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object call(Method method, Object... arguments) {
        try {
            return io(method, arguments);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object io(Method method, Object... arguments) throws IOException {
        try {
            method.setAccessible(true);
            return method.invoke(null, arguments);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        }
    }
}
