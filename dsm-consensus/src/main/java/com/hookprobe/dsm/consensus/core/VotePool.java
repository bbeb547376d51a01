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
 * The votes of one height, at most one per (signer, view, kind), unverified until q of them agree; then their sum is verified, once
 * for all. Only when that fails is each looked at alone, and those that are bad are dropped and their signers blamed. So a height
 * without liars costs two pairings per certificate however many vote, and each liar can spoil one sum: the caller keeps in mind who
 * was blamed, and hands in such a signer's votes as suspect, to be verified at once.
 *
 * <p>An unverified vote is a claim of the session that it came through, no more. Nothing is built on it but hints about who may hold a
 * value; and evidence is made only of two votes that were each verified alone, since parts of a good sum need not be good.
 */
final class VotePool {
    private final ValidatorSet set;
    private final Hash32 networkId;
    private final long height;
    private final Map<Long, Map<VoteKind, TreeMap<Integer, Held>>> votes = new HashMap<>();
    private final Set<Integer> accused = new HashSet<>();

    VotePool(ValidatorSet set, Hash32 networkId, long height) {
        this.set = set;
        this.networkId = networkId;
        this.height = height;
    }

    /** A vote, and whether its signature was verified alone (or made here). */
    private record Held(Vote vote, boolean verified) {}

    /**
     * Counts a vote of this height that came through its signer's session.
     *
     * @param suspect true when this signer has sent a bad vote before: then this one is verified at once
     * @param settled true when the certificate that it could help to form is there: then it is of use as evidence only
     */
    VoteBook.Outcome add(Vote vote, boolean suspect, boolean settled) {
        List<Integer> blamed = new ArrayList<>();
        for (Held earlier : inTheWayOf(vote)) {
            // One accusation per signer and height is enough, and a flood of them must not cost a verification each.
            if (earlier.vote().equals(vote) || accused.contains(vote.signer())) {
                return VoteBook.Outcome.of(blamed);
            }
            if (verified(earlier)) {
                return conflict(earlier.vote(), vote, blamed);
            }
            // Garbage came first: it must not keep the good vote out, nor stand as half of an accusation.
            cast(earlier.vote()).remove(vote.signer());
            blamed.add(vote.signer());
        }
        if (settled) {
            return VoteBook.Outcome.of(blamed);
        }
        boolean verifyNow = suspect || !blamed.isEmpty();
        if (verifyNow && !vote.verify(set, networkId)) {
            blamed.add(vote.signer());
            return VoteBook.Outcome.of(blamed);
        }
        return count(new Held(vote, verifyNow), blamed);
    }

    /** Counts this node's own vote; no verification. */
    VoteBook.Outcome addOwn(Vote vote, boolean settled) {
        if (settled) {
            cast(vote).put(vote.signer(), new Held(vote, true));
            return VoteBook.Outcome.NOTHING;
        }
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
    private VoteBook.Outcome conflict(Vote first, Vote second, List<Integer> blamed) {
        boolean sameStatement = first.kind() == second.kind() && first.value().equals(second.value());
        // One key has one signature of one message, so a second one is bad unseen.
        if (sameStatement || !second.verify(set, networkId)) {
            blamed.add(second.signer());
            return VoteBook.Outcome.of(blamed);
        }
        accused.add(second.signer());
        return new VoteBook.Outcome(
                Optional.empty(), Optional.of(new Evidence.TwoVotes(first, second)), List.copyOf(blamed));
    }

    private VoteBook.Outcome count(Held held, List<Integer> blamed) {
        Vote vote = held.vote();
        cast(vote).put(vote.signer(), held);
        Optional<Certificate> formed = form(vote);
        if (formed.isEmpty() && agreeing(vote).size() >= set.quorum()) {
            weed(vote, blamed);
            formed = form(vote);
        }
        return new VoteBook.Outcome(formed, Optional.empty(), List.copyOf(blamed));
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

    /** True when this signer's NOTARIZE vote for the view is here, verified or not. */
    boolean hasNotarized(int signer, long view) {
        return cast(view, VoteKind.NOTARIZE).containsKey(signer);
    }

    /** Who voted NOTARIZE for this value in any view, verified or not. */
    Set<Integer> notarizers(Hash32 value) {
        Set<Integer> signers = new HashSet<>();
        for (Map<VoteKind, TreeMap<Integer, Held>> byKind : votes.values()) {
            for (Held held :
                    byKind.getOrDefault(VoteKind.NOTARIZE, new TreeMap<>()).values()) {
                if (held.vote().value().equals(value)) {
                    signers.add(held.vote().signer());
                }
            }
        }
        return signers;
    }

    private TreeMap<Integer, Held> cast(Vote like) {
        return cast(like.view(), like.kind());
    }

    private TreeMap<Integer, Held> cast(long view, VoteKind kind) {
        return votes.computeIfAbsent(view, v -> new EnumMap<>(VoteKind.class))
                .computeIfAbsent(kind, k -> new TreeMap<>());
    }
}
