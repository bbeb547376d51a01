package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.Evidence;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.consensus.Vote;
import com.hookprobe.dsm.consensus.VoteKind;
import com.hookprobe.dsm.ledger.Hash32;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of one height, all verified, and the votes that may form more of them (DSM 3.5 R3, R5, R6). Once a certificate is
 * there, further votes and certificates for the same thing are not even verified: that costs about 2 ms.
 */
final class VoteBook {
    /** DSM 3.5: votes are buffered up to this many views ahead. */
    static final int VIEWS_AHEAD = 8;

    /** Certificates that contradict one that was there before: more than f validators are faulty, and a few tell which. */
    private static final int RIVALS_MAX = 16;

    private final ValidatorSet set;
    private final Hash32 networkId;
    private final long height;
    private final VotePool pool;
    private final TreeMap<Long, Certificate> values = new TreeMap<>();
    private final TreeMap<Long, Certificate> skips = new TreeMap<>();
    private final List<Certificate> rivals = new ArrayList<>();
    private @Nullable Certificate decision;
    private long failures;

    VoteBook(ValidatorSet set, Hash32 networkId, long height) {
        this.set = set;
        this.networkId = networkId;
        this.height = height;
        this.pool = new VotePool(set, networkId, height);
    }

    /**
     * What a vote did.
     *
     * @param formed the certificate that it completed
     * @param evidence against its signer
     * @param blamed signers of votes that turned out bad, once for each such vote; not always the signer of this one
     */
    record Outcome(Optional<Certificate> formed, Optional<Evidence> evidence, List<Integer> blamed) {
        static final Outcome NOTHING = new Outcome(Optional.empty(), Optional.empty(), List.of());

        static Outcome of(List<Integer> blamed) {
            return blamed.isEmpty() ? NOTHING : new Outcome(Optional.empty(), Optional.empty(), List.copyOf(blamed));
        }
    }

    /**
     * Counts a vote that came through its signer's session.
     *
     * @param suspect true when this signer has sent a bad vote before
     */
    Outcome add(Vote vote, long currentView, boolean suspect) {
        if (vote.height() != height || vote.view() > currentView + VIEWS_AHEAD || vote.signer() >= set.size()) {
            return Outcome.NOTHING;
        }
        return keep(pool.add(vote, suspect, isSettled(vote)));
    }

    /** Counts this node's own vote; no verification. */
    Outcome addOwn(Vote vote) {
        return keep(pool.addOwn(vote, isSettled(vote)));
    }

    private Outcome keep(Outcome outcome) {
        outcome.formed().ifPresent(this::put);
        return outcome;
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
        return like(certificate) != null;
    }

    /**
     * For a certificate that {@link #accept} took: one that says the same and was verified byte for byte. (With more than f faulty
     * validators there can be a second value; then the certificate itself has just been verified.)
     */
    Certificate held(Certificate certificate) {
        @Nullable Certificate known = like(certificate);
        return known != null ? known : certificate;
    }

    /** The verified one that says the same. */
    private @Nullable Certificate like(Certificate certificate) {
        @Nullable Certificate first = firstLike(certificate);
        if (first != null && first.value().equals(certificate.value())) {
            return first;
        }
        for (Certificate rival : rivals) {
            if (rival.kind() == certificate.kind()
                    && rival.view() == certificate.view()
                    && rival.value().equals(certificate.value())) {
                return rival;
            }
        }
        return null;
    }

    private @Nullable Certificate firstLike(Certificate certificate) {
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

    /** How many certificates have failed; each has cost this node about 2 ms. Bad votes are in {@link Outcome#blamed}. */
    long failures() {
        return failures;
    }

    /** True when this signer's NOTARIZE vote for the view is here, verified or not: a hint. */
    boolean hasNotarized(int signer, long view) {
        return pool.hasNotarized(signer, view);
    }

    /** Takes a certificate of this height that was verified before the height began. */
    void acceptVerified(Certificate certificate) {
        put(certificate);
    }

    private void put(Certificate certificate) {
        @Nullable Certificate first = firstLike(certificate);
        if (first != null && !first.value().equals(certificate.value()) && rivals.size() < RIVALS_MAX) {
            rivals.add(certificate);
        }
        switch (certificate.kind()) {
            case NOTARIZE -> values.putIfAbsent(certificate.view(), certificate);
            case NULLIFY -> skips.putIfAbsent(certificate.view(), certificate);
            case FINALIZE -> decision = decision == null ? certificate : decision;
        }
    }

    /**
     * What more than f faulty validators have done, if it shows: two decisions, a decision in a view that has a skip certificate, or
     * two values with a certificate where one of them is decided.
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
        for (Certificate rival : rivals) {
            if (rival.kind() == VoteKind.FINALIZE) {
                return Optional.of(
                        "height " + height + " has two decisions: " + decision.value() + " and " + rival.value());
            }
        }
        return Optional.empty();
    }

    /** All certificates of the height that were verified, those that contradict others among them. */
    List<Certificate> certificates() {
        List<Certificate> all = new ArrayList<>(values.values());
        all.addAll(skips.values());
        decision().ifPresent(all::add);
        all.addAll(rivals);
        return all;
    }

    /** The decisions: more than one when more than f validators are faulty. */
    List<Certificate> decisions() {
        return certificates().stream()
                .filter(certificate -> certificate.kind() == VoteKind.FINALIZE)
                .toList();
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

    /** True when a quorum has notarized or decided this value in some view. */
    boolean hasCertified(Hash32 value) {
        return decision != null && decision.value().equals(value)
                || values.values().stream()
                        .anyMatch(certificate -> certificate.value().equals(value));
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

    /** Who voted NOTARIZE for this value in any view, verified or not: they say that they hold it, which is a hint. */
    Set<Integer> holders(Hash32 value) {
        Set<Integer> holders = pool.notarizers(value);
        values.values().stream()
                .filter(certificate -> certificate.value().equals(value))
                .forEach(certificate -> holders.addAll(certificate.signers()));
        return holders;
    }
}
