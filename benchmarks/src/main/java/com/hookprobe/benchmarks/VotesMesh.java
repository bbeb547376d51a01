package com.hookprobe.benchmarks;

import com.hookprobe.dsm.consensus.BlsSecretKey;
import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.LocalSigner;
import com.hookprobe.dsm.consensus.Params;
import com.hookprobe.dsm.consensus.Source;
import com.hookprobe.dsm.consensus.Validator;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.ledger.BlockSigner;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.PublicKeyBytes;
import com.hookprobe.dsm.ledger.SignatureAlgorithm;
import com.hookprobe.dsm.ledger.SourceChain;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * Validators on a network in virtual time: no loss, 5 to 80 ms between two of them and up to 5 ms more for each message, 100 Mbit/s
 * out of each, clocks up to 100 ms apart. Epochs have the default length of 300 s, so that what is sent between two checkpoints is
 * seen too. What a machine computes takes no virtual time.
 */
final class VotesMesh implements VotesNode.Wire {
    private static final long GENESIS_MICROS = 1_764_000_000_000_000L;
    private static final long MILLI_NS = 1_000_000L;
    private static final long NS_PER_BYTE = 80;

    private final SplittableRandom random;
    private final Genesis genesis;
    private final List<VotesNode> nodes = new ArrayList<>();
    private final Map<NodeId, Integer> places = new HashMap<>();
    private final List<SourceChain> chains = new ArrayList<>();
    private final long[][] delayNs;
    private final long[] lineFreeNs;
    private final long[] tickNs;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long nowNs;
    private long order;
    private long height;

    /** Something that reaches a node: a message, or the time that it asked for. */
    private record Event(long atNs, long order, int to, Optional<NodeId> from, byte[] message)
            implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return atNs != other.atNs ? Long.compare(atNs, other.atNs) : Long.compare(order, other.order);
        }
    }

    VotesMesh(int validators, int sources, long seed) throws StoreException {
        this.random = new SplittableRandom(seed);
        this.delayNs = new long[validators][validators];
        this.lineFreeNs = new long[validators];
        this.tickNs = new long[validators];
        List<Validator> members = new ArrayList<>();
        Map<NodeId, LocalSigner> signers = new HashMap<>();
        for (int i = 0; i < validators; i++) {
            BlsSecretKey votes = BlsSecretKey.generate(secret());
            Ed25519PrivateKeyParameters identity = new Ed25519PrivateKeyParameters(secret(), 0);
            byte[] key = identity.generatePublicKey().getEncoded();
            NodeId id = NodeId.derive(key);
            members.add(new Validator(id, key, votes.publicKey().bytes(), votes.proveOfPossession(), "v" + i, 0));
            signers.put(id, new LocalSigner(votes, message -> sign(identity, message)));
        }
        List<Ed25519PrivateKeyParameters> sourceKeys = new ArrayList<>();
        List<Source> enrolled = new ArrayList<>();
        for (int i = 0; i < sources; i++) {
            Ed25519PrivateKeyParameters key = new Ed25519PrivateKeyParameters(secret(), 0);
            byte[] publicKey = key.generatePublicKey().getEncoded();
            sourceKeys.add(key);
            enrolled.add(new Source(NodeId.derive(publicKey), PublicKeyBytes.ed25519(publicKey)));
        }
        this.genesis = new Genesis("votes", Params.defaults(), ValidatorSet.of(members), enrolled, GENESIS_MICROS);
        for (int i = 0; i < sources; i++) {
            chains.add(new SourceChain(
                    MemoryBlockStore.create(genesis.networkId()),
                    genesis.networkId(),
                    enrolled.get(i).id(),
                    0,
                    signer(sourceKeys.get(i))));
        }
        for (int i = 0; i < validators; i++) {
            NodeId id = genesis.validators().member(i).id();
            long offsetMicros = random.nextLong(-50_000, 50_000);
            places.put(id, i);
            nodes.add(new VotesNode(genesis, id, Objects.requireNonNull(signers.get(id)), offsetMicros, this));
            for (int j = 0; j < i; j++) {
                delayNs[i][j] = delayNs[j][i] = random.nextLong(5 * MILLI_NS, 80 * MILLI_NS);
            }
            tickNs[i] = Long.MAX_VALUE;
        }
        for (int i = 0; i < validators; i++) {
            nodes.get(i).tick(nowNs, wallMicros());
            wake(i);
        }
        // The start of all nodes, and what is said then, belongs to no checkpoint; neither does the epoch of the
        // genesis.
        runUntil(epochNs() * 3 / 2);
        nodes.forEach(VotesNode::share);
    }

    private byte[] secret() {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        return secret;
    }

    int quorum() {
        return genesis.validators().quorum();
    }

    double slowestMillis() {
        return nodes.stream()
                        .mapToLong(node -> node.slowestCloseToFinalNs)
                        .max()
                        .orElseThrow()
                / 1e6;
    }

    /** Runs from the middle of one epoch to the middle of the next; each validator's share of the checkpoint between them. */
    List<VotesShare> checkpoint() throws Exception {
        List<Microblock> made = new ArrayList<>();
        for (SourceChain chain : chains) {
            made.add(chain.append(
                    EventType.IDS_ALERT, Hash32.sha256("payload", secret()), Optional.empty(), wallMicros()));
        }
        for (int i = 0; i < nodes.size(); i++) {
            nodes.get(i).blocks(made, nowNs, wallMicros());
            wake(i);
        }
        runUntil(nowNs + epochNs());
        check(++height);
        return nodes.stream().map(VotesNode::share).toList();
    }

    private void runUntil(long endNs) throws StoreException {
        while (!events.isEmpty() && events.peek().atNs() <= endNs) {
            Event event = events.remove();
            nowNs = Math.max(nowNs, event.atNs());
            VotesNode node = nodes.get(event.to());
            if (event.from().isPresent()) {
                node.message(event.from().get(), event.message(), nowNs, wallMicros());
            } else if (event.atNs() != tickNs[event.to()]) {
                continue;
            } else {
                tickNs[event.to()] = Long.MAX_VALUE;
                node.tick(nowNs, wallMicros());
            }
            wake(event.to());
        }
        nowNs = endNs;
    }

    private void wake(int place) {
        long at = Math.max(nodes.get(place).nextNs(), nowNs + 1);
        if (at < tickNs[place]) {
            tickNs[place] = at;
            events.add(new Event(at, order++, place, Optional.empty(), new byte[0]));
        }
    }

    @Override
    public int toAll(VotesNode from, byte[] message) {
        for (VotesNode node : nodes) {
            if (node != from) {
                toOne(from, node.id, message);
            }
        }
        return nodes.size() - 1;
    }

    @Override
    public void toOne(VotesNode from, NodeId to, byte[] message) {
        int sender = Objects.requireNonNull(places.get(from.id));
        int receiver = Objects.requireNonNull(places.get(to));
        lineFreeNs[sender] = Math.max(lineFreeNs[sender], nowNs) + message.length * NS_PER_BYTE;
        long at = lineFreeNs[sender] + delayNs[sender][receiver] + random.nextLong(5 * MILLI_NS);
        events.add(new Event(at, order++, receiver, Optional.of(from.id), message));
    }

    /** All have the checkpoint, it is one, its certificate holds, it has the blocks, and it took one view. */
    private void check(long height) throws Exception {
        DecidedCheckpoint first = nodes.get(0).store().decided(height).orElseThrow();
        for (VotesNode node : nodes) {
            DecidedCheckpoint decided = node.store()
                    .decided(height)
                    .orElseThrow(() -> new IllegalStateException("a validator lacks height " + height));
            if (!decided.header().equals(first.header())) {
                throw new IllegalStateException("two checkpoints of height " + height);
            }
        }
        Certificate certificate = Certificate.decode(first.certificate());
        if (certificate.view() != 1
                || !certificate.verify(genesis.validators(), genesis.networkId())
                || first.header().blockCount() != chains.size()) {
            throw new IllegalStateException("not the good case at height " + height + ": " + certificate);
        }
    }

    private long epochNs() {
        return genesis.params().epochLenSeconds() * 1_000 * MILLI_NS;
    }

    private long wallMicros() {
        return GENESIS_MICROS + nowNs / 1_000;
    }

    private static BlockSigner signer(Ed25519PrivateKeyParameters key) {
        return new BlockSigner() {
            @Override
            public SignatureAlgorithm algorithm() {
                return SignatureAlgorithm.ED25519;
            }

            @Override
            public byte[] sign(byte[] message) {
                return VotesMesh.sign(key, message);
            }
        };
    }

    private static byte[] sign(Ed25519PrivateKeyParameters key, byte[] message) {
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(true, key);
        signer.update(message, 0, message.length);
        return signer.generateSignature();
    }
}
