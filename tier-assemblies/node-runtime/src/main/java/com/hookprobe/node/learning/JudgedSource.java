package com.hookprobe.node.learning;

/** What a model said of the last 64 connections of one source. Not thread-safe. */
final class JudgedSource {
    private static final int FLOWS_MAX = 64;

    private final long[] times = new long[FLOWS_MAX];
    private final boolean[] attacks = new boolean[FLOWS_MAX];
    private int next;
    private int held;
    private boolean told;
    private long toldMicros;

    /** Those near a time; {@code firstMicros} is of the attacks. */
    record View(int flows, int attacks, long firstMicros) {}

    void add(long timeMicros, boolean attack) {
        times[next] = timeMicros;
        attacks[next] = attack;
        next = (next + 1) % FLOWS_MAX;
        held = Math.min(held + 1, FLOWS_MAX);
    }

    boolean silentAt(long timeMicros, long silenceMicros) {
        return told && Math.abs(timeMicros - toldMicros) < silenceMicros;
    }

    void told(long timeMicros) {
        told = true;
        toldMicros = timeMicros;
    }

    View around(long timeMicros, long nearMicros) {
        int flows = 0;
        int found = 0;
        long first = timeMicros;
        for (int i = 0; i < held; i++) {
            if (Math.abs(times[i] - timeMicros) <= nearMicros) {
                flows++;
                found += attacks[i] ? 1 : 0;
                first = attacks[i] ? Math.min(first, times[i]) : first;
            }
        }
        return new View(flows, found, first);
    }
}
