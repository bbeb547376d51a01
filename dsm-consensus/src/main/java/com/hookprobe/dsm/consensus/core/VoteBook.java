package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.Evidence;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.consensus.Vote;
import com.hookprobe.dsm.consensus.VoteKind;
import com.hookprobe.dsm.ledger.Hash32;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The votes and certificates of one height. Keeps at most one vote per (signer, view, kind), all verified; a certificate is
 * formed as soon as q votes agree, and then further votes for the same thing are not even verified (a BLS verification costs
 * about 2 ms).
 */
final class VoteBook {
    /** DSM 3.5: votes are buffered up to this many views ahead. */
    static final int VIEWS_AHEAD = 8;

    private final ValidatorSet set;
    private final Hash32 networkId;
    private final long height;
    private final Map<Long, Map<VoteKind, TreeMap<Integer, Vote>>> votes = new HashMap<>();
    private final TreeMap<Long, Certificate> values = new TreeMap<>();
    private final TreeMap<Long, Certificate> skips = new TreeMap<>();
    private final Set<Integer> accused = new HashSet<>();
    private @Nullable Certificate decision;
    private long failures;

    VoteBook(ValidatorSet set, Hash32 networkId, long height) {
        this.set = set;
        this.networkId = networkId;
        this.height = height;
    }

    /**
     * What a vote did.
     *
     * @param formed the certificate that it completed
     * @param evidence against its signer
     */
    record Outcome(Optional<Certificate> formed, Optional<Evidence> evidence) {
        static final Outcome NOTHING = new Outcome(Optional.empty(), Optional.empty());
    }

    /** Verifies and counts a vote of this height from another validator. */
    Outcome add(Vote vote, long currentView) {
        if (vote.height() != height || vote.view() > currentView + VIEWS_AHEAD || vote.signer() >= set.size()) {
            return Outcome.NOTHING;
        }
        @Nullable Vote rival = rivalOf(vote);
        if (rival != null) {
            return accuse(rival, vote);
        }
        if (cast(vote.view(), vote.kind()).containsKey(vote.signer()) || isSettled(vote)) {
            return Outcome.NOTHING;
        }
        return verified(vote.verify(set, networkId)) ? count(vote) : Outcome.NOTHING;
    }

    /** Counts this node's own vote; no verification. */
    Outcome addOwn(Vote vote) {
        return count(vote);
    }

    private Outcome count(Vote vote) {
        TreeMap<Integer, Vote> cast = cast(vote.view(), vote.kind());
        cast.put(vote.signer(), vote);
        SortedMap<Integer, byte[]> agreeing = new TreeMap<>();
        for (Vote other : cast.values()) {
            if (other.value().equals(vote.value())) {
                agreeing.put(other.signer(), other.signature());
            }
        }
        if (agreeing.size() < set.quorum() || isSettled(vote)) {
            return Outcome.NOTHING;
        }
        Certificate formed = Certificate.of(set, vote.kind(), height, vote.view(), vote.value(), agreeing);
        put(formed);
        return new Outcome(Optional.of(formed), Optional.empty());
    }

    /** A vote that the same signer cast and that excludes this one: E2, E3 or E4. */
    private @Nullable Vote rivalOf(Vote vote) {
        @Nullable Vote same = cast(vote.view(), vote.kind()).get(vote.signer());
        if (same != null && !same.value().equals(vote.value())) {
            return same;
        }
        return switch (vote.kind()) {
            case NOTARIZE -> null;
            case NULLIFY -> cast(vote.view(), VoteKind.FINALIZE).get(vote.signer());
            case FINALIZE -> cast(vote.view(), VoteKind.NULLIFY).get(vote.signer());
        };
    }

    private Outcome accuse(Vote first, Vote second) {
        // One accusation per signer and height is enough, and a flood of them must not cost a verification each.
        if (accused.contains(second.signer()) || !verified(second.verify(set, networkId))) {
            return Outcome.NOTHING;
        }
        accused.add(second.signer());
        return new Outcome(Optional.empty(), Optional.of(new Evidence.TwoVotes(first, second)));
    }

    /** True when the certificate that this vote could help to form is there already. */
    private boolean isSettled(Vote vote) {
        return switch (vote.kind()) {
            case NOTARIZE -> values.containsKey(vote.view());
            case NULLIFY -> skips.containsKey(vote.view());
            case FINALIZE -> decision != null;
        };
    }

    /** True when a certificate that says the same has been verified before; the signature of this one may be garbage. */
    boolean knows(Certificate certificate) {
        @Nullable Certificate known = like(certificate);
        return known != null && known.value().equals(certificate.value());
    }

    /**
     * For a certificate that {@link #accept} took: one that says the same and was verified byte for byte. (With more than f faulty
     * validators there can be a second value; then the certificate itself has just been verified.)
     */
    Certificate held(Certificate certificate) {
        @Nullable Certificate known = like(certificate);
        return known != null && known.value().equals(certificate.value()) ? known : certificate;
    }

    private @Nullable Certificate like(Certificate certificate) {
        return switch (certificate.kind()) {
            case NOTARIZE -> values.get(certificate.view());
            case NULLIFY -> skips.get(certificate.view());
            case FINALIZE -> decision;
        };
    }

    /** Verifies a certificate of this height unless it is known; true when it holds. */
    boolean accept(Certificate certificate) {
        if (certificate.height() != height) {
            return false;
        }
        if (knows(certificate)) {
            return true;
        }
        if (!verified(certificate.verify(set, networkId))) {
            return false;
        }
        put(certificate);
        return true;
    }

    /** Verifies a certificate of another height. */
    boolean verifyOther(Certificate certificate) {
        return verified(certificate.verify(set, networkId));
    }

    private boolean verified(boolean good) {
        failures += good ? 0 : 1;
        return good;
    }

    /** How many verifications have failed: each has cost this node about 2 ms. */
    long failures() {
        return failures;
    }

    /** True when this signer's NOTARIZE vote for the view is here. */
    boolean hasNotarized(int signer, long view) {
        return cast(view, VoteKind.NOTARIZE).containsKey(signer);
    }

    /** Takes a certificate of this height that was verified before the height began. */
    void acceptVerified(Certificate certificate) {
        put(certificate);
    }

    private void put(Certificate certificate) {
        switch (certificate.kind()) {
            case NOTARIZE -> values.putIfAbsent(certificate.view(), certificate);
            case NULLIFY -> skips.putIfAbsent(certificate.view(), certificate);
            case FINALIZE -> decision = decision == null ? certificate : decision;
        }
    }

    /**
     * What more than f faulty validators have done, if it shows: a decision in a view that has a skip certificate, or two
     * values with a certificate where one of them is decided.
     */
    Optional<String> contradiction() {
        if (decision == null) {
            return Optional.empty();
        }
        if (skips.containsKey(decision.view())) {
            return Optional.of("height " + height + " view " + decision.view() + " is both decided and skipped");
        }
        for (Certificate value : values.tailMap(decision.view()).values()) {
            if (!value.value().equals(decision.value())) {
                return Optional.of("height " + height + " has a decision and a later certificate of another value");
            }
        }
        return Optional.empty();
    }

    Optional<Certificate> value(long view) {
        return Optional.ofNullable(values.get(view));
    }

    Optional<Certificate> skip(long view) {
        return Optional.ofNullable(skips.get(view));
    }

    /** The value certificate of the highest view. */
    Optional<Certificate> highestValue() {
        return values.isEmpty()
                ? Optional.empty()
                : Optional.of(values.lastEntry().getValue());
    }

    List<Certificate> allValues() {
        return new ArrayList<>(values.values());
    }

    /** All value and skip certificates, by kind and view. */
    List<Certificate> all() {
        List<Certificate> all = allValues();
        all.addAll(skips.values());
        return all;
    }

    Optional<Certificate> decision() {
        return Optional.ofNullable(decision);
    }

    /** Who voted NOTARIZE for this value in any view: they hold it. */
    Set<Integer> holders(Hash32 value) {
        Set<Integer> holders = new HashSet<>();
        for (Map<VoteKind, TreeMap<Integer, Vote>> byKind : votes.values()) {
            for (Vote vote :
                    byKind.getOrDefault(VoteKind.NOTARIZE, new TreeMap<>()).values()) {
                if (vote.value().equals(value)) {
                    holders.add(vote.signer());
                }
            }
        }
        values.values().stream()
                .filter(certificate -> certificate.value().equals(value))
                .forEach(certificate -> holders.addAll(certificate.signers()));
        return holders;
    }

    private TreeMap<Integer, Vote> cast(long view, VoteKind kind) {
        return votes.computeIfAbsent(view, v -> new EnumMap<>(VoteKind.class))
                .computeIfAbsent(kind, k -> new TreeMap<>());
    }
}
