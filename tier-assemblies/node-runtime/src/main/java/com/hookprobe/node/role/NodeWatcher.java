package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.CancelReason;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.metric.Score;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.Outcome;
import java.util.List;
import java.util.Optional;

/** Hears what happens in a node, for people to see. Called on the node's loop; must return at once and must not throw. */
interface NodeWatcher {
    /**
     * A site has detected something and answered it.
     *
     * @param decision what was decided; empty when nothing was
     * @param outcome what became of that
     * @param block the ledger block that seals it
     */
    default void detected(Detection detection, Optional<Decision> decision, Outcome outcome, Hash32 block) {}

    /** A site's score, once a second. */
    default void scored(Score score, long micros) {}

    /** A correlator's word has come to a site, or was told by this node. */
    default void told(Word word) {}

    /** A correlator has taken back what it said about a tag. */
    default void cancelled(Member correlator, TagKey key, CancelReason reason) {}

    /** A checkpoint is decided, and its certificate good. */
    default void finalised(CheckpointHeader header, byte[] certificate) {}

    /** A correlator has taken a site's report, whose signature is good. */
    default void reported(NodeId site, AttackSignature report) {}

    /** This site has told others of an attack. */
    default void warned() {}

    /**
     * By the word of others this site blocks an attacker whom it has not seen itself.
     *
     * @param attacker an address or a prefix
     */
    default void spared(String attacker, long endsMicros) {}

    /** A session with a peer has come or gone. */
    default void session(NodeId peer, boolean open) {}

    /** What came of a correlator's word here. */
    enum Fate {
        IN_FORCE,
        /** This site has its own mind. */
        FILTERED,
        /** No quorum of witnesses stands behind it. */
        SHOWN,
        /** This node is the correlator, and has told its sites. */
        TOLD
    }

    /**
     * A correlator's word.
     *
     * @param what whom it is about, for people; empty when this node cannot tell
     * @param reason why it is filtered or only shown; else empty
     * @param hopMicros times of its way, the detection's first
     * @param micros when it came to this end
     */
    record Word(
            Member correlator,
            MeshDecision decision,
            String what,
            Fate fate,
            String reason,
            List<Long> hopMicros,
            long micros) {}
}
