package io.partd;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** A store that outlives the handles on it, so that what was closed can be opened again. */
public final class KeptStore {

    private static final Set<String> HANDLES = Set.of("encodedBy", "raw");
    private static final Set<String> ALWAYS = Set.of("guarantees", "metadata", "metrics", "encodedBy", "raw");

    private final Store store;

    public KeptStore(Store store) {
        this.store = store;
    }

    /** Opens a handle; several may be open at once. */
    public Store handle() {
        return handle(store, new AtomicBoolean());
    }

    private static Store handle(Store store, AtomicBoolean closed) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        closed.set(true);
                        return null;
                    }
                    if (closed.get()
                            && method.getDeclaringClass() != Object.class
                            && !ALWAYS.contains(method.getName())) {
                        throw new StoreClosedException(store);
                    }
                    if (method.getName().equals("with")) {
                        return InvocationHandler.invokeDefault(proxy, method, arguments);
                    }
                    try {
                        Object result = method.invoke(store, arguments);
                        return HANDLES.contains(method.getName()) ? handle((Store) result, closed) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
