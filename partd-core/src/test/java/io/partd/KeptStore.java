package io.partd;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/** A store that outlives the handles on it, so that what was closed can be opened again. */
public final class KeptStore {

    private final Store store;

    public KeptStore(Store store) {
        this.store = store;
    }

    /** Opens a handle; several may be open at once. */
    public Store handle() {
        AtomicBoolean closed = new AtomicBoolean();
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        closed.set(true);
                        return null;
                    }
                    if (closed.get()
                            && method.getDeclaringClass() != Object.class
                            && !method.getName().equals("guarantees")) {
                        throw new StoreClosedException(store);
                    }
                    if (method.getName().equals("with")) {
                        return ((Layer<?>) arguments[0]).over((Store) proxy);
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
