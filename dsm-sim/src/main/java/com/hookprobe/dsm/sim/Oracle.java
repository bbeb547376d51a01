package com.hookprobe.dsm.sim;

import static com.hookprobe.dsm.sim.SimulationFailure.check;

import com.hookprobe.dsm.consensus.Evidence;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Advance;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Decided;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.FrontierReport;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Propose;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Voted;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sees all that honest validators send and commit, and fails the run at the first thing that must not be (DSM 3.10). */
final class Oracle {
    /** What the spec lets one peer cause in answers: 8 MiB at once and 4 MiB per second (spec 4.2). */
    private static final long ANSWER_BURST_BYTES = 8L << 20;

    private static final long ANSWER_BYTES_PER_SECOND = 4L << 20;

    /** Spec 8: longer evidence is for people. */
    private static final int EVIDENCE_BYTES_MAX = 8 << 10;

    private static final int KIND_DECIDED = 35;
    private static final int KIND_BODY = 39;

    final SetOracle sets;
    final VoteOracle votes;
    final ChainOracle chain;
    final Set<Integer> accused = new HashSet<>();

    /** With more than f liars: what honest validators said, for the forensics (S12). */
    final List<byte[]> testimony = new ArrayList<>();

    private final World world;
    private final Plan plan;
    private final Map<Hash32, Set<Integer>> approved = new HashMap<>();
    private final long[][] answeredBytes;
    private final Map<Integer, Long> openSince = new HashMap<>();
    private byte[] checked = new byte[0];
    private int alarms;

    Oracle(World world, Plan plan, List<SimNode> nodes) {
        this.world = world;
        this.plan = plan;
        this.sets = new SetOracle(world, this::mayApprove);
        this.votes = new VoteOracle(world, plan, sets);
        this.chain = new ChainOracle(world, plan, nodes, sets);
        this.answeredBytes = new long[world.people()][world.people()];
    }

    /** An honest machine sends a message; a broadcast comes once for each peer, with the same array. */
    void sent(SimNode node, int to, byte[] bytes, long nowNs) {
        if (to >= 0 && (bytes[0] == KIND_DECIDED || bytes[0] == KIND_BODY)) {
            answeredBytes[node.index][to] += bytes.length;
            long allowed = ANSWER_BURST_BYTES + nowNs / 1_000_000 * ANSWER_BYTES_PER_SECOND / 1_000;
            check(
                    answeredBytes[node.index][to] <= allowed,
                    () -> "S13: " + node + " sends v" + to + " answers without end");
        }
        if (bytes == checked || bytes[0] < 32) {
            return;
        }
        checked = bytes;
        ConsensusMessage message;
        try {
            message = ConsensusCodec.decode(bytes);
        } catch (MalformedException e) {
            throw new SimulationFailure("S8: " + node + " sends a malformed message: " + e.getMessage());
        }
        check(Arrays.equals(ConsensusCodec.encode(message), bytes), "S8: a message has two encodings");
        if (message instanceof Voted voted) {
            votes.vote(node, voted.vote());
        } else if (message instanceof Advance advance) {
            votes.enters(node, advance.height(), advance.view());
            advance.justification().certificates().forEach(it -> votes.certificate(node, it));
            testify(bytes);
        } else if (message instanceof Propose propose) {
            votes.proposal(node, propose);
            testify(bytes);
        } else if (message instanceof Decided decided) {
            decided.decisions().forEach(it -> votes.certificate(node, it.certificate()));
            testify(bytes);
        } else if (message instanceof FrontierReport report) {
            chain.started(report.frontier().height());
        }
    }

    private void testify(byte[] bytes) {
        if (!plan.isSafe()) {
            testimony.add(bytes);
        }
    }

    void committed(SimNode node, DecidedCheckpoint checkpoint) {
        chain.committed(node, checkpoint);
    }

    /** S11: nobody honest is ever accused, whatever the liars do and however many they are. */
    void evidence(SimNode node, Evidence evidence) {
        int offender = -1;
        for (ValidatorSet set : plan.isSafe() ? List.of(sets.at(evidence.height())) : sets.all()) {
            if (evidence.offender() < set.size() && evidence.verify(set, world.genesis.networkId())) {
                offender = sets.person(set, evidence.offender());
            }
        }
        check(offender >= 0, "S11: " + node + " reports evidence that does not verify");
        check(
                plan.isLiar(offender),
                "S11: " + node + " accuses the honest v" + offender + " at height " + evidence.height());
        accused.add(offender);
    }

    /** Evidence that nothing hinders any more: the network is good, and who has it does not crash. */
    void mustGo(SimNode node, Evidence evidence) {
        ValidatorSet then = sets.at(evidence.height());
        int offender = sets.person(then, evidence.offender());
        boolean takes = plan.isSafe()
                && evidence.suspends()
                && evidence.encode().length <= EVIDENCE_BYTES_MAX
                && sets.newest().indexOf(node.id).isPresent();
        if (takes) {
            openSince.putIfAbsent(offender, chain.tip());
        }
    }

    /** S11: who has been accused so for so many heights, and is still a member; -1: nobody. */
    int overdue(long heights) {
        for (Map.Entry<Integer, Long> open : openSince.entrySet()) {
            boolean member =
                    sets.newest().indexOf(world.members.get(open.getKey()).id()).isPresent();
            if (member && chain.tip() - open.getValue() >= heights) {
                return open.getKey();
            }
        }
        return -1;
    }

    /** An honest machine's operator or rules want or approve a change. */
    void approves(SimNode node, Hash32 change) {
        approved.computeIfAbsent(change, name -> new HashSet<>()).add(node.index);
    }

    private boolean mayApprove(int person, Hash32 change) {
        return plan.isLiar(person) || approved.getOrDefault(change, Set.of()).contains(person);
    }

    void alarm(SimNode node, String what) {
        alarms++;
        check(!plan.isSafe(), "S1: " + node + " raises an alarm: " + what);
    }

    int alarms() {
        return alarms;
    }
}
