package com.hookprobe.dsm.ledger.core;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;

/**
 * Settings of one node. Times in nanoseconds.
 *
 * @param self this node
 * @param networkId the mesh
 * @param validator takes and relays blocks of all enrolled sources; else only its own chain
 * @param pushFanout validators to which an edge pushes a new block at once
 * @param haveIntervalNs time between two summaries to one peer, varied by a fifth
 * @param wantTimeoutNs how long an answer is waited for
 * @param window how far above the linked end of a chain a block may be
 * @param verifiesPerSecond signatures verified for one peer; twice as many in a burst
 * @param answerBytesPerSecond bytes answered to one peer; twice as many in a burst
 * @param invalidMax invalid messages after which a peer is muted
 * @param muteNs for how long
 */
public record DisseminationConfig(
        NodeId self,
        Hash32 networkId,
        boolean validator,
        int pushFanout,
        long haveIntervalNs,
        long wantTimeoutNs,
        long window,
        long verifiesPerSecond,
        long answerBytesPerSecond,
        int invalidMax,
        long muteNs) {
    private static final long SECOND_NS = 1_000_000_000L;

    public DisseminationConfig {
        boolean positive = pushFanout > 0
                && haveIntervalNs >= 10
                && wantTimeoutNs > 0
                && window > 0
                && verifiesPerSecond > 0
                && answerBytesPerSecond > 0
                && invalidMax > 0
                && muteNs >= 0;
        if (!positive) {
            throw new IllegalArgumentException("every setting of the dissemination must be above zero");
        }
    }

    /** DSM 2.4: three validators at once, a summary every 5 s. */
    public static DisseminationConfig standard(NodeId self, Hash32 networkId, boolean validator) {
        return new DisseminationConfig(
                self, networkId, validator, 3, 5 * SECOND_NS, 2 * SECOND_NS, 4_096, 1_000, 1 << 20, 16, 60 * SECOND_NS);
    }
}
