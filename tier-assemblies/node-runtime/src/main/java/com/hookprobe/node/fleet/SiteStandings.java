package com.hookprobe.node.fleet;

import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.fleet.core.Policy;
import com.hookprobe.node.fleet.core.Standing;
import com.hookprobe.node.learning.Shelf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What sites have said of their policies, and what is seen of them; the number of sites is that of the mesh. On the loop. */
final class SiteStandings {
    private static final int VERSION = 1;
    private static final int NODES_MAX = 1_000_000;

    private static final class Seen {
        private boolean present;
        private long sinceMicros;
        private long sinceNs;
        private long acknowledged;
        private long refused;
        private String text = "";
        private boolean healthy;
        private long healthNs;
        private int returns;
        /** The highest number that was sent to it: it cannot follow one that it does not have. */
        private long sent;

        private long sentNs;
        private boolean heard;
    }

    private final Map<NodeId, Seen> seen = new HashMap<>();
    private boolean changed;

    private Seen of(NodeId node) {
        return seen.computeIfAbsent(node, id -> new Seen());
    }

    void present(NodeId node, boolean here, long nowMicros, long nowNs) {
        Seen at = of(node);
        if (at.present == here) {
            return;
        }
        at.present = here;
        at.sinceMicros = nowMicros;
        at.sinceNs = nowNs;
        at.heard = false;
        at.returns += here && at.acknowledged != 0 ? 1 : 0;
        changed = true;
    }

    /**
     * @param followed the policy whose number the site names, of those of its tenant
     * @return true when it says something else than before
     */
    boolean heard(NodeId node, PolicyReport report, Optional<Policy> followed, long nowNs) {
        Seen at = of(node);
        boolean known = followed.isPresent()
                && report.number() <= at.sent
                && Arrays.equals(
                        report.content(),
                        PolicyOrder.sha256(followed.get().yaml().getBytes(StandardCharsets.UTF_8)));
        long acknowledged = known ? report.number() : 0;
        boolean news = at.acknowledged != acknowledged || at.refused != report.refused();
        if (at.acknowledged != acknowledged) {
            at.returns = 0;
        }
        if (!at.heard || at.healthy != report.healthy() || at.acknowledged != acknowledged) {
            at.healthNs = nowNs;
        }
        at.heard = true;
        at.acknowledged = acknowledged;
        at.refused = report.refused();
        at.text = report.text();
        at.healthy = report.healthy();
        changed |= news;
        return news;
    }

    /** True when it is time to send a policy, the first time or again. */
    boolean send(NodeId node, long number, long nowNs, long againNs) {
        Seen at = of(node);
        if (at.sent == number && at.sentNs != 0 && nowNs - at.sentNs < againNs) {
            return false;
        }
        changed |= number > at.sent;
        at.sent = Math.max(at.sent, number);
        at.sentNs = nowNs == 0 ? 1 : nowNs;
        return true;
    }

    /** A site that has come back gets what is due at once. */
    void sendAnew(NodeId node) {
        of(node).sentNs = 0;
    }

    Standing standing(NodeId node, long nowNs) {
        Seen at = seen.get(node);
        return at == null
                ? Standing.NEVER
                : new Standing(
                        at.present,
                        (nowNs - at.sinceNs) / 1_000,
                        at.acknowledged,
                        at.refused,
                        at.healthy && at.heard,
                        (nowNs - at.healthNs) / 1_000,
                        at.returns);
    }

    FleetView.Health health(NodeId node) {
        Seen at = seen.get(node);
        if (at == null || !at.present || !at.heard) {
            return FleetView.Health.UNKNOWN;
        }
        return at.healthy ? FleetView.Health.HEALTHY : FleetView.Health.UNHEALTHY;
    }

    long sinceMicros(NodeId node) {
        Seen at = seen.get(node);
        return at == null ? 0 : at.sinceMicros;
    }

    String text(NodeId node) {
        Seen at = seen.get(node);
        return at == null ? "" : at.text;
    }

    // -- over restarts: what was said last, for people; sites say it again when they are here -------------------------

    void load(Shelf shelf, long nowNs) throws IOException {
        Optional<byte[]> stored = shelf.read();
        if (stored.isEmpty()) {
            return;
        }
        try {
            WireReader in = new WireReader(stored.get());
            if (in.u8() != VERSION) {
                throw new MalformedException("expected version " + VERSION);
            }
            long count = in.u32();
            for (long i = 0; i < Math.min(count, NODES_MAX); i++) {
                Seen at = of(NodeId.of(in.bytes(32)));
                at.sinceMicros = in.u64();
                at.sinceNs = nowNs;
                at.healthNs = nowNs;
                at.acknowledged = in.u64();
                at.refused = in.u64();
                at.sent = in.u64();
                at.text = new String(in.bytes(in.u16()), StandardCharsets.UTF_8);
            }
            in.end();
        } catch (MalformedException e) {
            throw new IOException("what sites said of their policies cannot be read: " + e.getMessage(), e);
        }
    }

    /** Stores what has changed since the last time. */
    void save(@Nullable Shelf shelf) throws IOException {
        if (!changed || shelf == null) {
            return;
        }
        WireWriter out = new WireWriter(64 * seen.size() + 8).u8(VERSION).u32(seen.size());
        seen.forEach((node, at) -> {
            byte[] text = at.text.getBytes(StandardCharsets.UTF_8);
            out.bytes(node.bytes())
                    .u64(at.sinceMicros)
                    .u64(at.acknowledged)
                    .u64(at.refused)
                    .u64(at.sent)
                    .u16(text.length)
                    .bytes(text);
        });
        shelf.write(out.toBytes());
        changed = false;
    }
}
