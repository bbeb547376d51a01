package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.Hash32;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One height in which more than f validators sign whatever helps a fork, and the others vote by the rules of DSM 3.5 only: no second
 * NOTARIZE in a view, never FINALIZE and NULLIFY in one, a proposal only with a justification, FINALIZE only on a value certificate.
 * Who hears what is random, the same for the same seed. It keeps what each honest validator holds.
 */
final class ForkWorld {
    static final Hash32 NETWORK = Hash32.sha256("fork world");
    static final int VIEWS = 4;

    final List<Fixtures.Member> members;
    final ValidatorSet set;
    final Set<Integer> faulty = new TreeSet<>();

    /** What each honest validator holds. */
    final Map<Integer, Set<Certificate>> held = new HashMap<>();

    final Set<Certificate> pool = new LinkedHashSet<>();
    private final SplittableRandom random;
    private final Map<Integer, Hash32> notarized = new HashMap<>();
    private final Map<Integer, Hash32> finalized = new HashMap<>();
    private final Set<Integer> nullified = new HashSet<>();
    private final Map<Integer, Boolean> side = new HashMap<>();

    ForkWorld(List<Fixtures.Member> members, ValidatorSet set, int faultyCount, long seed) {
        this.members = members;
        this.set = set;
        this.random = new SplittableRandom(seed);
        while (faulty.size() < faultyCount) {
            faulty.add(random.nextInt(set.size()));
        }
        for (int i = 0; i < set.size(); i++) {
            if (!faulty.contains(i)) {
                held.put(i, new LinkedHashSet<>());
                side.put(i, random.nextBoolean());
            }
        }
    }

    /** Plays the views, and gives each honest validator the decisions in the end: that is how a fork shows. */
    void run() {
        for (int view = 1; view <= VIEWS; view++) {
            play(view);
        }
        decisions().forEach(decision -> held.values().forEach(mine -> mine.add(decision)));
    }

    List<Certificate> decisions() {
        return pool.stream().filter(it -> it.kind() == VoteKind.FINALIZE).toList();
    }

    boolean forked() {
        return decisions().stream().map(Certificate::value).distinct().count() > 1;
    }

    Collection<Transcript> transcripts() {
        return held.values().stream()
                .map(mine -> Transcript.of(NETWORK, 1, List.of(), mine))
                .toList();
    }

    private void play(int view) {
        notarized.clear();
        finalized.clear();
        nullified.clear();
        List<Proposal> proposals = proposals(view);
        for (int node : held.keySet()) {
            boolean flip = random.nextInt(8) == 0;
            boolean first = side.get(node) != flip;
            if (!proposals.isEmpty() && random.nextInt(4) > 0) {
                // The two sides are shown different proposals where there are two.
                Proposal shown = proposals.get(first ? 0 : proposals.size() - 1);
                held.get(node).addAll(shown.why());
                notarized.put(node, shown.value());
            }
        }
        boolean early = random.nextBoolean();
        if (early) {
            timeOuts();
        }
        Set<Hash32> values = new LinkedHashSet<>(notarized.values());
        proposals.forEach(proposal -> values.add(proposal.value()));
        for (Hash32 value : values) {
            certificate(VoteKind.NOTARIZE, view, value, whoSaid(notarized, value))
                    .ifPresent(this::finalizeOn);
        }
        if (!early) {
            timeOuts();
        }
        certificate(VoteKind.NULLIFY, view, Hash32.ZERO, nullified);
        for (Hash32 value : values) {
            certificate(VoteKind.FINALIZE, view, value, whoSaid(finalized, value));
        }
    }

    private void timeOuts() {
        for (int node : held.keySet()) {
            if (!finalized.containsKey(node) && random.nextBoolean()) {
                nullified.add(node);
            }
        }
    }

    private void finalizeOn(Certificate value) {
        for (int node : held.keySet()) {
            boolean hears = random.nextInt(3) > 0;
            if (hears) {
                held.get(node).add(value);
            }
            if (hears && !nullified.contains(node) && !finalized.containsKey(node)) {
                finalized.put(node, value.value());
            }
        }
    }

    private record Proposal(Hash32 value, List<Certificate> why) {}

    /** Up to two proposals that an honest validator accepts in this view: one per way to justify one, shuffled. */
    private List<Proposal> proposals(int view) {
        List<Proposal> possible = new ArrayList<>();
        for (int from = 0; from < view; from++) {
            List<Certificate> skips = new ArrayList<>();
            for (int skipped = from + 1; skipped < view; skipped++) {
                find(VoteKind.NULLIFY, skipped).stream().findFirst().ifPresent(skips::add);
            }
            if (skips.size() < view - 1 - from) {
                continue;
            }
            if (from == 0) {
                possible.add(new Proposal(Hash32.sha256("a", new byte[] {(byte) view}), skips));
                possible.add(new Proposal(Hash32.sha256("b", new byte[] {(byte) view}), skips));
            }
            for (Certificate base : find(VoteKind.NOTARIZE, from)) {
                List<Certificate> why = new ArrayList<>(List.of(base));
                why.addAll(skips);
                possible.add(new Proposal(base.value(), why));
            }
        }
        List<Proposal> chosen = new ArrayList<>();
        while (!possible.isEmpty() && chosen.size() < 2) {
            chosen.add(possible.remove(random.nextInt(possible.size())));
        }
        return chosen;
    }

    private List<Certificate> find(VoteKind kind, int view) {
        return pool.stream()
                .filter(it -> it.kind() == kind && it.view() == view)
                .toList();
    }

    private static Set<Integer> whoSaid(Map<Integer, Hash32> votes, Hash32 value) {
        Set<Integer> who = new TreeSet<>();
        votes.forEach((node, said) -> {
            if (said.equals(value)) {
                who.add(node);
            }
        });
        return who;
    }

    /** A certificate of exactly q signers, when honest votes and any of the faulty ones suffice. */
    private Optional<Certificate> certificate(VoteKind kind, int view, Hash32 value, Set<Integer> honest) {
        List<Integer> signers = new ArrayList<>(honest);
        List<Integer> helpers = new ArrayList<>(faulty);
        while (signers.size() < set.quorum() && !helpers.isEmpty()) {
            signers.add(helpers.remove(random.nextInt(helpers.size())));
        }
        if (signers.size() < set.quorum()) {
            return Optional.empty();
        }
        Certificate certificate = sign(kind, view, value, signers);
        pool.add(certificate);
        return Optional.of(certificate);
    }

    Certificate sign(VoteKind kind, long view, Hash32 value, Collection<Integer> signers) {
        byte[] message = Vote.signingBytes(NETWORK, set.hash(), kind, 1, view, value);
        TreeMap<Integer, byte[]> signatures = new TreeMap<>();
        signers.forEach(
                signer -> signatures.put(signer, members.get(signer).signer().signVote(message)));
        return Certificate.of(set, kind, 1, view, value, signatures);
    }
}
