package com.hookprobe.console.view;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A running node as its console sees it. Every method may be called by several threads at once and answers within two seconds, or throws
 * {@link NodeAwayException}. What a tier does not have is empty, and its page is left out.
 */
public interface NodeView {
    /** What this node is, and how it is. */
    NodePage node() throws NodeAwayException;

    /** Members of the mesh, as far as this node knows of them. */
    MeshPage mesh() throws NodeAwayException;

    /** The effective configuration as YAML, secrets blanked. */
    String settings() throws NodeAwayException;

    /** Detection, score and decisions: sites only. */
    Optional<SiteView> site();

    /** The ledger as this node holds it. */
    LedgerView ledger();

    /** What the mesh has decided and how it came here: sites and correlators. */
    Optional<FederationView> federation();

    /** By which channels people are told of what happens; empty where nobody is. */
    default Optional<NotificationsView> notifications() {
        return Optional.empty();
    }

    /** Reports of months: sites and the MSSP. */
    default Optional<ReportView> reports() {
        return Optional.empty();
    }

    /** Nodes of tenants and what they are to follow: the MSSP. */
    default Optional<FleetView> fleet() {
        return Optional.empty();
    }

    /**
     * Tells of what happens from now on, in order. The listener is called on the node's own thread and must hand over at once.
     *
     * @return ends it
     */
    AutoCloseable watch(Consumer<Happening> listener);

    /** A site's own. */
    interface SiteView {
        /** The score, its terms and its recent course. */
        ScorePage score() throws NodeAwayException;

        /**
         * Detections, newest first, as far as they are kept (the latest thousand).
         *
         * @param before only those with a lower {@link DetectionRow#sequence}; {@link Long#MAX_VALUE} begins
         * @param limit 1 to 200
         */
        List<DetectionRow> detections(long before, int limit) throws NodeAwayException;

        /** Decisions in force, what was taken back, and what is allowed. */
        DecisionsPage decisions() throws NodeAwayException;

        /**
         * Lets an operator's order be carried out, and sealed in the ledger with his name.
         *
         * @param by the operator's login
         */
        OrderAnswer carryOut(Order order, String by) throws NodeAwayException;

        /** What a decision rests on, as far as this node can tell; empty when it is not known here. */
        Optional<Explanation> explain(String decision) throws NodeAwayException;
    }

    /** Reads of the ledger's store; these do not go through the node's loop. */
    interface LedgerView {
        /** Where the ledger stands. */
        LedgerPage page() throws NodeAwayException;

        /**
         * Decided checkpoints, newest first.
         *
         * @param before only lower heights; {@link Long#MAX_VALUE} begins
         * @param limit 1 to 200
         */
        List<CheckpointRow> checkpoints(long before, int limit) throws NodeAwayException;

        /**
         * Blocks, newest first.
         *
         * @param limit 1 to 200
         */
        List<BlockRow> blocks(int limit) throws NodeAwayException;

        /**
         * All that proves a block to who trusts the network's genesis: an evidence bundle in its canonical bytes
         * (docs/spec/dsm-consensus.md). Empty when the block is not known or not yet final.
         */
        Optional<byte[]> evidence(String blockHash) throws NodeAwayException;
    }

    /** Channels by which people are told. */
    interface NotificationsView {
        /** How each channel is. */
        NotificationsPage page();

        /**
         * Sends a test message; the page says what came of it, once that is known.
         *
         * @throws IllegalArgumentException when there is no such channel, or a test of it runs already; made for people
         */
        void test(String channel);
    }

    /** Decisions of the mesh. */
    interface FederationView {
        /** The latest words of correlators, newest first, with the times of their way; at most 200. */
        List<WordRow> words() throws NodeAwayException;
    }
}
