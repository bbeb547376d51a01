package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.identity.NodeId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Sees all that honest nodes send and commit, and throws at the first thing that must not be (DSM 3.10). */
final class SimOracle {
    private final Genesis genesis;
    final TreeMap<Long, DecidedCheckpoint> chain = new TreeMap<>();
    private final Map<String, Hash32> signed = new HashMap<>();
    private final Map<String, Hash32> values = new HashMap<>();
    private final Map<String, Hash32> decisions = new HashMap<>();
    private final Set<String> skips = new HashSet<>();
    private final Set<Certificate> seen = new HashSet<>();
    private final Set<Hash32> included = new HashSet<>();
    long certificates;
    final Set<Integer> accused = new HashSet<>();

    SimOracle(Genesis genesis) {
        this.genesis = genesis;
    }

    void sentByHonest(int node, byte[] bytes, List<VoteRecord> durableLog) {
        ConsensusMessage message;
        try {
            message = ConsensusCodec.decode(bytes);
        } catch (MalformedException e) {
            throw new AssertionError("an honest node sent a malformed message", e);
        }
        check(java.util.Arrays.equals(ConsensusCodec.encode(message), bytes), "one encoding per message");
        check(bytes.length <= ConsensusCodec.MESSAGE_BYTES_MAX, "message of " + bytes.length);
        if (message instanceof ConsensusMessage.Voted voted) {
            vote(node, voted.vote(), durableLog);
        } else if (message instanceof ConsensusMessage.Advance advance) {
            advance.justification().certificates().forEach(this::certificate);
        } else if (message instanceof ConsensusMessage.Propose propose) {
            propose.justification().certificates().forEach(this::certificate);
            once(node + "/" + propose.header().height() + "/" + propose.view() + "/PROPOSE", hashOf(propose));
        } else if (message instanceof ConsensusMessage.Decided decided) {
            decided.decisions().forEach(decision -> certificate(decision.certificate()));
        } else if (message instanceof ConsensusMessage.Ack ack) {
            Acknowledgement word = ack.acknowledgement();
            check(word.verify(genesis.validators(), genesis.networkId()), "an honest acknowledgement verifies");
            check(word.signer() == node, "an honest acknowledgement has its own signer");
            once(
                    node + "/ACK/" + word.place().source() + "/" + word.place().incarnation() + "/"
                            + word.place().seq(),
                    word.place().block());
        }
    }

    private static Hash32 hashOf(ConsensusMessage.Propose propose) {
        return Hash32.sha256(
                "p",
                propose.header().hash().bytes(),
                propose.justification().hash().bytes());
    }

    /** S4: no honest node ever signs two conflicting votes, across all restarts; nothing is sent that is not in the log. */
    private void vote(int node, Vote vote, List<VoteRecord> durableLog) {
        String place = node + "/" + vote.height() + "/" + vote.view() + "/";
        check(vote.verify(genesis.validators(), genesis.networkId()), "an honest vote verifies");
        check(vote.signer() == node, "an honest vote has its own signer");
        VoteRecord entry = new VoteRecord(VoteRecord.Kind.of(vote.kind()), vote.height(), vote.view(), vote.value());
        check(durableLog.contains(entry), "S4: " + vote + " is not in the durable log");
        once(place + vote.kind(), vote.value());
        boolean both = signed.containsKey(place + VoteKind.FINALIZE) && signed.containsKey(place + VoteKind.NULLIFY);
        check(!both, "S4: FINALIZE and NULLIFY at " + place);
    }

    private void once(String place, Hash32 value) {
        Hash32 before = signed.putIfAbsent(place, value);
        check(before == null || before.equals(value), "S4: two values signed at " + place);
    }

    /** S3: no DC(v) with SC(v); at most one VC value per (h,v); DC implies VC. S8: every certificate verifies. */
    private void certificate(Certificate certificate) {
        if (!seen.add(certificate)) {
            return;
        }
        certificates++;
        check(certificate.verify(genesis.validators(), genesis.networkId()), "S8: " + certificate);
        String place = certificate.height() + "/" + certificate.view();
        switch (certificate.kind()) {
            case NOTARIZE -> {
                Hash32 before = values.putIfAbsent(place, certificate.value());
                check(before == null || before.equals(certificate.value()), "S3: two VC values at " + place);
            }
            case NULLIFY -> skips.add(place);
            case FINALIZE -> {
                Hash32 before = decisions.putIfAbsent(place, certificate.value());
                check(before == null || before.equals(certificate.value()), "S1: two DC values at " + place);
            }
        }
        check(!(skips.contains(place) && decisions.containsKey(place)), "S3: DC and SC at " + place);
        if (values.containsKey(place) && decisions.containsKey(place)) {
            check(values.get(place).equals(decisions.get(place)), "S3: DC of another value than VC at " + place);
        }
    }

    /** S1, S2, S5 and the accounting for S6. */
    void committed(int node, DecidedCheckpoint checkpoint) {
        DecidedCheckpoint before = chain.putIfAbsent(checkpoint.height(), checkpoint);
        if (before != null) {
            check(
                    before.header().equals(checkpoint.header()),
                    "S1: node " + node + " decided another value at height " + checkpoint.height());
            return;
        }
        DecidedCheckpoint parent = chain.get(checkpoint.height() - 1);
        if (checkpoint.height() > 1) {
            check(parent != null, "a height was skipped");
            check(checkpoint.header().epoch() > parent.header().epoch(), "S2: the epoch rises");
            check(checkpoint.header().prevHash().equals(parent.header().hash()), "S2: chained");
        }
        for (SourceRange range : checkpoint.body().orElseThrow().ranges()) {
            for (long seq = range.from(); seq <= range.to(); seq++) {
                Hash32 name = Hash32.sha256(
                        "n",
                        range.source().bytes(),
                        (range.incarnation() + "/" + seq).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                check(included.add(name), "S5: block " + seq + " of " + range.source() + " is in two checkpoints");
            }
        }
    }

    void evidence(Evidence evidence, int byzantine) {
        check(evidence.verify(genesis.validators(), genesis.networkId()), "S11: evidence verifies");
        check(evidence.offender() == byzantine, "S11: honest node " + evidence.offender() + " is accused");
        accused.add(evidence.offender());
    }

    boolean isFinal(NodeId source, long seq) {
        return included.contains(
                Hash32.sha256("n", source.bytes(), ("0/" + seq).getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    }

    static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
