package io.partd;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Calls the methods of an interface by reflection, on a decorator over a delegate that records each call and answers
 * with one value, or with one exception.
 */
final class RecordedCalls {

    private final List<String> calls = new ArrayList<>();
    private final List<List<Object>> arguments = new ArrayList<>();
    private @Nullable Object answer;
    private @Nullable Throwable failure;

    /** Returns the methods that an instance of the interface has, in a fixed order. */
    static List<Method> methods(Class<?> type) {
        return Stream.of(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isBridge())
                .sorted(Comparator.comparing(RecordedCalls::signature))
                .toList();
    }

    /** Returns {@code append(String,Map)}. */
    static String signature(Method method) {
        return Stream.of(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(",", method.getName() + "(", ")"));
    }

    /** Makes the delegate. */
    <T> T delegate(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    calls.add(signature(method));
                    arguments.add(given == null ? List.of() : Arrays.asList(given));
                    if (failure != null) {
                        throw failure;
                    }
                    return answer;
                }));
    }

    void answerWith(@Nullable Object value) {
        answer = value;
        failure = null;
    }

    void failWith(Throwable exception) {
        failure = exception;
    }

    /** Calls a method, and returns what it returns, or throws what it throws. */
    static @Nullable Object call(Object decorator, Method method, Object... given) throws Throwable {
        try {
            return method.invoke(decorator, given);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Returns the signatures of the methods that the delegate was called with since the last {@link #clear}. */
    List<String> calls() {
        return List.copyOf(calls);
    }

    /** Returns the arguments of each call. */
    List<List<Object>> arguments() {
        return List.copyOf(arguments);
    }

    void clear() {
        calls.clear();
        arguments.clear();
    }
}
