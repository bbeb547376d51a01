package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Candidate;
import com.hookprobe.dsm.consensus.Evidence;
import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.Operation;
import com.hookprobe.dsm.consensus.Penalty;
import com.hookprobe.dsm.consensus.Quorum;
import com.hookprobe.dsm.consensus.SetChange;
import com.hookprobe.dsm.consensus.Validator;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The set of the next height, from the set of this one and what the checkpoint carries (DSM 3.6). The same for everybody: it depends on the
 * chain and the body only.
 *
 * <p>Safe without a delay, because a height starts only when the one before it is decided. At most max(1, f) members come, go or change
 * their key at one height, so that any two sets that follow each other share a quorum's majority; renewed attestations are no such change.
 * The order: evidence, operations, then members whose attestation is too old, the oldest first.
 */
final class SetRules {
    /** DSM 3.8: evidence about a height so far below is not taken any more. */
    static final long EVIDENCE_AGE_MAX = 100_000;

    /** Aged attestations never shrink a set below this: a verifier that is away must not dissolve the network. */
    static final int AGED_FLOOR = 4;

    private final Genesis genesis;
    private final SetHistory history;

    SetRules(Genesis genesis, SetHistory history) {
        this.genesis = genesis;
        this.history = history;
    }

    /**
     * What comes of it.
     *
     * @param next the set that decides the next height; this height's when something is wrong
     * @param refusal what is wrong, or empty
     */
    record Outcome(ValidatorSet next, List<Penalty> penalties, String refusal) {}

    /** How many members may come, go or change their key at one height. */
    static int changesMax(ValidatorSet set) {
        return Math.max(1, set.faults());
    }

    Outcome next(ValidatorSet set, long height, long epoch, List<Evidence> evidence, List<Operation> operations) {
        Draft draft = new Draft(set, height, epoch);
        for (Evidence item : evidence) {
            String refusal = draft.punish(item);
            if (!refusal.isEmpty()) {
                return new Outcome(set, List.of(), refusal);
            }
        }
        for (Operation operation : operations) {
            String refusal = draft.apply(operation);
            if (!refusal.isEmpty()) {
                return new Outcome(set, List.of(), refusal);
            }
        }
        draft.dropAged();
        try {
            return new Outcome(
                    draft.touched ? set.derive(List.copyOf(draft.members.values()), height + 1) : set,
                    draft.penalties,
                    "");
        } catch (IllegalArgumentException e) {
            return new Outcome(set, List.of(), "operations give no valid set: " + e.getMessage());
        }
    }

    /** What a leader puts into its body: of two pools, in order, all that fits; and the set that follows from it. */
    record Selection(List<Evidence> evidence, List<Operation> operations, ValidatorSet next) {}

    Selection select(ValidatorSet set, long height, long epoch, List<Evidence> accusations, List<Operation> pool) {
        Limits limits = Limits.BODY;
        Draft draft = new Draft(set, height, epoch);
        List<Evidence> evidence = new ArrayList<>();
        int bytes = 0;
        for (Evidence item : accusations) {
            int size = item.encode().length;
            if (evidence.size() < limits.items()
                    && bytes + size <= limits.bytes()
                    && draft.punish(item).isEmpty()) {
                evidence.add(item);
                bytes += size;
            }
        }
        List<Operation> operations = new ArrayList<>();
        bytes = 0;
        for (Operation operation : pool) {
            int size = operation.encode().length;
            if (operations.size() < limits.items()
                    && bytes + size <= limits.bytes()
                    && draft.apply(operation).isEmpty()) {
                operations.add(operation);
                bytes += size;
            }
        }
        // What is taken here must pass there, whatever is wrong with it: a body that all refuse would stop this node's
        // views for good.
        Outcome outcome = next(set, height, epoch, evidence, operations);
        return outcome.refusal().isEmpty()
                ? new Selection(evidence, operations, outcome.next())
                : new Selection(
                        List.of(),
                        List.of(),
                        next(set, height, epoch, List.of(), List.of()).next());
    }

    /** Why an operation does not fit alone at this height, or empty. */
    String objection(ValidatorSet set, long height, long epoch, Operation operation) {
        return next(set, height, epoch, List.of(), List.of(operation)).refusal();
    }

    /** How much evidence against validators, and how many operations, one body may hold: so many items and bytes of each. */
    record Limits(int items, int bytes) {
        static final Limits BODY = new Limits(64, 16 << 10);
    }

    /** Whom evidence convicts: somebody who is a member now, in the membership in which it was done. */
    Optional<Validator> convicted(ValidatorSet set, long height, Evidence item) {
        if (item.height() > height || item.height() <= height - EVIDENCE_AGE_MAX) {
            return Optional.empty();
        }
        return history.at(item.height())
                .filter(then -> item.offender() < then.size() && item.verify(then, genesis.networkId()))
                .map(then -> then.member(item.offender()).id())
                .flatMap(set::find)
                .filter(member -> member.joinedHeight() <= item.height());
    }

    private final class Draft {
        private final ValidatorSet set;
        private final long height;
        private final long epoch;
        private final TreeMap<NodeId, Validator> members = new TreeMap<>();
        private final List<Penalty> penalties = new ArrayList<>();
        private int changes;
        private boolean touched;

        Draft(ValidatorSet set, long height, long epoch) {
            this.set = set;
            this.height = height;
            this.epoch = epoch;
            set.members().forEach(member -> members.put(member.id(), member));
        }

        private boolean mayChange() {
            return changes < changesMax(set);
        }

        private void remove(NodeId id) {
            members.remove(id);
            changes++;
            touched = true;
        }

        private void put(Validator member) {
            members.put(member.id(), member);
            touched = true;
        }

        String punish(Evidence item) {
            Optional<Validator> guilty = convicted(set, height, item);
            if (guilty.isEmpty() || !item.suspends()) {
                return "evidence that convicts no member";
            }
            NodeId id = guilty.get().id();
            if (!members.containsKey(id) || members.size() == 1 || !mayChange()) {
                return "evidence beyond what one height may change";
            }
            remove(id);
            long bond = guilty.get().bond();
            // Rounded up, so that a small bond is not safe from a small part.
            long part = genesis.params().slashPerMille();
            long lost = bond / 1_000 * part + (bond % 1_000 * part + 999) / 1_000;
            penalties.add(new Penalty(height, id, item.kind(), bond, bond - lost));
            return "";
        }

        String apply(Operation operation) {
            SetChange change = operation.change();
            if (!operation.isApproved(set, genesis.networkId())) {
                return change.kind() + " without the approval of a quorum of this set";
            }
            if (change.entering().isPresent()) {
                return admit(change.entering().get());
            }
            Validator member = members.get(change.subject());
            if (member == null || set.find(change.subject()).isEmpty()) {
                return change.kind() + " of " + change.subject() + ", who is no member";
            }
            if (change instanceof SetChange.Attest attest) {
                return attest(member, attest);
            }
            if (!mayChange()) {
                return "more changes than one height may have";
            }
            if (change instanceof SetChange.RotateKey rotate) {
                return rotate(member, rotate);
            }
            return leave(member, change);
        }

        private String admit(Candidate candidate) {
            if (members.containsKey(candidate.id()) || set.find(candidate.id()).isPresent()) {
                return candidate.id() + " is a member already";
            }
            if (!mayChange()) {
                return "more changes than one height may have";
            }
            if (members.size() >= Quorum.VALIDATORS_MAX) {
                return "a candidate for a set of " + Quorum.VALIDATORS_MAX + ", which is full";
            }
            if (isTaken(candidate.wished().blsKey(), candidate.wished().ed25519(), candidate.id())) {
                return "a candidate with a key of another member";
            }
            if (!candidate.verify(set, genesis.networkId())) {
                return "a candidacy whose signature or proof of possession is bad";
            }
            changes++;
            put(candidate.member(height + 1, epoch));
            return "";
        }

        /** True when somebody else has one of these keys: in this set, or in the next as it is so far. */
        private boolean isTaken(byte[] blsKey, byte[] ed25519, NodeId id) {
            return Stream.concat(set.members().stream(), members.values().stream())
                    .filter(other -> !other.id().equals(id))
                    .anyMatch(
                            other -> Arrays.equals(other.blsKey(), blsKey) || Arrays.equals(other.ed25519(), ed25519));
        }

        private String attest(Validator member, SetChange.Attest attest) {
            if (attest.epoch() > epoch || attest.epoch() <= member.attestedEpoch()) {
                return "an attestation that is not newer than the member's, or from the future";
            }
            put(member.attestedIn(attest.epoch()));
            return "";
        }

        private String rotate(Validator member, SetChange.RotateKey rotate) {
            byte[] message = SetChange.RotateKey.signingBytes(
                    genesis.networkId(), member.id(), rotate.oldKey(), rotate.newKey(), rotate.pop());
            // A proof of possession is public: who shows another's does not have the key.
            boolean good = Arrays.equals(rotate.oldKey(), member.blsKey())
                    && !isTaken(rotate.newKey(), member.ed25519(), member.id())
                    && !Arrays.equals(rotate.newKey(), rotate.oldKey())
                    && set.verifyIdentityKey(member.ed25519(), message, rotate.signature())
                    && set.isProvenKey(rotate.newKey(), rotate.pop());
            if (!good) {
                return "a key change that is not signed by its member, or whose new key is not proven";
            }
            changes++;
            put(member.withKey(rotate.newKey(), rotate.pop()));
            return "";
        }

        private String leave(Validator member, SetChange change) {
            boolean good = true;
            long joined = member.joinedHeight();
            if (change instanceof SetChange.Leave leave) {
                byte[] message = SetChange.Leave.signingBytes(genesis.networkId(), member.id(), joined);
                good = leave.joinedHeight() == joined
                        && set.verifyIdentityKey(member.ed25519(), message, leave.signature());
            } else if (change instanceof SetChange.Suspend suspend) {
                good = suspend.joinedHeight() == joined;
            }
            if (!good || members.size() == 1) {
                return change.kind() + " of another membership, not signed by its member, or of the last one";
            }
            remove(member.id());
            return "";
        }

        /** DSM 3.6: "member whose attestation is older than max_age is dropped"; by the rule, so that no leader can spare one. */
        void dropAged() {
            long age = genesis.params().attestationEpochs();
            if (age == 0) {
                return;
            }
            List<Validator> aged = new ArrayList<>(members.values().stream()
                    .filter(member -> Math.max(member.attestedEpoch(), genesis.epoch()) < epoch - age)
                    .toList());
            aged.sort(Comparator.comparingLong(Validator::attestedEpoch).thenComparing(Validator::id));
            for (Validator member : aged) {
                if (mayChange() && members.size() > AGED_FLOOR) {
                    remove(member.id());
                }
            }
        }
    }
}
