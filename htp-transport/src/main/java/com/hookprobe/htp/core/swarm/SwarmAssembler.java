package com.hookprobe.htp.core.swarm;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts messages together from the shares that come by several paths, and tells each once (HTP 3.8.6). What a peer can make it
 * keep is bounded by its node, not by its sessions. A share that contradicts the first of its message is passed over: only
 * the peer itself can have made it. Not thread-safe.
 */
public final class SwarmAssembler {
    /** Messages of a node that are not whole. */
    public static final int PARTIAL_MAX = 64;
    /** Bytes of their shares. */
    public static final long BYTES_MAX = 4L << 20;
    /** So many messages of a node are remembered, so that late shares do not tell them again. */
    public static final int REMEMBERED_MAX = 1024;
    /** Shares of a message that never became whole are forgotten then. */
    public static final long PARTIAL_NS = 30_000_000_000L;

    /** Nodes that anything is remembered of. */
    public static final int NODES_MAX = 65_536;

    /** A whole message. */
    public record Whole(int channel, byte[] message) {}

    private static final class Partial {
        final SwarmShare first;
        final long sinceNs;
        final byte[][] shares;
        int count;

        Partial(SwarmShare first, long nowNs) {
            this.first = first;
            this.sinceNs = nowNs;
            this.shares = new byte[first.n()][];
        }

        long bytes() {
            return (long) count * first.data().length;
        }
    }

    private static final class Node {
        final Map<ByteBuffer, Partial> partials = new LinkedHashMap<>();
        final Set<ByteBuffer> told = new LinkedHashSet<>();
        long bytes;

        void forget(Iterator<Partial> each, Partial partial) {
            bytes -= partial.bytes();
            each.remove();
        }

        /** The oldest go first: of a message that stays partial nothing will come of. */
        void makeRoom(long nowNs, int forBytes) {
            for (Iterator<Partial> each = partials.values().iterator(); each.hasNext(); ) {
                Partial oldest = each.next();
                boolean old = nowNs - oldest.sinceNs >= PARTIAL_NS;
                if (!old && partials.size() <= PARTIAL_MAX && bytes + forBytes <= BYTES_MAX) {
                    return;
                }
                forget(each, oldest);
            }
        }

        void remember(ByteBuffer id) {
            told.add(id);
            if (told.size() > REMEMBERED_MAX) {
                Iterator<ByteBuffer> oldest = told.iterator();
                oldest.next();
                oldest.remove();
            }
        }
    }

    private final Map<ByteBuffer, Node> nodes = new LinkedHashMap<>(16, 0.75f, true);

    /** A share of that node; the message, if it is whole now for the first time. */
    public Optional<Whole> onShare(byte[] nodeId, SwarmShare share, long nowNs) {
        Node node = node(nodeId);
        if (node.told.contains(share.id())) {
            return Optional.empty();
        }
        if (share.k() == 1) {
            return tell(
                    node, share.id(), new Whole(share.channel(), share.data().clone()));
        }
        Partial partial = node.partials.get(share.id());
        if (partial != null && (contradicts(partial.first, share) || partial.shares[share.index()] != null)) {
            return Optional.empty();
        }
        if (partial == null) {
            partial = new Partial(share, nowNs);
            node.partials.put(share.id(), partial);
        }
        node.makeRoom(nowNs, share.data().length);
        if (node.partials.get(share.id()) != partial) {
            return Optional.empty();
        }
        partial.shares[share.index()] = share.data();
        partial.count++;
        node.bytes += share.data().length;
        if (partial.count < share.k()) {
            return Optional.empty();
        }
        return tell(node, share.id(), new Whole(share.channel(), join(partial)));
    }

    /** Bytes of shares that are kept, of all nodes. */
    public long bytes() {
        return nodes.values().stream().mapToLong(n -> n.bytes).sum();
    }

    private Node node(byte[] nodeId) {
        ByteBuffer key = ByteBuffer.wrap(nodeId.clone());
        Node node = nodes.computeIfAbsent(key, k -> new Node());
        if (nodes.size() > NODES_MAX) {
            Iterator<Node> longestSilent = nodes.values().iterator();
            longestSilent.next();
            longestSilent.remove();
        }
        return node;
    }

    private static Optional<Whole> tell(Node node, ByteBuffer id, Whole whole) {
        Partial partial = node.partials.remove(id);
        if (partial != null) {
            node.bytes -= partial.bytes();
        }
        node.remember(id);
        return Optional.of(whole);
    }

    private static boolean contradicts(SwarmShare first, SwarmShare share) {
        return first.channel() != share.channel()
                || first.k() != share.k()
                || first.n() != share.n()
                || first.total() != share.total();
    }

    private static byte[] join(Partial partial) {
        int k = partial.first.k();
        byte[][] shares = new byte[k][];
        int[] indexes = new int[k];
        int at = 0;
        for (int i = 0; i < partial.shares.length && at < k; i++) {
            if (partial.shares[i] != null) {
                shares[at] = partial.shares[i];
                indexes[at++] = i;
            }
        }
        return ReedSolomon.join(shares, indexes, partial.first.total());
    }
}
