package com.hookprobe.htp.sim;

import com.hookprobe.htp.CloseCode;

/** A validator, one edge, and a session between them: what most plays need. */
final class Pair implements SimApp {
    final Simulation simulation;
    final SimNode validator;
    final SimNode edge;
    long session = -1;

    /** Both ways of the edge's access are that link; the validator's is perfect. */
    Pair(Simulation simulation, LinkConfig link, Nat... nat) {
        this.simulation = simulation;
        this.validator = simulation.validator(LinkConfig.PERFECT, LinkConfig.PERFECT);
        this.edge = simulation.edge(link, link, nat.length == 0 ? null : nat[0]);
        edge.app(this);
    }

    /** Connects, and waits for it. */
    Pair connect() {
        session = -1;
        edge.connect(validator);
        if (!simulation.runUntil(() -> session >= 0, 200 * Simulation.SECOND)) {
            throw simulation.failure("no session");
        }
        return this;
    }

    /** The edge sends that much in messages of at most 1 MB. */
    Pair send(int channel, long bytes) {
        for (long left = bytes; left > 0; ) {
            int length = (int) Math.min(left, 1_000_000);
            if (edge.send(session, channel, length) < 0) {
                throw simulation.failure("the session does not take a message");
            }
            left -= length;
        }
        return this;
    }

    /** Waits until all is acknowledged; the session must live. Reports the goodput. */
    Pair delivered(long limitNs) {
        long startNs = simulation.nowNs();
        long before = validator.messageBytesReceived();
        boolean done = simulation.runUntil(() -> edge.unacknowledged(session) == 0 || !edge.isOpen(session), limitNs);
        if (!done || !edge.isOpen(session)) {
            throw simulation.failure("after " + limitNs / Simulation.SECOND + " s at most, "
                    + edge.unacknowledged(session) + " messages are not acknowledged, session up: "
                    + edge.isOpen(session) + ", " + edge.stats(session));
        }
        double seconds = (simulation.nowNs() - startNs) / 1e9;
        simulation.metric("seconds", seconds);
        simulation.metric("mbit_per_s", (validator.messageBytesReceived() - before) * 8 / 1e6 / seconds);
        return this;
    }

    /** Ends the run; nothing is outstanding. */
    void finish() {
        simulation.finish(60 * Simulation.SECOND);
    }

    @Override
    public void onConnected(SimNode node, long connect, long connected) {
        session = connected;
    }

    @Override
    public void onClosed(SimNode node, long closed, CloseCode code, String reason) {
        if (closed == session) {
            simulation.note(node.name(), "the play's session ", closed, " is gone: ", code);
        }
    }
}
