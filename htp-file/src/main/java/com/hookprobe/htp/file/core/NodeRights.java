package com.hookprobe.htp.file.core;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What each connected node may do, asked again when the answer is a second old. A node has one entry and one pace, however
 * many sessions it has.
 */
final class NodeRights {
    /** How old an answer may get. */
    static final long AGE_NS = 1_000_000_000L;

    private static final class Node {
        final BytePace pace = new BytePace();
        Rights rights = Rights.NONE;
        long askedNs;
        int sessions;
    }

    private final Function<String, Rights> source;
    private final Map<String, Node> nodes = new HashMap<>();

    NodeRights(Function<String, Rights> source) {
        this.source = source;
    }

    void opened(String name, long nowNs) {
        Node node = nodes.computeIfAbsent(name, fresh -> new Node());
        if (node.sessions++ == 0) {
            ask(name, node, nowNs);
        }
    }

    void closed(String name) {
        Node node = nodes.get(name);
        if (node != null && --node.sessions == 0) {
            nodes.remove(name);
        }
    }

    /** Of a node that has a session. */
    Rights of(String name, long nowNs) {
        Node node = connected(name);
        if (nowNs - node.askedNs >= AGE_NS) {
            ask(name, node, nowNs);
        }
        return node.rights;
    }

    BytePace paceOf(String name) {
        return connected(name).pace;
    }

    private Node connected(String name) {
        Node node = nodes.get(name);
        if (node == null) {
            throw new IllegalStateException("a node without a session");
        }
        return node;
    }

    private void ask(String name, Node node, long nowNs) {
        node.rights = source.apply(name);
        node.askedNs = nowNs;
        node.pace.rate(node.rights.bytesPerSecondMax());
    }
}
