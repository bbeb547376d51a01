package com.hookprobe.htp.file.core;

import java.util.HashMap;
import java.util.Map;

/**
 * Bytes that each node may still write. A node's day starts with its first write; bytes are taken when a write is
 * accepted and are not given back when it fails, so that failing uploads cost their sender, not us.
 */
final class DailyBudget {
    static final long DAY_NS = 86_400_000_000_000L;
    /** Nodes remembered. Nodes are enrolled, so this is a backstop; beyond it writes of unknown nodes are refused. */
    static final int NODES_MAX = 100_000;

    private record Day(long startNs, long bytes) {}

    private final long bytesPerDay;
    private final Map<String, Day> days = new HashMap<>();

    DailyBudget(long bytesPerDay) {
        this.bytesPerDay = bytesPerDay;
    }

    boolean take(String node, long bytes, long nowNs) {
        Day day = days.get(node);
        if (day == null || nowNs - day.startNs >= DAY_NS) {
            if (day == null && days.size() >= NODES_MAX && !forgetOld(nowNs)) {
                return false;
            }
            day = new Day(nowNs, 0);
        }
        if (bytes > bytesPerDay - day.bytes) {
            return false;
        }
        days.put(node, new Day(day.startNs, day.bytes + bytes));
        return true;
    }

    private boolean forgetOld(long nowNs) {
        return days.values().removeIf(day -> nowNs - day.startNs >= DAY_NS);
    }
}
