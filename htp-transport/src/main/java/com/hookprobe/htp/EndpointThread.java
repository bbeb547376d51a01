package com.hookprobe.htp;

/**
 * Knows the threads of endpoints, by the callbacks that run on them. What would block there is refused: it waits for what
 * only that thread can do, or at best keeps all other sessions waiting.
 */
final class EndpointThread {
    private static final ThreadLocal<Boolean> HERE = ThreadLocal.withInitial(() -> false);

    private EndpointThread() {}

    /** A callback of an endpoint is about to run on this thread. */
    static void mark() {
        if (!HERE.get()) {
            HERE.set(true);
        }
    }

    static boolean here() {
        return HERE.get();
    }

    static void refuse(String call, String instead) {
        if (here()) {
            throw new IllegalStateException(call + " blocks and was called in a callback, on the endpoint's own thread "
                    + Thread.currentThread().getName() + "; " + instead);
        }
    }
}
