package com.hookprobe.dsm.ledger.core;

import com.hookprobe.dsm.ledger.ForkEvidence;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.identity.NodeId;
import java.util.Optional;

/** What {@link Dissemination} wants done, in order. */
public sealed interface DisseminationEffect {
    /** Send a message to a peer. It may get lost. */
    record Send(NodeId to, byte[] message) implements DisseminationEffect {}

    /**
     * Put a block, and tell the machine by {@link Dissemination#onStored}. Its signature was verified.
     *
     * @param required use {@code putRequired}
     * @param relay push it on once it is stored
     */
    record Store(Microblock block, boolean required, boolean relay, NodeId from) implements DisseminationEffect {}

    /** A valid block, new here, is stored. */
    record Accepted(Microblock block) implements DisseminationEffect {}

    /** Something was not taken. */
    record Refused(NodeId from, Optional<Hash32> block, RefusalReason reason) implements DisseminationEffect {}

    /** A peer says that it did not take what we sent or asked. */
    record RefusedByPeer(NodeId peer, Hash32 block, RefusalReason reason) implements DisseminationEffect {}

    /** A source signed two blocks with one number. Reported once per source and incarnation. */
    record Fork(ForkEvidence evidence) implements DisseminationEffect {}

    /** A range asked for by {@link Dissemination#fetch} is here. */
    record Fetched(SourceRange range) implements DisseminationEffect {}

    /** A range asked for cannot be: its head, or a block below it, has another number or source than the range says. */
    record FalseRange(SourceRange range) implements DisseminationEffect {}

    /** The proof asked for by {@link Dissemination#requestProof}. Its certificate is not checked. */
    record Proven(InclusionBundle bundle) implements DisseminationEffect {}

    /** A peer names another finalised state at our height: agreement is broken, or the peer lies. */
    record Diverged(NodeId peer, long height, Hash32 theirRoot) implements DisseminationEffect {}
}
