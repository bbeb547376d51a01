package com.hookprobe.dsm.sim;

import static com.hookprobe.dsm.sim.SimulationFailure.check;

import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.consensus.Vote;
import com.hookprobe.dsm.consensus.VoteKind;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Propose;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All votes that honest validators have ever sent, across their restarts, and all certificates that they have handed on: S3, S4, S8
 * and L4 of DSM 3.10. It computes quorums and verifies certificates by itself.
 */
final class VoteOracle {
    /** What happened in one view of one height. */
    private static final class Place {
        final @Nullable Hash32[] notarized;
        final @Nullable Hash32[] finalized;
        final @Nullable Hash32[] proposed;
        final boolean[] nullified;

        @Nullable Hash32 value;

        @Nullable Hash32 decision;

        boolean skipped;

        Place(int n) {
            notarized = new Hash32[n];
            finalized = new Hash32[n];
            proposed = new Hash32[n];
            nullified = new boolean[n];
        }
    }

    private record Key(long height, long view) {}

    private final World world;
    private final Plan plan;
    private final SetOracle sets;
    private final AggregateCheck aggregates;
    private final Map<Key, Place> places = new HashMap<>();
    private final Set<Certificate> seen = new HashSet<>();

    VoteOracle(World world, Plan plan, SetOracle sets) {
        this.world = world;
        this.plan = plan;
        this.aggregates = new AggregateCheck(world.real);
        this.sets = sets;
    }

    private Place at(long height, long view) {
        return places.computeIfAbsent(new Key(height, view), key -> new Place(world.people()));
    }

    /** S4: nobody honest ever signs two votes that exclude each other, across all restarts; nothing leaves that is not on the disk. */
    void vote(SimNode node, Vote vote) {
        int signer = node.index;
        isItsOwn(node, vote);
        check(!node.mustNotSign, () -> "S4: " + node + " votes without its vote log");
        check(
                VoteLogBytes.holds(node.disk.surely("/votes.log"), vote),
                () -> "S4: " + node + " sends " + vote + ", and it is not durable in its vote log");
        enters(node, vote.height(), vote.view());
        Place place = at(vote.height(), vote.view());
        switch (vote.kind()) {
            case NOTARIZE -> {
                if (place.notarized[signer] == null) {
                    firstNotarize(node, vote);
                }
                place.notarized[signer] = once(place.notarized[signer], vote.value(), node, vote);
            }
            case FINALIZE -> place.finalized[signer] = once(place.finalized[signer], vote.value(), node, vote);
            case NULLIFY -> place.nullified[signer] = true;
        }
        check(
                !(place.nullified[signer] && place.finalized[signer] != null),
                () -> "S4: " + node + " signs FINALIZE and NULLIFY at height " + vote.height() + " view "
                        + vote.view());
    }

    /** S10: it votes at a height iff it is a member of that height's set, with the key that the set names. */
    private void isItsOwn(SimNode node, Vote vote) {
        if (plan.isSafe()) {
            ValidatorSet set = sets.at(vote.height());
            check(
                    set.indexOf(node.id).isPresent(),
                    () -> "S10: " + node + " votes at height " + vote.height() + " and is no member");
            check(
                    vote.signer() == SetOracle.signer(set, node.id),
                    () -> "S4: " + node + " sends a vote of signer " + vote.signer());
            check(isSigned(set, vote), () -> "S4: " + node + " sends a bad " + vote);
            return;
        }
        boolean some = false;
        for (ValidatorSet set : sets.all()) {
            some |= vote.signer() == SetOracle.signer(set, node.id) && isSigned(set, vote);
        }
        check(some, "S4: " + node + " sends a bad " + vote);
    }

    private boolean isSigned(ValidatorSet set, Vote vote) {
        byte[] message = signed(set, vote.kind(), vote.height(), vote.view(), vote.value());
        return aggregates.holds(set, new int[] {vote.signer()}, message, vote.signature());
    }

    /** S6: what a vote stands for is on the disk before it leaves. */
    private static void firstNotarize(SimNode node, Vote vote) {
        String file = "/proposals/" + vote.height() + "-" + vote.value().hex();
        check(!node.store.isDirty(), () -> "S6: " + node + " sends " + vote + " before its blocks are durable");
        check(
                node.disk.surely(file) != null || node.height() > vote.height(),
                () -> "S6: " + node + " sends " + vote + " before header and body are durable");
    }

    private static Hash32 once(@Nullable Hash32 before, Hash32 value, SimNode node, Vote vote) {
        check(before == null || before.equals(value), () -> "S4: " + node + " signs a second value: " + vote);
        return value;
    }

    void proposal(SimNode node, Propose propose) {
        long height = propose.header().height();
        boolean own = false;
        for (ValidatorSet set : plan.isSafe() ? List.of(sets.at(height)) : sets.all()) {
            own |= propose.signer() == SetOracle.signer(set, node.id);
        }
        check(own, "S4: " + node + " proposes as signer " + propose.signer());
        enters(node, height, propose.view());
        Hash32 statement = Hash32.sha256(
                "s",
                propose.header().hash().bytes(),
                propose.justification().hash().bytes());
        Place place = at(height, propose.view());
        Hash32 before = place.proposed[node.index];
        check(
                before == null || before.equals(statement),
                () -> "S4: " + node + " proposes twice at height " + height + " view " + propose.view());
        place.proposed[node.index] = statement;
        propose.justification().certificates().forEach(certificate -> certificate(node, certificate));
    }

    /** L4: a view is left only with the votes of a quorum. */
    void enters(SimNode node, long height, long view) {
        if (view > 1 && plan.isSafe()) {
            check(
                    hasQuorum(sets.at(height), at(height, view - 1)),
                    () -> "L4: " + node + " is in view " + view + " of height " + height + " and no quorum left view "
                            + (view - 1));
        }
    }

    private boolean hasQuorum(ValidatorSet set, Place place) {
        int needed = SetOracle.quorum(set);
        for (int signer = 0; signer < set.size(); signer++) {
            needed -= plan.isLiar(sets.person(set, signer)) ? 1 : 0;
        }
        int skips = 0;
        for (boolean nullified : place.nullified) {
            skips += nullified ? 1 : 0;
        }
        if (skips >= needed) {
            return true;
        }
        for (Hash32 value : place.notarized) {
            if (value != null && count(place.notarized, value) >= needed) {
                return true;
            }
        }
        return needed <= 0;
    }

    private static int count(@Nullable Hash32[] votes, Hash32 value) {
        int count = 0;
        for (Hash32 vote : votes) {
            count += value.equals(vote) ? 1 : 0;
        }
        return count;
    }

    /** S8: it verifies. S3: no DC(v) with SC(v); at most one VC value per view; a DC has the VC's value. */
    void certificate(SimNode node, Certificate certificate) {
        if (!seen.add(certificate)) {
            return;
        }
        String refusal = refusal(certificate);
        check(refusal.isEmpty(), "S8: " + node + " hands on a bad " + certificate + ": " + refusal);
        if (!plan.isSafe()) {
            return;
        }
        Place place = at(certificate.height(), certificate.view());
        Hash32 value = certificate.value();
        String where = " at height " + certificate.height() + " view " + certificate.view();
        switch (certificate.kind()) {
            case NOTARIZE -> {
                check(place.value == null || place.value.equals(value), "S3: two values with a certificate" + where);
                place.value = value;
            }
            case FINALIZE -> {
                check(place.decision == null || place.decision.equals(value), "S1: two decisions" + where);
                place.decision = value;
            }
            case NULLIFY -> place.skipped = true;
        }
        check(place.decision == null || !place.skipped, "S3: a decision and a skip certificate" + where);
        check(
                place.decision == null || place.value == null || place.decision.equals(place.value),
                "S3: a decision of another value than the view's certificate" + where);
    }

    /** Why a certificate is not one; empty when it is. Every honest signer in it must have sent that vote. */
    String refusal(Certificate certificate) {
        byte[] bitmap = certificate.bitmap();
        ValidatorSet set = plan.isSafe()
                ? sets.at(certificate.height())
                : sets.find(certificate.setHash()).orElse(world.genesis.validators());
        if (certificate.validators() != set.size() || !certificate.setHash().equals(set.hash())) {
            return "another set";
        }
        List<Integer> signers = new ArrayList<>();
        for (int i = 0; i < 8 * bitmap.length; i++) {
            if ((bitmap[i / 8] >> i % 8 & 1) == 1) {
                signers.add(i);
            }
        }
        int quorum = SetOracle.quorum(set);
        if (signers.size() < quorum) {
            return signers.size() + " signers of " + quorum;
        }
        byte[] message = signed(set, certificate.kind(), certificate.height(), certificate.view(), certificate.value());
        int[] indices = signers.stream().mapToInt(Integer::intValue).toArray();
        if (!aggregates.holds(set, indices, message, certificate.signature())) {
            return "the signature is not theirs";
        }
        for (int signer : indices) {
            int person = sets.person(set, signer);
            // Who is a set alone sends its votes to nobody.
            if (set.size() > 1 && !plan.isLiar(person) && !hasVoted(person, certificate)) {
                return "v" + person + " is honest and never sent that vote";
            }
        }
        return "";
    }

    private boolean hasVoted(int signer, Certificate certificate) {
        Place place = at(certificate.height(), certificate.view());
        return switch (certificate.kind()) {
            case NOTARIZE -> certificate.value().equals(place.notarized[signer]);
            case FINALIZE -> certificate.value().equals(place.finalized[signer]);
            case NULLIFY -> place.nullified[signer];
        };
    }

    /** The 125 signed bytes of DSM 3.4, written down a second time. */
    byte[] signed(ValidatorSet set, VoteKind kind, long height, long view, Hash32 value) {
        int code = kind == VoteKind.NOTARIZE ? 1 : kind == VoteKind.NULLIFY ? 2 : 3;
        return new WireWriter(125)
                .bytes("HP-DSM-VOTE-V1\0\0".getBytes(StandardCharsets.US_ASCII))
                .hash(world.genesis.networkId())
                .hash(set.hash())
                .u64(height)
                .u32(view)
                .u8(code)
                .hash(value)
                .toBytes();
    }
}
