package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.Evidence;
import com.hookprobe.dsm.consensus.TwoVotes;
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
 * The votes and certificates of one height. Keeps at most one vote per (signer, view, kind), unverified until q of them agree; then
 * their sum is verified, once for all (DSM 3.5 R3, R5, R6). Only when that fails is each looked at alone, and those that are bad are
 * dropped and their signers blamed. So a height without liars costs two pairings per certificate however many vote, and each liar can
 * spoil one sum: the caller keeps in mind who was blamed, and hands in such a signer's votes as suspect, to be verified at once.
 *
 * <p>An unverified vote is a claim of the session that it came through, no more. Nothing is built on it but hints about who may hold a
 * value; and evidence is made only of two votes that were each verified alone, since parts of a good sum need not be good.
 */
final class VoteBook {
    /** DSM 3.5: votes are buffered up to this many views ahead. */
    static final int VIEWS_AHEAD = 8;

    /** Certificates that contradict one that was there before: more than f validators are faulty, and a few tell which. */
    private static final int RIVALS_MAX = 16;

    private final ValidatorSet set;
    private final Hash32 networkId;
    private final long height;
    private final Map<Long, Map<VoteKind, TreeMap<Integer, Held>>> votes = new HashMap<>();
    private final TreeMap<Long, Certificate> values = new TreeMap<>();
    private final TreeMap<Long, Certificate> skips = new TreeMap<>();
    private final Set<Integer> accused = new HashSet<>();
    private final List<Certificate> rivals = new ArrayList<>();
    private @Nullable Certificate decision;
    private long failures;

    VoteBook(ValidatorSet set, Hash32 networkId, long height) {
        this.set = set;
        this.networkId = networkId;
        this.height = height;
    }

    /** A vote, and whether its signature was verified alone (or made here). */
    private record Held(Vote vote, boolean verified) {}

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
     * Counts a vote of this height that came through its signer's session.
     *
     * @param suspect true when this signer has sent a bad vote before: then this one is verified at once
     */
    Outcome add(Vote vote, long currentView, boolean suspect) {
        if (vote.height() != height || vote.view() > currentView + VIEWS_AHEAD || vote.signer() >= set.size()) {
            return Outcome.NOTHING;
        }
        List<Integer> blamed = new ArrayList<>();
        for (Held earlier : inTheWayOf(vote)) {
            // One accusation per signer and height is enough, and a flood of them must not cost a verification each.
            if (earlier.vote().equals(vote) || accused.contains(vote.signer())) {
                return Outcome.of(blamed);
            }
            if (verified(earlier)) {
                return conflict(earlier.vote(), vote, blamed);
            }
            // Garbage came first: it must not keep the good vote out, nor stand as half of an accusation.
            cast(earlier.vote()).remove(vote.signer());
            blamed.add(vote.signer());
        }
        if (isSettled(vote)) {
            return Outcome.of(blamed);
        }
        boolean verifyNow = suspect || !blamed.isEmpty();
        if (verifyNow && !vote.verify(set, networkId)) {
            blamed.add(vote.signer());
            return Outcome.of(blamed);
        }
        return count(new Held(vote, verifyNow), blamed);
    }

    /** Counts this node's own vote; no verification. */
    Outcome addOwn(Vote vote) {
        return count(new Held(vote, true), new ArrayList<>());
    }

    /** What the same signer has cast and nobody honest casts beside this vote: E2, E3, E4, or the same with another signature. */
    private List<Held> inTheWayOf(Vote vote) {
        List<Held> earlier = new ArrayList<>();
        List<VoteKind> kinds = switch (vote.kind()) {
            case NOTARIZE -> List.of(VoteKind.NOTARIZE);
            case NULLIFY, FINALIZE -> List.of(VoteKind.NULLIFY, VoteKind.FINALIZE);
        };
        for (VoteKind kind : kinds) {
            @Nullable Held held = cast(vote.view(), kind).get(vote.signer());
            if (held != null) {
                earlier.add(held);
            }
        }
        return earlier;
    }

    /** A vote beside a verified one of the same signer. */
    private Outcome conflict(Vote first, Vote second, List<Integer> blamed) {
        boolean sameStatement = first.kind() == second.kind() && first.value().equals(second.value());
        // One key has one signature of one message, so a second one is bad unseen.
        if (sameStatement || !second.verify(set, networkId)) {
            blamed.add(second.signer());
            return Outcome.of(blamed);
        }
        accused.add(second.signer());
        return new Outcome(Optional.empty(), Optional.of(TwoVotes.of(first, second)), List.copyOf(blamed));
    }

    private Outcome count(Held held, List<Integer> blamed) {
        Vote vote = held.vote();
        cast(vote).put(vote.signer(), held);
        if (isSettled(vote)) {
            return Outcome.of(blamed);
        }
        Optional<Certificate> formed = form(vote);
        if (formed.isEmpty() && agreeing(vote).size() >= set.quorum()) {
            weed(vote, blamed);
            formed = form(vote);
        }
        formed.ifPresent(this::put);
        return new Outcome(formed, Optional.empty(), List.copyOf(blamed));
    }

    /** The certificate of all that agree with a vote: when they are q, and their sum verifies as everybody will verify it. */
    private Optional<Certificate> form(Vote like) {
        SortedMap<Integer, byte[]> signatures = new TreeMap<>();
        agreeing(like)
                .forEach(
                        held -> signatures.put(held.vote().signer(), held.vote().signature()));
        return signatures.size() < set.quorum()
                ? Optional.empty()
                : Certificate.ofUnverified(set, like.kind(), height, like.view(), like.value(), signatures)
                        .filter(certificate -> certificate.verify(set, networkId));
    }

    /** Verifies each vote that agrees with this one, and drops those that are bad. No vote is verified alone twice. */
    private void weed(Vote like, List<Integer> blamed) {
        for (Held held : agreeing(like)) {
            int signer = held.vote().signer();
            if (!verified(held)) {
                cast(like).remove(signer);
                blamed.add(signer);
            }
        }
    }

    private List<Held> agreeing(Vote like) {
        return cast(like).values().stream()
                .filter(held -> held.vote().value().equals(like.value()))
                .toList();
    }

    /** Verifies a vote alone, and remembers when it is good. */
    private boolean verified(Held held) {
        Vote vote = held.vote();
        if (held.verified()) {
            return true;
        }
        boolean good = vote.verify(set, networkId);
        if (good) {
            cast(vote).put(vote.signer(), new Held(vote, true));
        }
        return good;
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
        return cast(view, VoteKind.NOTARIZE).containsKey(signer);
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

    Optional<Certificate> decision() {
        return Optional.ofNullable(decision);
    }

    /** Who voted NOTARIZE for this value in any view, verified or not: they say that they hold it, which is a hint. */
    Set<Integer> holders(Hash32 value) {
        Set<Integer> holders = new HashSet<>();
        for (Map<VoteKind, TreeMap<Integer, Held>> byKind : votes.values()) {
            for (Held held :
                    byKind.getOrDefault(VoteKind.NOTARIZE, new TreeMap<>()).values()) {
                if (held.vote().value().equals(value)) {
                    holders.add(held.vote().signer());
                }
            }
        }
        values.values().stream()
                .filter(certificate -> certificate.value().equals(value))
                .forEach(certificate -> holders.addAll(certificate.signers()));
        return holders;
    }

    private TreeMap<Integer, Held> cast(Vote like) {
        return cast(like.view(), like.kind());
    }

    private TreeMap<Integer, Held> cast(long view, VoteKind kind) {
        return votes.computeIfAbsent(view, v -> new EnumMap<>(VoteKind.class))
                .computeIfAbsent(kind, k -> new TreeMap<>());
    }
}
