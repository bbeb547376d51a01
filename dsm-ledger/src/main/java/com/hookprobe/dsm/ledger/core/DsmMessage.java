package com.hookprobe.dsm.ledger.core;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.identity.NodeId;
import java.util.List;

/** The ledger's messages: kinds 1..7. Encoded by {@link DsmWire}. */
public sealed interface DsmMessage {
    /** A new block, pushed. */
    record Block(Microblock block) implements DsmMessage {}

    /**
     * What the sender holds beyond its finalised frontier. A source that is not listed says nothing: a long list comes in
     * parts.
     *
     * @param session random, new with each start of the sender: nothing is remembered from an older one
     * @param height the height of the sender's frontier, 0 before the first
     * @param frontierRoot its root
     * @param ranges per source: the first block after the frontier ({@code from}: the lowest it is sure to hold), the linked
     *     end ({@code to}) and its hash; sorted by (source, incarnation), at most {@link DsmWire#HAVE_MAX}
     */
    record Have(long session, long height, Hash32 frontierRoot, List<SourceRange> ranges) implements DsmMessage {
        public Have {
            ranges = List.copyOf(ranges);
        }
    }

    /**
     * Asks for blocks.
     *
     * @param numbers by number, at most {@link DsmWire#WANT_MAX}
     * @param hashes by hash, at most {@link DsmWire#WANT_MAX}
     */
    record Want(List<NumberRange> numbers, List<Hash32> hashes) implements DsmMessage {
        public Want {
            numbers = List.copyOf(numbers);
            hashes = List.copyOf(hashes);
        }
    }

    /** Numbers {@code from..to} of one source; 1 &lt;= from &lt;= to. */
    record NumberRange(NodeId source, long incarnation, long from, long to) {
        public NumberRange {
            if (incarnation < 0 || incarnation > Microblock.INCARNATION_MAX || from < 1 || to < from) {
                throw new IllegalArgumentException("bad numbers " + incarnation + "/" + from + ".." + to);
            }
        }
    }

    /** Blocks asked for, at most {@link DsmWire#BLOCKS_MAX}; none means "nothing of that". */
    record Blocks(List<Microblock> blocks) implements DsmMessage {
        public Blocks {
            blocks = List.copyOf(blocks);
        }
    }

    /** Asks for the inclusion proof of a block. */
    record ProofRequest(Hash32 block) implements DsmMessage {}

    /** The answer. */
    record Proof(InclusionBundle bundle) implements DsmMessage {}

    /** A block or a proof request was refused. */
    record Refused(RefusalReason reason, Hash32 block) implements DsmMessage {}
}
