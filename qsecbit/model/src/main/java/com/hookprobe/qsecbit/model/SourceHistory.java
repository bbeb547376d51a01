package com.hookprobe.qsecbit.model;

import java.util.HashSet;
import java.util.Set;

/** The last 64 connections that one source opened. Not thread-safe. */
final class SourceHistory {
    static final int CONNECTIONS_MAX = 64;
    private static final long NEAR_MICROS = 60_000_000;

    private final Connection[] last = new Connection[CONNECTIONS_MAX];
    private int next;
    private int held;

    /** What there is within a minute. */
    record View(int count, int hosts, int ports, double unansweredRate, double refusedRate) {}

    void add(Connection connection) {
        last[next] = connection;
        next = (next + 1) % CONNECTIONS_MAX;
        held = Math.min(held + 1, CONNECTIONS_MAX);
    }

    View around(long timeMicros) {
        Set<Object> hosts = new HashSet<>();
        Set<Object> ports = new HashSet<>();
        int count = 0;
        int unanswered = 0;
        int refused = 0;
        for (int i = 0; i < held; i++) {
            Connection one = last[i];
            if (Math.abs(one.timeMicros() - timeMicros) > NEAR_MICROS) {
                continue;
            }
            count++;
            hosts.add(one.responder());
            ports.add(one.port());
            unanswered += one.state().isSynError() ? 1 : 0;
            refused += one.state().isRefused() ? 1 : 0;
        }
        double whole = Math.max(1, count);
        return new View(count, hosts.size(), ports.size(), unanswered / whole, refused / whole);
    }
}
