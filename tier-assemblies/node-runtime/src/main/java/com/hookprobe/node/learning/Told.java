package com.hookprobe.node.learning;

import com.hookprobe.node.log.EventLog;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Says the same thing once: what is looked at again and again would fill the log. Not thread-safe. */
final class Told {
    private static final int REMEMBERED_MAX = 1_024;

    private final EventLog log;
    private final Map<String, String> failures = new HashMap<>();
    private final Map<String, Boolean> said = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED_MAX;
        }
    };

    Told(EventLog log) {
        this.log = log;
    }

    /** @param what tells this from others of the same event */
    void once(String event, String what, Object... fields) {
        if (said.put(event + " " + what, true) == null) {
            log.event(event, fields);
        }
    }

    /** Something did not work; the same reason again is no news until it works. */
    void failed(String what, Exception why) {
        String reason = String.valueOf(why.getMessage() == null ? why : why.getMessage());
        if (!reason.equals(failures.put(what, reason))) {
            log.event("learning_failed", "what", what, "reason", reason);
        }
    }

    void well(String what) {
        failures.remove(what);
    }
}
