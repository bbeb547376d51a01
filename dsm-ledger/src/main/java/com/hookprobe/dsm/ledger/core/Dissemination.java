package com.hookprobe.dsm.ledger.core;

import com.hookprobe.dsm.ledger.ForkEvidence;
import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.PublicKeyBytes;
import com.hookprobe.dsm.ledger.PutResult;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.dsm.ledger.core.DsmMessage.Block;
import com.hookprobe.dsm.ledger.core.DsmMessage.Blocks;
import com.hookprobe.dsm.ledger.core.DsmMessage.Have;
import com.hookprobe.dsm.ledger.core.DsmMessage.Proof;
import com.hookprobe.dsm.ledger.core.DsmMessage.ProofRequest;
import com.hookprobe.dsm.ledger.core.DsmMessage.Refused;
import com.hookprobe.dsm.ledger.core.DsmMessage.Want;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Brings every block of an enrolled source to every validator (DSM 2.4), as a pure machine: inputs are calls, outputs are
 * {@link DisseminationEffect}s in the returned list, to be carried out in order before the next call.
 *
 * <p>New blocks are pushed at once; what gets lost is found by summaries. A summary names, per source, the linked end of
 * the chain above the last finalised frontier, and is repeated for ever: no peer is taken to remember an older one. Sources
 * are single-writer chains, so that one number and one hash say what a node has.
 *
 * <p>Bounds: per peer {@link PeerState#KNOWN_MAX} names, verifications and answer bytes by token bucket; 4,096 chains being
 * fetched for summaries; two branches of a fork. Not thread-safe.
 */
public final class Dissemination {
    /** Peers at a time. */
    public static final int PEERS_MAX = 4_096;

    /** Sources whose fork was reported. */
    private static final int FORKS_MAX = Frontier.SOURCES_MAX;

    private final DisseminationConfig config;
    private final LedgerView view;
    private final Enrolment enrolment;
    private final RandomGenerator random;
    private final Summaries summaries;
    private final Answers answers;
    private final Map<NodeId, PeerState> peers = new LinkedHashMap<>();
    private final Pulls pulls;
    private final ProofWants proofs;
    private final Map<NodeId, Long> muted = new LinkedHashMap<>();
    private final Set<Pull.Key> forked = new LinkedHashSet<>();

    public Dissemination(DisseminationConfig config, LedgerView view, Enrolment enrolment, RandomGenerator random) {
        this.config = config;
        this.view = view;
        this.enrolment = enrolment;
        this.random = random;
        this.pulls = new Pulls(config, view);
        this.summaries = new Summaries(config, view, enrolment, pulls, random.nextLong() & Long.MAX_VALUE);
        this.answers = new Answers(view);
        this.proofs = new ProofWants(config.haveIntervalNs());
    }

    /**
     * A session with a peer is up. Its first summary is due at once (within a fifth of the interval).
     *
     * @throws IllegalStateException with {@link #PEERS_MAX} peers
     */
    public void addPeer(NodeId id, boolean validator, long nowNs) {
        if (peers.size() >= PEERS_MAX && !peers.containsKey(id)) {
            throw new IllegalStateException("too many peers: " + PEERS_MAX);
        }
        PeerState peer = new PeerState(id, validator, config, nowNs);
        peer.nextHaveNs = nowNs + random.nextLong(config.haveIntervalNs() / 5);
        Long mutedUntilNs = muted.remove(id);
        if (mutedUntilNs != null) {
            peer.mutedUntilNs = mutedUntilNs;
        }
        peers.put(id, peer);
        if (validator) {
            pulls.addPeer(id);
        }
    }

    /** The session with a peer is gone. */
    public void removePeer(NodeId id) {
        PeerState peer = peers.remove(id);
        pulls.removePeer(id);
        // Coming back does not end a mute.
        if (peer != null && peer.invalid >= config.invalidMax()) {
            if (muted.size() >= PEERS_MAX) {
                muted.remove(muted.keySet().iterator().next());
            }
            muted.put(id, peer.mutedUntilNs);
        }
    }

    /** A new block of this node, durable in the store: push it. */
    public List<DisseminationEffect> onLocal(Microblock block) {
        List<DisseminationEffect> out = new ArrayList<>();
        push(block, block.hash(), out);
        return out;
    }

    /** A message of the ledger's kinds arrived in an authenticated session with {@code from}. */
    public List<DisseminationEffect> onMessage(NodeId from, byte[] bytes, long nowNs) {
        List<DisseminationEffect> out = new ArrayList<>();
        PeerState peer = peers.get(from);
        if (peer == null) {
            out.add(new DisseminationEffect.Refused(from, Optional.empty(), RefusalReason.NOT_A_PEER));
            return out;
        }
        if (nowNs < peer.mutedUntilNs) {
            out.add(new DisseminationEffect.Refused(from, Optional.empty(), RefusalReason.MUTED));
            return out;
        }
        try {
            handle(peer, DsmWire.decode(bytes), nowNs, out);
        } catch (MalformedException e) {
            invalid(peer, Optional.empty(), RefusalReason.MALFORMED, nowNs, out);
        }
        return out;
    }

    /** The outcome of a {@link DisseminationEffect.Store}. */
    public List<DisseminationEffect> onStored(DisseminationEffect.Store store, PutResult result) {
        List<DisseminationEffect> out = new ArrayList<>();
        Microblock block = store.block();
        PeerState peer = peers.get(store.from());
        switch (result.outcome()) {
            case STORED, FORK -> {
                if (peer != null) {
                    peer.useful++;
                }
                if (result.outcome() == PutResult.Outcome.FORK) {
                    reportFork(block, result, out);
                }
                out.add(new DisseminationEffect.Accepted(block));
                if (store.relay()) {
                    push(block, block.hash(), out);
                }
            }
            case DUPLICATE -> {
                if (peer != null) {
                    peer.duplicates++;
                }
            }
            case REFUSED_BRANCH -> {
                // The node may have restarted since it stored the first two; the source is reported all the same.
                reportFork(block, result, out);
                if (peer != null) {
                    peer.refused++;
                }
                out.add(new DisseminationEffect.Refused(
                        store.from(), Optional.of(block.hash()), RefusalReason.THIRD_BRANCH));
            }
        }
        return out;
    }

    /** Time passed. */
    public List<DisseminationEffect> onTick(long nowNs) {
        List<DisseminationEffect> out = new ArrayList<>();
        for (PeerState peer : peers.values()) {
            if (nowNs >= peer.nextHaveNs) {
                summaries.send(peer, summaries.moved(nowNs), out);
                // DSM 2.4 rule 4: repeated with jitter, so that nodes started together do not stay in step.
                long fifth = config.haveIntervalNs() / 5;
                peer.nextHaveNs = nowNs + config.haveIntervalNs() - fifth + random.nextLong(2 * fifth);
            }
        }
        if (nowNs >= pulls.dueNs()) {
            pulls.run(nowNs, out);
        }
        proofs.run(nowNs, validators(), out);
        return out;
    }

    /** When {@link #onTick} is due next; it may lie in the past. {@link Long#MAX_VALUE} when there is nothing to do. */
    public long nextDeadlineNs() {
        long due = Math.min(pulls.dueNs(), proofs.dueNs());
        for (PeerState peer : peers.values()) {
            due = Math.min(due, peer.nextHaveNs);
        }
        return due;
    }

    /**
     * Fetches the chains of ranges that a signed proposal or a decided checkpoint names; {@code Fetched} tells of each. They are
     * asked of {@code from} first, then of all validators, until they are here or {@link #cancelFetches} is called.
     * The caller has checked that the ranges are of a bounded total size.
     */
    public void fetch(List<SourceRange> ranges, NodeId from, long nowNs) {
        Set<NodeId> holders = new LinkedHashSet<>(validators());
        ranges.forEach(range -> pulls.require(range, from, holders, nowNs));
    }

    /** Forgets all open fetches. */
    public void cancelFetches() {
        pulls.cancelRequired();
    }

    /** Asks for the proof of a block until it is there or 64 attempts failed; false when too many are open. */
    public boolean requestProof(Hash32 block, long nowNs) {
        return proofs.add(block, nowNs);
    }

    /** What a peer did so far. */
    public Optional<PeerScore> score(NodeId id, long nowNs) {
        return Optional.ofNullable(peers.get(id))
                .map(peer -> new PeerScore(
                        peer.useful,
                        peer.duplicates,
                        peer.refused,
                        peer.overBudget,
                        peer.invalid,
                        nowNs < peer.mutedUntilNs));
    }

    /** Number of chains being fetched and of proofs being asked for. */
    public int openRequests() {
        return pulls.size() + proofs.size();
    }

    private void handle(PeerState peer, DsmMessage message, long nowNs, List<DisseminationEffect> out) {
        if (message instanceof Block block) {
            boolean taken = receive(peer, block.block(), true, nowNs, out);
            if (taken && !view.holds(block.block().hash())) {
                fillGap(peer, block.block(), nowNs);
            }
        } else if (message instanceof Blocks blocks) {
            // What was pulled from a third node is old news; the other validators pull it themselves.
            blocks.blocks().forEach(block -> receive(peer, block, peer.id.equals(block.source()), nowNs, out));
            pulls.onBlocks(peer.id, blocks.blocks(), nowNs);
        } else if (message instanceof Have have) {
            summaries.onHave(peer, have, nowNs, out);
        } else if (message instanceof Want want) {
            answers.onWant(peer, want, nowNs, out);
        } else if (message instanceof ProofRequest request) {
            answers.onProofRequest(peer, request.block(), nowNs, out);
        } else if (message instanceof Proof proof) {
            onProof(peer, proof.bundle(), nowNs, out);
        } else if (message instanceof Refused refused) {
            out.add(new DisseminationEffect.RefusedByPeer(peer.id, refused.block(), refused.reason()));
        }
    }

    private boolean receive(
            PeerState peer, Microblock block, boolean relay, long nowNs, List<DisseminationEffect> out) {
        Hash32 hash = block.hash();
        if (view.holds(hash)) {
            peer.duplicates++;
            peer.learn(hash);
            return true;
        }
        Optional<RefusalReason> refusal = check(peer, block, hash, nowNs);
        if (refusal.isPresent()) {
            refuse(peer, hash, refusal.get(), nowNs, out);
            return false;
        }
        peer.learn(hash);
        out.add(new DisseminationEffect.Store(block, pulls.isRequired(hash), relay, peer.id));
        return true;
    }

    /** Cheap checks first; the signature last. */
    private Optional<RefusalReason> check(PeerState peer, Microblock block, Hash32 hash, long nowNs) {
        if (!block.networkId().equals(config.networkId())) {
            return Optional.of(RefusalReason.WRONG_NETWORK);
        }
        if (!config.validator() && !block.source().equals(config.self())) {
            return Optional.of(RefusalReason.NOT_FOLLOWED);
        }
        Optional<PublicKeyBytes> key = enrolment.key(block.source(), block.incarnation());
        if (key.isEmpty()) {
            return Optional.of(RefusalReason.UNKNOWN_SOURCE);
        }
        boolean required = pulls.isRequired(hash);
        if (!required && !view.frontier().mayExtend(block.source(), block.incarnation())) {
            return Optional.of(RefusalReason.NOT_ACTIVE);
        }
        long end = view.highest(block.source(), block.incarnation())
                .map(SourceHead::to)
                .orElse(0L);
        if (block.seq() - end > config.window() && !required) {
            return Optional.of(RefusalReason.TOO_FAR);
        }
        if (!peer.verifies.take(1, nowNs)) {
            return Optional.of(RefusalReason.OVER_BUDGET);
        }
        return enrolment.verify(block, key.get()) ? Optional.empty() : Optional.of(RefusalReason.BAD_SIGNATURE);
    }

    private void refuse(PeerState peer, Hash32 hash, RefusalReason reason, long nowNs, List<DisseminationEffect> out) {
        switch (reason) {
            // No honest node relays these; a node that has not heard of an enrolment yet may see the others.
            case BAD_SIGNATURE, WRONG_NETWORK -> invalid(peer, Optional.of(hash), reason, nowNs, out);
            case OVER_BUDGET -> {
                peer.overBudget++;
                out.add(new DisseminationEffect.Refused(peer.id, Optional.of(hash), reason));
            }
            default -> {
                peer.refused++;
                out.add(new DisseminationEffect.Refused(peer.id, Optional.of(hash), reason));
            }
        }
        answers.refused(peer, new Refused(reason, hash), nowNs, out);
    }

    private void invalid(
            PeerState peer, Optional<Hash32> hash, RefusalReason reason, long nowNs, List<DisseminationEffect> out) {
        peer.invalid++;
        out.add(new DisseminationEffect.Refused(peer.id, hash, reason));
        if (peer.invalid % config.invalidMax() == 0) {
            peer.mutedUntilNs = nowNs + config.muteNs();
        }
    }

    /** A pushed block that does not link tells of blocks that got lost: ask the peer that has it. */
    private void fillGap(PeerState peer, Microblock block, long nowNs) {
        Optional<SourceHead> end = view.highest(block.source(), block.incarnation());
        boolean links = block.seq() == 1
                || (end.isPresent()
                        && end.get().to() + 1 == block.seq()
                        && end.get().head().equals(block.prev()));
        if (!links) {
            pulls.want(
                    new SourceRange(block.source(), block.incarnation(), 1, block.seq(), block.hash()), peer.id, nowNs);
        }
    }

    private void onProof(PeerState peer, InclusionBundle bundle, long nowNs, List<DisseminationEffect> out) {
        Hash32 block = bundle.block().hash();
        if (!proofs.contains(block)) {
            return;
        }
        if (!bundle.included() || !bundle.header().networkId().equals(config.networkId())) {
            invalid(peer, Optional.of(block), RefusalReason.BAD_PROOF, nowNs, out);
            return;
        }
        proofs.remove(block);
        out.add(new DisseminationEffect.Proven(bundle));
    }

    private void push(Microblock block, Hash32 hash, List<DisseminationEffect> out) {
        List<PeerState> targets = new ArrayList<>();
        for (PeerState peer : peers.values()) {
            if (peer.validator && !peer.id.equals(block.source())) {
                targets.add(peer);
            }
        }
        // DSM 2.4: source -> its k validators at once; validator -> all validators; an edge relays nothing.
        if (!config.validator()) {
            if (!block.source().equals(config.self())) {
                return;
            }
            while (targets.size() > config.pushFanout()) {
                targets.remove(random.nextInt(targets.size()));
            }
        }
        byte[] message = DsmWire.encode(new Block(block));
        for (PeerState peer : targets) {
            if (peer.learn(hash)) {
                out.add(new DisseminationEffect.Send(peer.id, message));
            }
        }
    }

    private void reportFork(Microblock block, PutResult result, List<DisseminationEffect> out) {
        Optional<Microblock> other = result.other().flatMap(view::block);
        Pull.Key key = new Pull.Key(block.source(), block.incarnation(), null);
        if (other.isPresent() && forked.size() < FORKS_MAX && forked.add(key)) {
            out.add(new DisseminationEffect.Fork(ForkEvidence.of(block, other.get())));
        }
    }

    private List<NodeId> validators() {
        return peers.values().stream()
                .filter(peer -> peer.validator)
                .map(peer -> peer.id)
                .toList();
    }
}
