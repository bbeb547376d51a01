package com.hookprobe.node.role;

import com.hookprobe.node.service.ServiceManager;
import java.util.function.Supplier;

/** Has a node's loop itself tell the service manager that it turns, so that a loop that stands still is seen. */
final class SignsOfLife {
    private SignsOfLife() {}

    /** @param status asked on the loop; ready is said behind all that the loop has been given before */
    static void give(NodeLoop loop, ServiceManager manager, Supplier<String> status) {
        if (manager.present()) {
            loop.execute(() -> manager.ready(status.get()));
            loop.every(manager.period(), () -> manager.alive(status.get()));
        }
    }
}
