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
    /** Messages of a node that are not whole: twice as many as {@link SwarmWindow} lets a sender have. A new one is refused. */
    public static final int PARTIAL_MAX = 2 * SwarmWindow.SHARED_MAX;
    /** Bytes of their shares. */
    public static final long BYTES_MAX = 2 * SwarmWindow.SHARED_BYTES_MAX;
    /** The same of all nodes. */
    public static final long BYTES_TOTAL_MAX = 64L << 20;
    /** So many messages of a node are remembered, so that late shares do not tell them again: twice a sender's window. */
    public static final int REMEMBERED_MAX = 2 * SwarmWindow.MESSAGES_MAX;
    /** Shares of a message that never became whole are forgotten then: the slowest path had its time. */
    public static final long PARTIAL_NS = 120_000_000_000L;

    private static final long SWEEP_NS = 5_000_000_000L;

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

        /** How many bytes were forgotten. */
        long sweep(long nowNs) {
            long before = bytes;
            for (Iterator<Partial> each = partials.values().iterator(); each.hasNext(); ) {
                Partial oldest = each.next();
                if (nowNs - oldest.sinceNs < PARTIAL_NS) {
                    break;
                }
                forget(each, oldest);
            }
            return before - bytes;
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
    private long bytes;
    private long sweptNs;

    /** A share of that node; the message, if it is whole now for the first time. */
    public Optional<Whole> onShare(byte[] nodeId, SwarmShare share, long nowNs) {
        if (nowNs - sweptNs >= SWEEP_NS) {
            sweptNs = nowNs;
            nodes.values().forEach(n -> bytes -= n.sweep(nowNs));
        }
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
        int length = share.data().length;
        if (node.bytes + length > BYTES_MAX || bytes + length > BYTES_TOTAL_MAX) {
            return Optional.empty();
        }
        if (partial == null) {
            // The oldest stay: were they to go, their last shares would come as new ones and push out the next.
            if (node.partials.size() >= PARTIAL_MAX) {
                return Optional.empty();
            }
            partial = new Partial(share, nowNs);
            node.partials.put(share.id(), partial);
        }
        partial.shares[share.index()] = share.data();
        partial.count++;
        node.bytes += length;
        bytes += length;
        if (partial.count < share.k()) {
            return Optional.empty();
        }
        return tell(node, share.id(), new Whole(share.channel(), join(partial)));
    }

    /** Bytes of shares that are kept, of all nodes. */
    public long bytes() {
        return bytes;
    }

    private Node node(byte[] nodeId) {
        ByteBuffer key = ByteBuffer.wrap(nodeId.clone());
        Node node = nodes.computeIfAbsent(key, k -> new Node());
        if (nodes.size() > NODES_MAX) {
            Iterator<Node> longestSilent = nodes.values().iterator();
            bytes -= longestSilent.next().bytes;
            longestSilent.remove();
        }
        return node;
    }

    private Optional<Whole> tell(Node node, ByteBuffer id, Whole whole) {
        Partial partial = node.partials.remove(id);
        if (partial != null) {
            node.bytes -= partial.bytes();
            bytes -= partial.bytes();
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
