package com.hookprobe.dsm.sim;

import static com.hookprobe.dsm.sim.SimulationFailure.check;

import com.hookprobe.dsm.consensus.Candidate;
import com.hookprobe.dsm.consensus.Evidence;
import com.hookprobe.dsm.consensus.Operation;
import com.hookprobe.dsm.consensus.QuorumSignature;
import com.hookprobe.dsm.consensus.SetChange;
import com.hookprobe.dsm.consensus.Validator;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.ForkEvidence;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.identity.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Spec 6a.2 and 6a.4 to 6a.6 written down a second time: what a decided height makes of the set. */
final class NextSet {
    private static final int FLOOR = 4;
    private static final long AGE_MAX = 100_000;

    private final World world;
    private final NavigableMap<Long, ValidatorSet> reigns;
    private final Approved approved;

    /** @param approved what honest validators agreed to: nobody may count as an approver who did not */
    NextSet(World world, NavigableMap<Long, ValidatorSet> reigns, Approved approved) {
        this.world = world;
        this.reigns = reigns;
        this.approved = approved;
    }

    ValidatorSet after(ValidatorSet set, DecidedCheckpoint checkpoint) {
        Draft draft = new Draft(set, checkpoint);
        try {
            for (byte[] item : checkpoint.body().orElseThrow().evidence()) {
                if (item[0] != ForkEvidence.KIND) {
                    draft.convict(Evidence.decode(item));
                }
            }
            for (byte[] item : checkpoint.body().orElseThrow().ops()) {
                draft.operate(Operation.decode(item));
            }
        } catch (MalformedException e) {
            throw new SimulationFailure("S10: evidence or an operation that cannot be read" + draft.where);
        }
        draft.age();
        List<Validator> next = List.copyOf(draft.members.values());
        return next.equals(set.members()) ? set : set.derive(next, checkpoint.height() + 1);
    }

    private final class Draft {
        final ValidatorSet set;
        final long height;
        final long epoch;
        final String where;
        final TreeMap<NodeId, Validator> members = new TreeMap<>();
        int changes;

        Draft(ValidatorSet set, DecidedCheckpoint checkpoint) {
            this.set = set;
            this.height = checkpoint.height();
            this.epoch = checkpoint.header().epoch();
            this.where = " at height " + height;
            set.members().forEach(member -> members.put(member.id(), member));
        }

        int room() {
            return Math.max(1, SetOracle.faults(set)) - changes;
        }

        void change(String what) {
            changes++;
            check(room() >= 0, "S10: more changes than one height may have, with " + what + where);
        }

        void convict(Evidence evidence) {
            long then = evidence.height();
            check(then >= 1 && then <= height && then > height - AGE_MAX, "S10: evidence of another time" + where);
            ValidatorSet old = reigns.floorEntry(then).getValue();
            boolean holds = evidence.suspends()
                    && evidence.offender() < old.size()
                    && evidence.verify(old, world.genesis.networkId());
            check(holds, "S10: evidence that proves nothing" + where);
            NodeId id = old.member(evidence.offender()).id();
            @Nullable Validator member = members.get(id);
            check(
                    member != null && member.joinedHeight() <= then,
                    "S10: evidence against " + id + ", no member" + where);
            change("evidence against " + id);
            members.remove(id);
            check(!members.isEmpty(), "S10: nobody is left" + where);
        }

        void operate(Operation operation) {
            SetChange change = operation.change();
            String what = change.kind() + " of v" + world.indexOf(change.subject());
            boolean alone = change instanceof SetChange.Leave || change instanceof SetChange.RotateKey;
            check(alone == operation.approvals().isEmpty(), "S10: wrong approvals of " + what + where);
            operation.approvals().ifPresent(given -> approvals(given, change, what));
            boolean enters = change instanceof SetChange.Join || change instanceof SetChange.Reinstate;
            if (alone || change instanceof SetChange.Join) {
                int subject = world.indexOf(change.subject());
                check(approved.mayHave(subject, change.hash()), "S10: the honest subject never wanted " + what + where);
            }
            boolean before = set.find(change.subject()).isPresent();
            @Nullable Validator member = members.get(change.subject());
            check(
                    enters ? !before && member == null : before && member != null,
                    "S10: " + what + " does not fit" + where);
            if (change instanceof SetChange.Join join) {
                enter(join.candidate(), what);
            } else if (change instanceof SetChange.Reinstate back) {
                enter(back.candidate(), what);
            } else if (member == null) {
                throw new IllegalStateException("checked before");
            } else if (change instanceof SetChange.Attest attest) {
                boolean newer = attest.epoch() > member.attestedEpoch() && attest.epoch() <= epoch;
                check(newer, "S10: " + what + " is not newer or from the future" + where);
                members.put(member.id(), member.attestedIn(attest.epoch()));
            } else if (change instanceof SetChange.RotateKey rotate) {
                change(what);
                check(Arrays.equals(rotate.oldKey(), member.blsKey()), "S10: " + what + " of another key" + where);
                check(
                        world.isOwnKey(member.id(), rotate.newKey()),
                        "S10: " + what + " to a key of somebody else" + where);
                members.put(member.id(), member.withKey(rotate.newKey(), rotate.pop()));
            } else {
                change(what);
                long joined = change instanceof SetChange.Leave leave
                        ? leave.joinedHeight()
                        : ((SetChange.Suspend) change).joinedHeight();
                check(joined == member.joinedHeight(), "S10: " + what + " ends another membership" + where);
                members.remove(member.id());
                check(!members.isEmpty(), "S10: nobody is left" + where);
            }
        }

        private void enter(Candidate candidate, String what) {
            Validator it = candidate.wished();
            change(what);
            check(world.isOwnKey(it.id(), it.blsKey()), "S10: " + what + " with a key of somebody else" + where);
            members.put(
                    it.id(),
                    new Validator(
                            it.id(), it.ed25519(), it.blsKey(), it.pop(), it.name(), height + 1, epoch, it.bond()));
        }

        private void approvals(QuorumSignature given, SetChange change, String what) {
            Hash32 name = change.hash();
            byte[] message = new WireWriter(112)
                    .bytes("HP-DSM-APRV-V1\0\0".getBytes(StandardCharsets.US_ASCII))
                    .hash(world.genesis.networkId())
                    .hash(set.hash())
                    .hash(name)
                    .toBytes();
            int[] signers = given.signers().stream().mapToInt(Integer::intValue).toArray();
            boolean enough = signers.length >= SetOracle.quorum(set)
                    && given.validators() == set.size()
                    && new AggregateCheck(world.real).holds(set, signers, message, given.signature());
            check(enough, "S10: " + what + " without the approval of a quorum" + where);
            for (int signer : signers) {
                int person = world.indexOf(set.member(signer).id());
                check(
                        approved.mayHave(person, name),
                        "S10: v" + person + " is honest and never approved " + what + where);
            }
        }

        /** 6a.6: the oldest first, by id when equal. */
        void age() {
            long oldest = world.genesis.params().attestationEpochs();
            if (oldest == 0) {
                return;
            }
            List<Validator> aged = new ArrayList<>(members.values());
            aged.removeIf(member -> epoch - Math.max(member.attestedEpoch(), world.genesis.epoch()) <= oldest);
            aged.sort(Comparator.comparingLong(Validator::attestedEpoch).thenComparing(Validator::id));
            for (Validator member : aged) {
                if (room() > 0 && members.size() > FLOOR) {
                    changes++;
                    members.remove(member.id());
                }
            }
        }
    }
}
