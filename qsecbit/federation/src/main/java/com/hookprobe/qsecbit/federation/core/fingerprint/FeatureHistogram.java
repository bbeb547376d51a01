package com.hookprobe.qsecbit.federation.core.fingerprint;

import com.hookprobe.qsecbit.federation.Buckets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How often each feature occurs in a window, hashed into 1,024 bins (FINGERPRINT 2 and 3). */
final class FeatureHistogram {
    static final int BINS = 1024;
    private static final int BIN_SHIFT = 6;
    private static final int PORTS_TOLD = 1024;
    private static final int MICROS_PER_MS = 1000;
    private static final int EIGHTHS = 8;
    private static final Comparator<FlowFacts> BY_START = Comparator.comparingLong(FlowFacts::startMicros);

    /** A feature: its kind and at most eight bytes of what it says. */
    private record Feature(int kind, long says) {
        int bin() {
            byte[] bytes = ByteBuffer.allocate(1 + Long.BYTES)
                    .put((byte) kind)
                    .putLong(says)
                    .array();
            byte[] hash = Digests.sha256(FingerprintLabels.BIN, bytes);
            return (hash[0] & 0xff) << 2 | (hash[1] & 0xff) >> BIN_SHIFT;
        }
    }

    private FeatureHistogram() {}

    /** The bins' log-scaled counts. */
    static int[] of(List<FlowFacts> flows) {
        Map<Feature, Integer> counts = new HashMap<>();
        List<FlowFacts> inOrder = new ArrayList<>(flows);
        inOrder.sort(BY_START);
        Set<Long> peers = new HashSet<>();
        Set<Integer> ports = new HashSet<>();
        long before = -1;
        for (FlowFacts flow : inOrder) {
            countFlow(flow, counts);
            if (before >= 0) {
                count(counts, 6, Buckets.of((flow.startMicros() - before) / MICROS_PER_MS));
            }
            before = flow.startMicros();
            peers.add(flow.peer());
            ports.add(flow.protocol() << 16 | flow.port());
        }
        // How widely it reaches, as heavy as what each flow says.
        counts.put(new Feature(10, Buckets.of(peers.size())), flows.size());
        counts.put(new Feature(11, Buckets.of(ports.size())), flows.size());
        int[] raw = new int[BINS];
        counts.forEach((feature, count) -> raw[feature.bin()] += count);
        int[] scaled = new int[BINS];
        for (int i = 0; i < BINS; i++) {
            scaled[i] = logScaled(raw[i]);
        }
        return scaled;
    }

    /** 0 for 0; otherwise 16 for 1 and 16 more for each doubling, straight between powers of two, rounded down. */
    static int logScaled(int count) {
        if (count == 0) {
            return 0;
        }
        int exponent = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(count);
        long rest = count - (1L << exponent);
        return 16 + 16 * exponent + (int) (16 * rest >> exponent);
    }

    private static void countFlow(FlowFacts flow, Map<Feature, Integer> counts) {
        int outcome = flow.outcome().code();
        int port = flow.port() < PORTS_TOLD ? flow.port() : PORTS_TOLD + flow.port() / PORTS_TOLD;
        int bytesOut = Buckets.of(flow.bytesOut());
        int bytesIn = Buckets.of(flow.bytesIn());
        count(counts, 1, flow.protocol(), port >> 8, port & 0xff);
        count(counts, 2, flow.protocol(), outcome);
        count(counts, 3, flow.protocol(), bytesOut, bytesIn);
        count(counts, 4, flow.protocol(), Buckets.of(flow.packetsOut()), Buckets.of(flow.packetsIn()));
        count(counts, 5, outcome, Buckets.of(flow.durationMicros() / MICROS_PER_MS));
        count(counts, 7, flow.protocol(), port >> 8, port & 0xff, outcome, bytesOut);
        DnsShape dns = flow.dns();
        if (dns.labels() > 0) {
            count(counts, 8, dns.labels(), dns.longest() / EIGHTHS, EIGHTHS * dns.digits() / Math.max(1, dns.length()));
        }
        if (flow.tlsClass() != 0) {
            count(counts, 9, flow.tlsClass() >> 8, flow.tlsClass() & 0xff);
        }
    }

    private static void count(Map<Feature, Integer> counts, int kind, int... bytes) {
        long says = 0;
        for (int value : bytes) {
            says = says << 8 | value;
        }
        counts.merge(new Feature(kind, says), 1, Integer::sum);
    }
}
