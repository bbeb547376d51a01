package com.hookprobe.qsecbit.model;

import com.hookprobe.qsecbit.detection.LastUsedMap;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Turns connections into vectors of {@link Schemas#FLOW}: what a connection says itself, and what the ones around it
 * say. Not thread-safe. Knows only the connections' own time; takes them in any order.
 *
 * <p>The windows are those of KDD Cup 1999 (Lee and Stolfo 2000): the connections within two seconds, of the last 512,
 * and the last 256, whenever they were, which sees slow scans; in both those to the same host, and those to the same
 * service. The counts of KDD go up to 511 and 255, so a model that was trained on it knows these windows and no others.
 * The last window is a source's own: the last 64 of it within a minute. Memory: 512 connections, and 64 for each of at
 * most 4,096 sources; of more, the one that was quiet for longest is forgotten. A connection costs a walk over 512.
 */
public final class FlowFeatures {
    static final int RECENT_MAX = 512;
    static final int LAST = 256;
    static final int SOURCES_MAX = 4_096;
    private static final long NEAR_MICROS = 2_000_000;
    /** KDD knows no larger numbers than these. */
    private static final int COUNT_MAX = 511;

    private static final int LAST_COUNT_MAX = 255;

    private final FeatureSchema schema = Schemas.FLOW;
    private final Connection[] recent = new Connection[RECENT_MAX];
    private int next;
    private int held;
    private final Map<IpAddress, SourceHistory> sources = new LastUsedMap<>(SOURCES_MAX);
    private final Set<Object> distinct = new HashSet<>();

    /** Empty windows. */
    public FlowFeatures() {}

    /** Takes a connection into the windows and gives its vector. */
    public double[] vector(Connection connection) {
        recent[next] = connection;
        next = (next + 1) % RECENT_MAX;
        held = Math.min(held + 1, RECENT_MAX);
        double[] vector = new double[schema.size()];
        itself(vector, connection);
        near(vector, connection);
        last(vector, connection);
        SourceHistory history = sources.computeIfAbsent(connection.source(), ip -> new SourceHistory());
        history.add(connection);
        SourceHistory.View view = history.around(connection.timeMicros());
        set(vector, "src_hosts", view.hosts());
        set(vector, "src_ports", view.ports());
        set(vector, "src_unanswered_rate", view.unansweredRate());
        set(vector, "src_refused_rate", view.refusedRate());
        set(vector, "src_count", view.count());
        return vector;
    }

    int sources() {
        return sources.size();
    }

    private void itself(double[] vector, Connection one) {
        set(vector, "duration", Math.floor(Math.max(0, one.durationMicros()) / 1e6));
        set(vector, Schemas.transport(one.transport()), 1);
        set(vector, ServiceClass.of(one.transport(), one.port()).feature(), 1);
        set(vector, one.state().feature(), 1);
        set(vector, "src_bytes", one.sourceBytes());
        set(vector, "dst_bytes", one.responderBytes());
        set(vector, "land", one.source().equals(one.responder()) && one.sourcePort() == one.port() ? 1 : 0);
        set(vector, "src_packets", one.sourcePackets());
        set(vector, "dst_packets", one.responderPackets());
    }

    private void near(double[] vector, Connection now) {
        Predicate<Connection> isNear = c -> Math.abs(c.timeMicros() - now.timeMicros()) <= NEAR_MICROS;
        Tally host = tally(RECENT_MAX, now, isNear.and(c -> c.responder().equals(now.responder())), true);
        Tally service = tally(RECENT_MAX, now, isNear.and(now::sameService), false);
        set(vector, "count", Math.min(COUNT_MAX, host.count));
        set(vector, "srv_count", Math.min(COUNT_MAX, service.count));
        set(vector, "serror_rate", host.rate(host.synErrors));
        set(vector, "srv_serror_rate", service.rate(service.synErrors));
        set(vector, "rerror_rate", host.rate(host.refused));
        set(vector, "srv_rerror_rate", service.rate(service.refused));
        set(vector, "same_srv_rate", host.rate(host.same));
        set(vector, "diff_srv_rate", host.rate(host.others));
        set(vector, "srv_diff_host_rate", service.rate(service.others));
    }

    private void last(double[] vector, Connection now) {
        Tally host = tally(LAST, now, c -> c.responder().equals(now.responder()), true);
        Tally service = tally(LAST, now, c -> c.responder().equals(now.responder()) && now.sameService(c), true);
        Tally anywhere = tally(LAST, now, now::sameService, false);
        set(vector, "dst_host_count", Math.min(LAST_COUNT_MAX, host.count));
        set(vector, "dst_host_srv_count", Math.min(LAST_COUNT_MAX, anywhere.count));
        set(vector, "dst_host_same_srv_rate", host.rate(host.same));
        set(vector, "dst_host_diff_srv_rate", host.rate(host.others));
        set(vector, "dst_host_same_src_port_rate", host.rate(host.samePort));
        set(vector, "dst_host_srv_diff_host_rate", anywhere.rate(anywhere.others));
        set(vector, "dst_host_serror_rate", host.rate(host.synErrors));
        set(vector, "dst_host_srv_serror_rate", service.rate(service.synErrors));
        set(vector, "dst_host_rerror_rate", host.rate(host.refused));
        set(vector, "dst_host_srv_rerror_rate", service.rate(service.refused));
    }

    /** Counts of a window; {@code others} are different services of a host, or different hosts of a service. */
    private static final class Tally {
        int count;
        int synErrors;
        int refused;
        int same;
        int samePort;
        int others;

        double rate(int part) {
            return (double) part / count;
        }
    }

    /** Of the last {@code newest} connections; the one of now is among them, so nothing is divided by 0. */
    private Tally tally(int newest, Connection now, Predicate<Connection> wanted, boolean byService) {
        Tally tally = new Tally();
        distinct.clear();
        for (int back = 1; back <= Math.min(newest, held); back++) {
            Connection one = recent[Math.floorMod(next - back, RECENT_MAX)];
            if (!wanted.test(one)) {
                continue;
            }
            tally.count++;
            tally.synErrors += one.state().isSynError() ? 1 : 0;
            tally.refused += one.state().isRefused() ? 1 : 0;
            tally.samePort += one.sourcePort() == now.sourcePort() ? 1 : 0;
            boolean same = byService ? now.sameService(one) : one.responder().equals(now.responder());
            tally.same += same ? 1 : 0;
            if (!same) {
                distinct.add(
                        byService ? (Object) (one.port() * 4 + one.transport().ordinal()) : one.responder());
            }
        }
        tally.others = distinct.size();
        return tally;
    }

    private void set(double[] vector, String name, double raw) {
        int at = schema.indexOf(name);
        if (at >= 0) {
            vector[at] = schema.features().get(at).scaled(raw);
        }
    }
}
