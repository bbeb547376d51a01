package com.hookprobe.qsecbit.federation.core.fingerprint;

import com.hookprobe.qsecbit.federation.Buckets;
import com.hookprobe.qsecbit.federation.Hashing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What part each feature has of its kind in a window, hashed into 1,024 bins (FINGERPRINT 2 and 3).
 *
 * <p>Square roots of shares and not logarithms of counts: a scan of a thousand ports would otherwise be a thousand heavy bins
 * beside which nothing else counts, and a longer window would look like another tool.
 */
final class FeatureHistogram {
    static final int BINS = 1024;
    private static final int BIN_SHIFT = 6;
    private static final int PORTS_TOLD = 1024;
    private static final int MICROS_PER_MS = 1000;
    private static final int EIGHTHS = 8;
    private static final int KINDS = 16;
    private static final long SCALE_SQUARED = 1L << 16;
    /** Of flows that begin together only the protocol is told in order. */
    private static final Comparator<FlowFacts> BY_START =
            Comparator.comparingLong(FlowFacts::startMicros).thenComparingInt(FlowFacts::protocol);

    /** A feature: its kind and at most eight bytes of what it says. */
    private record Feature(int kind, long says) {
        int bin() {
            byte[] bytes = ByteBuffer.allocate(1 + Long.BYTES)
                    .put((byte) kind)
                    .putLong(says)
                    .array();
            byte[] hash = Hashing.sha256(FingerprintLabels.BIN, bytes).bytes();
            return (hash[0] & 0xff) << 2 | (hash[1] & 0xff) >> BIN_SHIFT;
        }
    }

    private final Map<Feature, Integer> counts = new HashMap<>();
    private final int[] totals = new int[KINDS];

    private FeatureHistogram() {}

    /** The bins, each kind of feature with a length of at most 256. */
    static int[] of(List<FlowFacts> flows) {
        FeatureHistogram histogram = new FeatureHistogram();
        histogram.addAll(flows);
        int[] bins = new int[BINS];
        histogram.counts.forEach((feature, count) ->
                bins[feature.bin()] += squareRoot(SCALE_SQUARED * count / histogram.totals[feature.kind()]));
        return bins;
    }

    private void addAll(List<FlowFacts> flows) {
        List<FlowFacts> inOrder = new ArrayList<>(flows);
        inOrder.sort(BY_START);
        Set<Long> peers = new HashSet<>();
        Set<Integer> ports = new HashSet<>();
        long before = -1;
        for (FlowFacts flow : inOrder) {
            add(flow);
            if (before >= 0) {
                addTwice(9, flow.protocol(), Buckets.of((flow.startMicros() - before) / MICROS_PER_MS), 0);
            }
            before = flow.startMicros();
            peers.add(flow.peer());
            ports.add(flow.protocol() << 16 | flow.port());
        }
        addTwice(11, 0, Buckets.of(peers.size()), Buckets.of(ports.size()));
    }

    private void add(FlowFacts flow) {
        int outcome = flow.outcome().code();
        int port = flow.port() < PORTS_TOLD ? flow.port() : PORTS_TOLD + flow.port() / PORTS_TOLD;
        add(1, flow.protocol(), port >> 8, port & 0xff);
        add(2, flow.protocol(), outcome);
        addTwice(3, flow.protocol(), Buckets.of(flow.bytesOut()), Buckets.of(flow.bytesIn()));
        addTwice(5, flow.protocol(), Buckets.of(flow.packetsOut()), Buckets.of(flow.packetsIn()));
        addTwice(7, outcome, Buckets.of(flow.durationMicros() / MICROS_PER_MS), 0);
        DnsShape dns = flow.dns();
        if (dns.labels() > 0) {
            add(13, dns.labels(), dns.longest() / EIGHTHS, EIGHTHS * dns.digits() / Math.max(1, dns.length()));
        }
        if (flow.tlsClass() != 0) {
            add(14, flow.tlsClass() >> 8, flow.tlsClass() & 0xff);
        }
    }

    /** Two buckets in pairs, once as 0-1, 2-3, ... and once as 1-2, 3-4, ...: neighbours have one of the two in common. */
    private void addTwice(int kind, int first, int bucket, int other) {
        add(kind, first, bucket / 2, other / 2);
        add(kind + 1, first, (bucket + 1) / 2, (other + 1) / 2);
    }

    private void add(int kind, int... bytes) {
        long says = 0;
        for (int value : bytes) {
            says = says << 8 | value;
        }
        counts.merge(new Feature(kind, says), 1, Integer::sum);
        totals[kind]++;
    }

    /** The whole part of the square root of 0 to 2^16. */
    private static int squareRoot(long square) {
        int root = 0;
        for (int bit = 256; bit > 0; bit >>= 1) {
            long tried = root + bit;
            root = tried * tried <= square ? (int) tried : root;
        }
        return root;
    }
}
