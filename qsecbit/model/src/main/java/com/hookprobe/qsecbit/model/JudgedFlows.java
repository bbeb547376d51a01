package com.hookprobe.qsecbit.model;

import java.util.HashSet;
import java.util.Set;

/** What the model said of the last 64 flows of one source. Not thread-safe. */
final class JudgedFlows {
    static final int FLOWS_MAX = 64;
    private static final long WINDOW_MICROS = 60_000_000;

    private final Connection[] flows = new Connection[FLOWS_MAX];
    private final AttackClass[] said = new AttackClass[FLOWS_MAX];
    private final double[] confidence = new double[FLOWS_MAX];
    private int next;
    private int held;
    private boolean told;
    private long toldMicros;

    /**
     * The flows within a minute.
     *
     * @param attacks those that are attacks; hosts, ports, the first time and the mean confidence are of these
     * @param likeliest the class of most of them, of equally many the first one
     */
    record View(
            int flows, int attacks, int hosts, int ports, AttackClass likeliest, double confidence, long firstMicros) {}

    void add(Connection flow, AttackClass judged, double sure) {
        flows[next] = flow;
        said[next] = judged;
        confidence[next] = sure;
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

    View around(long timeMicros) {
        Set<Object> hosts = new HashSet<>();
        Set<Object> ports = new HashSet<>();
        int[] byClass = new int[AttackClass.values().length];
        int all = 0;
        int attacks = 0;
        double sure = 0;
        long first = timeMicros;
        for (int i = 0; i < held; i++) {
            if (Math.abs(flows[i].timeMicros() - timeMicros) > WINDOW_MICROS) {
                continue;
            }
            all++;
            if (!said[i].isAttack()) {
                continue;
            }
            attacks++;
            byClass[said[i].ordinal()]++;
            hosts.add(flows[i].responder());
            ports.add(flows[i].port());
            sure += confidence[i];
            first = Math.min(first, flows[i].timeMicros());
        }
        AttackClass likeliest = AttackClass.OTHER;
        for (AttackClass one : AttackClass.values()) {
            likeliest = byClass[one.ordinal()] > byClass[likeliest.ordinal()] ? one : likeliest;
        }
        return new View(all, attacks, hosts.size(), ports.size(), likeliest, sure / Math.max(1, attacks), first);
    }
}
