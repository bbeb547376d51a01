package com.hookprobe.dsm.api.tlog;

import com.hookprobe.dsm.ledger.LedgerReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Supplier;

/** A reader behind which the store may change. */
final class Swapped {
    private Swapped() {}

    static LedgerReader reader(Supplier<? extends LedgerReader> now) {
        return (LedgerReader) Proxy.newProxyInstance(
                Swapped.class.getClassLoader(), new Class<?>[] {LedgerReader.class}, (proxy, method, arguments) -> {
                    try {
                        return method.invoke(now.get(), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
