package io.partd.file;

import io.partd.internal.SystemCalls;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The system's calls, with a log, and with faults at chosen calls. In the log a call is its name and the file it is
 * for: {@code sync /data/a}.
 */
final class FaultyCalls implements InvocationHandler {

    /** What happens in place of, or before, a call. */
    @FunctionalInterface
    interface Event {
        /** Returns the negated error number that the call is to return, or 0 to let it happen. */
        int before() throws IOException;
    }

    private final SystemCalls real = SystemCalls.system();
    private final Map<Integer, String> open = new HashMap<>();
    private final List<String> log = new ArrayList<>();
    private final Map<Integer, Event> numbered = new HashMap<>();
    private final Map<String, Event> named = new HashMap<>();
    private long largestWrite = Long.MAX_VALUE;

    FaultyCalls() throws IOException {}

    SystemCalls calls() {
        return (SystemCalls)
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {SystemCalls.class}, this);
    }

    /** Forgets the log and the events, and counts calls from 0. */
    synchronized void clear() {
        log.clear();
        numbered.clear();
        named.clear();
    }

    synchronized List<String> log() {
        return List.copyOf(log);
    }

    /** Returns the files of the calls of one name, in order. */
    synchronized List<String> filesOf(String call) {
        return log.stream()
                .filter(line -> line.startsWith(call + " "))
                .map(line -> line.substring(call.length() + 1))
                .toList();
    }

    /** Lets the call with a number fail. */
    synchronized void failAt(int number, int errno) {
        numbered.put(number, () -> -errno);
    }

    /** Lets every call fail that is logged so. */
    synchronized void failOn(String line, int errno) {
        on(line, () -> -errno);
    }

    /** Has something happen before every call that is logged so. */
    synchronized void on(String line, Event event) {
        named.put(line, event);
    }

    /** Has something happen before the call with a number. */
    synchronized void at(int number, Event event) {
        numbered.put(number, event);
    }

    /** Writes no more at a time than this. */
    void limitWrites(long bytes) {
        largestWrite = bytes;
    }

    @Override
    public synchronized Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        String file = file(arguments);
        int number = log.size();
        log.add(method.getName() + " " + file);
        Event event = numbered.getOrDefault(number, named.get(log.get(number)));
        int result = event == null ? 0 : event.before();
        if (result < 0) {
            return method.getReturnType() == long.class ? (Object) (long) result : (Object) result;
        }
        if (method.getName().equals("write") && largestWrite < Integer.MAX_VALUE) {
            return writePart((int) arguments[0], ((ByteBuffer[]) arguments[1])[(int) arguments[2]]);
        }
        Object returned = method.invoke(real, arguments);
        if (method.getName().startsWith("open") || method.getName().equals("create")) {
            open.put((int) returned, file);
        }
        return returned;
    }

    private long writePart(int file, ByteBuffer source) {
        ByteBuffer part = source.slice(source.position(), (int) Math.min(source.remaining(), largestWrite));
        long written = real.write(file, new ByteBuffer[] {part}, 0, 1);
        source.position(source.position() + part.position());
        return written;
    }

    /** Returns the file that a call is for, from a descriptor or a directory's descriptor and a name. */
    private String file(Object[] arguments) {
        if (arguments == null) {
            return "";
        }
        String directory = arguments[0] instanceof Integer file ? open.getOrDefault(file, "") : "";
        if (arguments.length > 1 && arguments[1] instanceof byte[] name) {
            return Path.of(directory, new String(name, 0, name.length - 1, StandardCharsets.UTF_8))
                    .toString();
        }
        return directory;
    }
}
