package com.hookprobe.node.witness;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.witness.GatheringEffect.Discard;
import com.hookprobe.node.witness.GatheringEffect.Reason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the votes of witnesses at the correlator. Pure and not thread-safe; time is monotonic nanoseconds.
 *
 * <p>Signatures are summed first and verified as one: while nobody lies, a quorum costs two pairings. When the sum does not
 * verify, each is looked at, once, and who lied has had its vote. From then on a liar's votes are looked at as they come, before
 * they can spoil a sum: so it costs the others' time once, and cannot stop a claim that enough others sign.
 */
public final class WitnessGathering {
    /** Claims in flight. */
    public static final int CLAIMS_MAX = 1_024;

    /** How long witnesses have. */
    public static final long TIMEOUT_NS = 5_000_000_000L;

    /** Bytes of requests to witnesses in flight: they lie in the queues of sessions until they are acknowledged. */
    public static final long ASKED_BYTES_MAX = 64L << 20;

    /** Decided claims that are remembered, to tell late votes from foreign ones. */
    static final int FINISHED_MAX = 4_096;

    private static final class Open {
        private final WitnessClaim claim;
        private final long epoch;
        private final Hash32 message;
        private final WitnessDraw draw;
        private final Set<Integer> asked;
        private final long askedBytes;
        private final long deadlineNs;
        private final TreeMap<Integer, byte[]> signatures = new TreeMap<>();
        private final Map<Integer, WitnessVote.Refused> refusals = new LinkedHashMap<>();
        private final Set<Integer> forgers = new TreeSet<>();
        /** Whose signature was verified by itself, since a sum did not. */
        private final Set<Integer> proven = new TreeSet<>();

        private boolean summedInVain;

        private Open(
                WitnessClaim claim,
                long epoch,
                Hash32 message,
                WitnessDraw draw,
                Set<Integer> asked,
                long askedBytes,
                long deadlineNs) {
            this.claim = claim;
            this.epoch = epoch;
            this.message = message;
            this.draw = draw;
            this.asked = asked;
            this.askedBytes = askedBytes;
            this.deadlineNs = deadlineNs;
        }

        private boolean answered(int witness) {
            return signatures.containsKey(witness) || refusals.containsKey(witness) || forgers.contains(witness);
        }

        private boolean hopeless() {
            return asked.size() - refusals.size() - forgers.size() < draw.quorum();
        }

        /** So many witnesses as can lie may lie about a report; one more is taken to be right. */
        private Set<Integer> blamed() {
            Map<Integer, Integer> against = new TreeMap<>();
            refusals.values().stream()
                    .filter(vote -> vote.reason().blamesReporter()
                            && vote.report() < claim.basis().size())
                    .forEach(vote -> against.merge(vote.report(), 1, Integer::sum));
            against.values().removeIf(count -> count <= draw.faults());
            return Set.copyOf(against.keySet());
        }

        private GatheringEffect unverified(Reason reason) {
            int refused = refusals.size() + forgers.size();
            return new GatheringEffect.Unverified(message, claim, reason, signatures.size(), refused, blamed());
        }
    }

    private final WitnessSet set;
    /** By message. In the order of their start, which is that of their deadlines. */
    private final Map<Hash32, Open> open = new LinkedHashMap<>();

    private final Set<Hash32> finished = new LinkedHashSet<>();
    /** Witnesses that have forged a signature once; no more than there are validators. */
    private final Set<Integer> suspects = new TreeSet<>();

    private long askedBytes;
    private final Map<Discard, Long> discarded = new EnumMap<>(Discard.class);

    public WitnessGathering(WitnessSet set) {
        this.set = set;
    }

    /**
     * Asks the witnesses that are drawn for a claim. A claim that is in flight already is not asked about twice.
     *
     * @param epoch the ledger epoch of now
     * @param requestBytes what one witness is sent
     * @param eligible who may witness now: trusted, and within reach
     */
    public List<GatheringEffect> start(
            WitnessClaim claim, long epoch, int requestBytes, Predicate<NodeId> eligible, long nowNs) {
        Hash32 message = set.message(claim, epoch);
        if (open.containsKey(message)) {
            return List.of();
        }
        WitnessDraw draw = set.draw(claim.key(), epoch);
        Set<Integer> asked = new LinkedHashSet<>(draw.signers());
        asked.removeIf(index -> !eligible.test(set.id(index)));
        long bytes = (long) requestBytes * asked.size();
        Open fresh = new Open(claim, epoch, message, draw, asked, bytes, nowNs + TIMEOUT_NS);
        if (open.size() >= CLAIMS_MAX || askedBytes + bytes > ASKED_BYTES_MAX) {
            return List.of(fresh.unverified(Reason.BUSY));
        }
        if (fresh.hopeless()) {
            return List.of(fresh.unverified(Reason.TOO_FEW_WITNESSES));
        }
        finished.remove(message);
        open.put(message, fresh);
        askedBytes += bytes;
        List<GatheringEffect> effects = new ArrayList<>();
        asked.forEach(index -> effects.add(new GatheringEffect.Ask(message, set.id(index))));
        return effects;
    }

    /** An answer from an authenticated session. */
    public List<GatheringEffect> vote(NodeId from, WitnessVote vote) {
        Open claim = open.get(vote.message());
        if (claim == null) {
            return discard(from, finished.contains(vote.message()) ? Discard.LATE : Discard.FOREIGN);
        }
        OptionalInt index = set.indexOf(from);
        if (index.isEmpty() || !claim.asked.contains(index.getAsInt())) {
            return discard(from, Discard.FOREIGN);
        }
        int witness = index.getAsInt();
        if (claim.answered(witness)) {
            return discard(from, Discard.DUPLICATE);
        }
        List<GatheringEffect> effects = new ArrayList<>();
        if (vote instanceof WitnessVote.Signed signed) {
            take(claim, witness, signed.signature(), effects);
            if (claim.signatures.size() >= claim.draw.quorum()) {
                certify(claim, effects);
            }
        } else if (vote instanceof WitnessVote.Refused refused) {
            claim.refusals.put(witness, refused);
            effects.add(new GatheringEffect.Refusal(claim.claim, from, refused));
        }
        if (open.containsKey(claim.message) && claim.hopeless()) {
            effects.add(claim.unverified(Reason.REFUSED));
            finish(claim.message);
        }
        return effects;
    }

    /** Lets time pass; call it at {@link #nextDeadlineNs} or soon after. */
    public List<GatheringEffect> timer(long nowNs) {
        List<GatheringEffect> effects = new ArrayList<>();
        List<Hash32> over = new ArrayList<>();
        Iterator<Open> claims = open.values().iterator();
        while (claims.hasNext()) {
            Open next = claims.next();
            if (next.deadlineNs - nowNs > 0) {
                break;
            }
            effects.add(next.unverified(Reason.TIMEOUT));
            over.add(next.message);
        }
        over.forEach(this::finish);
        return effects;
    }

    /** Forgets a claim, of a decision that was taken back; its votes are late ones from now on. */
    public void drop(Hash32 message) {
        if (open.containsKey(message)) {
            finish(message);
        }
    }

    /** When {@link #timer} is due; {@link Long#MAX_VALUE} for never. */
    public long nextDeadlineNs() {
        return open.isEmpty() ? Long.MAX_VALUE : open.values().iterator().next().deadlineNs;
    }

    /** Claims in flight. */
    public int claims() {
        return open.size();
    }

    /** How many votes were thrown away for this reason. */
    public long discarded(Discard why) {
        return discarded.getOrDefault(why, 0L);
    }

    private void take(Open claim, int witness, byte[] signature, List<GatheringEffect> effects) {
        claim.signatures.put(witness, signature);
        if (claim.summedInVain || suspects.contains(witness)) {
            prove(claim, Map.of(witness, signature), effects);
        }
    }

    private void certify(Open claim, List<GatheringEffect> effects) {
        boolean each = claim.proven.containsAll(claim.signatures.keySet());
        WitnessCertificate certificate = sum(claim);
        if (certificate != null
                && (each || set.verifyAggregate(certificate.signers(), claim.message, certificate.signature()))) {
            finish(claim.message);
            effects.add(new GatheringEffect.Verified(claim.message, claim.claim, certificate));
        } else if (!each) {
            claim.summedInVain = true;
            prove(claim, claim.signatures, effects);
        }
    }

    /** Verifies signatures each by itself, and none twice; who forged one has had its vote. */
    private void prove(Open claim, Map<Integer, byte[]> signatures, List<GatheringEffect> effects) {
        List<Integer> forged = new ArrayList<>();
        signatures.forEach((witness, signature) -> {
            if (!claim.proven.contains(witness)) {
                (set.verify(witness, claim.message, signature) ? claim.proven : forged).add(witness);
            }
        });
        for (int witness : forged) {
            claim.signatures.remove(witness);
            claim.forgers.add(witness);
            suspects.add(witness);
            effects.addAll(discard(set.id(witness), Discard.FORGED));
        }
    }

    private @Nullable WitnessCertificate sum(Open claim) {
        try {
            return WitnessCertificate.of(set, claim.epoch, claim.signatures);
        } catch (IllegalArgumentException noPointOfTheGroup) {
            // Somebody sent what is no signature at all; who it was shows when each is verified.
            return null;
        }
    }

    private void finish(Hash32 message) {
        Open over = open.remove(message);
        askedBytes -= over == null ? 0 : over.askedBytes;
        finished.add(message);
        if (finished.size() > FINISHED_MAX) {
            finished.remove(finished.iterator().next());
        }
    }

    private List<GatheringEffect> discard(NodeId from, Discard why) {
        discarded.merge(why, 1L, Long::sum);
        return List.of(new GatheringEffect.Discarded(from, why));
    }
}
