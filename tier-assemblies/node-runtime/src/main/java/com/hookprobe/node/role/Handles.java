package com.hookprobe.node.role;

import com.hookprobe.node.health.HandleWatch;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.observe.Readiness;
import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** Looks at this process's file handles, and says when they become scarce. One thread looks; any may ask. */
final class Handles {
    private final EventLog log;
    private final HandleWatch watch = new HandleWatch();
    private volatile Seen seen = new Seen(0, 0, false);

    private record Seen(long open, long most, boolean scarce) {}

    private final @Nullable UnixOperatingSystemMXBean system;

    /** Counts once: what is loaded for that cannot be loaded any more when no handle is left, and never again after a try. */
    Handles(EventLog log) {
        this.log = log;
        this.system =
                ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix ? unix : null;
        look();
    }

    void look() {
        UnixOperatingSystemMXBean unix = system;
        if (unix == null) {
            return;
        }
        long most = unix.getMaxFileDescriptorCount();
        long open = open(unix);
        Seen before = seen;
        Seen now = new Seen(open, most, watch.look(open, most));
        seen = now;
        if (now.scarce() != before.scarce()) {
            log.event(now.scarce() ? "handles_low" : "handles_ok", "open", open, "most", most);
        }
    }

    /** How many are in use; -1 when all are: to count them takes one. */
    static long open(UnixOperatingSystemMXBean unix) {
        try {
            return unix.getOpenFileDescriptorCount();
        } catch (RuntimeException | InternalError e) {
            return -1;
        }
    }

    void check(Readiness readiness) {
        Seen now = seen;
        String count = (now.open() < 0 ? "all" : now.open()) + " of " + now.most() + " are in use";
        readiness.want("handles", !now.scarce(), now.scarce() ? "HANDLES_LOW: " + count : count);
    }
}
