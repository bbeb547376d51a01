package com.hookprobe.node.role;

import com.hookprobe.dsm.consensus.LightClient;
import com.hookprobe.dsm.consensus.SetBook;
import com.hookprobe.dsm.consensus.SetPath;
import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.ledger.BlockExchange;
import com.hookprobe.dsm.ledger.BlockSigner;
import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceChain;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.dsm.ledger.core.DsmWire;
import com.hookprobe.dsm.ledger.core.RefusalReason;
import com.hookprobe.htp.Channels;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Vault;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.observe.Sheet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A node's own chain in the ledger: seals events in signed microblocks, gets them to the validators, follows the
 * checkpoints with the light client, and keeps the inclusion proof of each block. Payloads stay here, encrypted.
 */
final class LedgerRole implements Role {
    private static final long INCARNATION = 0;
    /** The highest number of this node's blocks. */
    private static final String MARK = "ledger";

    private static final Duration MARK_EVERY = Duration.ofSeconds(10);
    private static final int SALT_LENGTH = 32;
    private static final int UNPROVEN_MAX = 65_536;
    private static final long ASK_AGAIN_NS = 150_000_000_000L;
    /** Kinds of the consensus messages that carry headers and certificates, and changes of the set (DSM 3.4). */
    private static final int DECIDED = 35;

    private static final int CHANGES = 46;
    private static final long CHANGES_AGAIN_NS = 2_000_000_000L;

    /** A block of ours without a proof yet; the exchange asks again by itself until it gives up. */
    private static final class Unproven {
        private final long seq;
        private long askedNs;

        private Unproven(long seq, long askedNs) {
            this.seq = seq;
            this.askedNs = askedNs;
        }
    }

    private final SecureRandom random = new SecureRandom();
    private final NodeContext node;
    private final BlockStore store;
    private final Vault vault;
    private final @Nullable NeuroRole neuro;
    private final SourceChain chain;
    private final BlockExchange exchange;
    private final SetBook sets;
    private final LightClient light;
    private long changesAskedNs = Long.MIN_VALUE / 2;
    private final MissedHeaders missed;
    private final ReceiptDesk receipts;
    private final HighMark mark;
    private final Map<Hash32, Unproven> unproven = new LinkedHashMap<>();

    LedgerRole(NodeContext node, BlockStore store, Vault vault, @Nullable NeuroRole neuro) throws IOException {
        this.node = node;
        this.store = store;
        this.vault = vault;
        this.neuro = neuro;
        NodeId self = node.self().id();
        this.chain = new SourceChain(
                store,
                node.genesis().networkId(),
                self,
                INCARNATION,
                BlockSigner.of(node.keys().device()));
        Files.createDirectories(node.data());
        this.sets = SetBook.open(SetFile.ofEdge(node.data()), node.genesis(), Long.MAX_VALUE);
        this.light = LightClient.at(node.genesis(), sets.path(), this::remember);
        this.missed = new MissedHeaders(node, store, light);
        BlockExchange.Transport transport = (to, message) -> node.links().send(to, Channels.DSM, message);
        this.exchange = new BlockExchange(
                Exchanges.config(node, false),
                store,
                Exchanges.enrolment(node.genesis()),
                transport,
                listener(),
                new SecureRandom());
        this.receipts = new ReceiptDesk(node, light.set(), transport);
        this.mark = HighMark.open(node.data(), MARK, node.log());
        requireWhole();
        recallUnproven();
    }

    /** A ledger that has lost blocks of this node would give their numbers away once more. */
    private void requireWhole() throws IOException {
        long last = own();
        if (last < mark.number()) {
            store.close();
            throw new IOException("the ledger in " + node.config().storePath() + " ends with block " + last
                    + " of this node, expected block " + mark.number()
                    + ", which it has sealed: a part of the ledger is lost. Put the newest copy back; whoever goes on with an"
                    + " older one forks its chain. When there is no newer one: new keys and a new enrolment (docs/operating.md,"
                    + " section 14)");
        }
        mark.reached(last);
    }

    private long own() throws StoreException {
        return store.highest(node.self().id(), INCARNATION).map(SourceHead::to).orElse(0L);
    }

    private void recallUnproven() throws StoreException {
        for (Microblock block : unproven(store, node.self().id())) {
            unproven.put(block.hash(), new Unproven(block.seq(), node.loop().nowNs() - ASK_AGAIN_NS));
        }
    }

    /**
     * Blocks of an earlier run whose proof never came, or was not on disk when the power went; of the last 65,536, in order. Proofs
     * come in any order, so a gap may lie below blocks that are proven.
     */
    static List<Microblock> unproven(BlockStore store, NodeId source) throws StoreException {
        long to = store.highest(source, INCARNATION).map(SourceHead::to).orElse(0L);
        List<Microblock> missing = new ArrayList<>();
        for (long from = Math.max(1, to - UNPROVEN_MAX + 1); from <= to; from += BlockStore.RANGE_MAX) {
            long last = Math.min(to, from + BlockStore.RANGE_MAX - 1);
            for (Microblock block : store.range(source, INCARNATION, from, last)) {
                if (store.proof(block.hash()).isEmpty()) {
                    missing.add(block);
                }
            }
        }
        return missing;
    }

    @Override
    public void start() {
        Exchanges.tick(node.loop(), exchange);
        StorePruning.start(node, store);
        receipts.start();
        node.loop().every(MARK_EVERY, mark::save);
    }

    /**
     * An event to be sealed.
     *
     * @param critical validators are asked at once to say that they hold it: a quorum receipt, long before the epoch closes
     */
    record Event(EventType type, byte[] payload, boolean critical) {
        Event(EventType type, byte[] payload) {
            this(type, payload, false);
        }
    }

    /** Seals one event; see {@link #seal(List)}. */
    Microblock seal(EventType type, byte[] payload) throws IOException {
        return seal(List.of(new Event(type, payload))).get(0);
    }

    /**
     * Seals events with one wait for the disk: the ledger gets the hashes of the payloads, this node's store the payloads
     * themselves, encrypted, before their blocks.
     */
    List<Microblock> seal(List<Event> events) throws IOException {
        long now = node.loop().wallMicros();
        List<SourceChain.Event> drafts = new ArrayList<>(events.size());
        for (Event event : events) {
            byte[] payload = salted(event.payload());
            Hash32 hash = Hash32.of(NeuroRole.sha256(payload));
            drafts.add(new SourceChain.Event(
                    event.type(), hash, neuro == null ? Optional.empty() : neuro.seal(hash, now)));
            store.putPayload(hash, Payloads.seal(vault, hash, payload));
        }
        List<Microblock> blocks = chain.append(drafts, now);
        for (Microblock block : blocks) {
            mark.reached(block.seq());
            exchange.publish(block);
            if (unproven.size() < UNPROVEN_MAX) {
                unproven.put(block.hash(), new Unproven(block.seq(), node.loop().nowNs() - ASK_AGAIN_NS));
            }
            node.log()
                    .event(
                            "microblock",
                            "seq",
                            block.seq(),
                            "hash",
                            block.hash().hex(),
                            "type",
                            block.eventType().label(),
                            "neuro",
                            block.neuro().isPresent());
        }
        // Receipts 3.5: the receipt of the last one speaks for those before it.
        for (int i = blocks.size() - 1; i >= 0; i--) {
            if (events.get(i).critical()) {
                receipts.critical(blocks.get(i));
                break;
            }
        }
        return blocks;
    }

    /** mesh 7.2: without the salt a reader of the ledger could try every address until the hash fits. */
    private byte[] salted(byte[] payload) {
        byte[] salted = new byte[SALT_LENGTH + payload.length];
        byte[] salt = new byte[SALT_LENGTH];
        random.nextBytes(salt);
        System.arraycopy(salt, 0, salted, 0, SALT_LENGTH);
        System.arraycopy(payload, 0, salted, SALT_LENGTH, payload.length);
        return salted;
    }

    /** True when a block, anybody's, is under a checkpoint that the validators have signed. */
    boolean isFinal(InclusionBundle bundle) {
        return light.verify(bundle);
    }

    @Override
    public void onPeerUp(NodeId peer) throws IOException {
        if (node.mesh().member(peer).map(Member::validator).orElse(false)) {
            exchange.addPeer(peer, true, node.loop().nowNs());
            receipts.onPeerUp(peer);
        }
    }

    @Override
    public void onPeerDown(NodeId peer) {
        exchange.removePeer(peer);
    }

    @Override
    public void onDsm(NodeId from, byte[] message) throws IOException {
        if (DsmWire.isLedger(message)) {
            exchange.onMessage(from, message, node.loop().nowNs());
            return;
        }
        if (message.length > 0 && message[0] == DECIDED) {
            follow(from, message);
        } else if (message.length > 0 && message[0] == ConsensusCodec.ACK) {
            receipts.onAck(from, message);
        } else if (message.length > 0 && message[0] == CHANGES) {
            followChanges(from, message);
        }
    }

    private void remember(SetPath.Step step) {
        try {
            sets.append(step.decided(), step.next());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The set that decided a header is not known here: the changes up to it are asked for, and then the newest header again. */
    private void askChanges(NodeId from) {
        if (node.loop().nowNs() - changesAskedNs >= CHANGES_AGAIN_NS) {
            changesAskedNs = node.loop().nowNs();
            node.links().send(from, Channels.DSM, light.requestChanges());
        }
    }

    private void followChanges(NodeId from, byte[] message) throws IOException {
        int before = light.path().steps().size();
        LightClient.Outcome outcome = light.accept(message, node.loop().wallMicros() / 1_000_000);
        int after = light.path().steps().size();
        node.log()
                .event(
                        "validators_followed",
                        "from",
                        node.links().name(from),
                        "changes",
                        after - before,
                        "height",
                        light.height(),
                        "outcome",
                        outcome.toString());
        if (after > before) {
            receipts.onSet(light.set());
            node.links().send(from, Channels.DSM, light.request());
        }
    }

    /** A checkpoint becomes ours only through the light client: its certificate is verified, whoever sent it. */
    private void follow(NodeId from, byte[] message) throws StoreException {
        List<ConsensusMessage.Decision> decisions;
        try {
            decisions = ConsensusCodec.decode(message) instanceof ConsensusMessage.Decided decided
                    ? decided.decisions()
                    : List.of();
        } catch (MalformedException e) {
            node.log()
                    .event(
                            "checkpoint_refused",
                            "from",
                            node.links().name(from),
                            "reason",
                            String.valueOf(e.getMessage()));
            return;
        }
        for (ConsensusMessage.Decision decision : decisions) {
            if (decision.header().height() > light.height()) {
                follow(from, decision.header(), decision.certificate().encode());
            } else {
                missed.take(decision.header(), decision.certificate().encode());
            }
        }
        missed.ask(from);
    }

    private void follow(NodeId from, CheckpointHeader header, byte[] certificate) throws StoreException {
        LightClient.Outcome outcome =
                light.accept(header, certificate, node.loop().wallMicros() / 1_000_000);
        if (outcome == LightClient.Outcome.UNKNOWN_SET || light.lacksSet()) {
            askChanges(from);
        }
        if (outcome != LightClient.Outcome.ADVANCED) {
            node.log().event("checkpoint_refused", "height", header.height(), "reason", outcome.toString());
            return;
        }
        store.putHeader(DecidedCheckpoint.headerOnly(header, certificate));
        node.watchers().finalised(header, certificate);
        long now = node.loop().nowNs();
        for (Map.Entry<Hash32, Unproven> block : unproven.entrySet()) {
            boolean due = now - block.getValue().askedNs >= ASK_AGAIN_NS;
            if (due && exchange.requestProof(block.getKey(), now)) {
                block.getValue().askedNs = now;
            }
        }
    }

    private BlockExchange.Listener listener() {
        return new BlockExchange.Listener() {
            @Override
            public void proven(InclusionBundle bundle) {
                node.loop().execute(() -> keep(bundle));
            }

            @Override
            public void refusedByPeer(NodeId peer, Hash32 block, RefusalReason reason) {
                if (reason != RefusalReason.NO_PROOF) {
                    node.log().event("report_not_taken", "by", node.links().name(peer), "reason", reason.toString());
                }
            }
        };
    }

    private void keep(InclusionBundle bundle) throws IOException {
        Hash32 hash = bundle.block().hash();
        Unproven waiting = unproven.get(hash);
        if (waiting == null) {
            return;
        }
        if (!light.verify(bundle)) {
            node.log()
                    .event(
                            "inclusion_refused",
                            "block",
                            hash.hex(),
                            "height",
                            bundle.header().height());
            return;
        }
        unproven.remove(hash);
        store.putProof(bundle);
        receipts.onFinal(hash);
        node.log()
                .event(
                        "inclusion_verified",
                        "block",
                        hash.hex(),
                        "seq",
                        waiting.seq,
                        "height",
                        bundle.header().height(),
                        "epoch",
                        bundle.header().epoch());
    }

    @Override
    public void measure(Sheet sheet) {
        LedgerMetrics.source(sheet, unproven.size());
    }

    @Override
    public void close() throws IOException {
        mark.save();
        sets.close();
        store.close();
    }
}
