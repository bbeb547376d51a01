package com.hookprobe.node.role;

import com.hookprobe.dsm.consensus.LightClient;
import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.ledger.BlockExchange;
import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceChain;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.dsm.ledger.core.DisseminationConfig;
import com.hookprobe.dsm.ledger.core.DsmWire;
import com.hookprobe.dsm.ledger.core.RefusalReason;
import com.hookprobe.htp.Channels;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Vault;
import com.hookprobe.node.mesh.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A node's own chain in the ledger: seals events in signed microblocks, gets them to the validators, follows the
 * checkpoints with the light client, and keeps the inclusion proof of each block. Payloads stay here, encrypted.
 */
final class LedgerRole implements Role {
    private static final long INCARNATION = 0;
    private static final int UNPROVEN_MAX = 4_096;

    private final NodeContext node;
    private final BlockStore store;
    private final Vault vault;
    private final @Nullable NeuroRole neuro;
    private final SourceChain chain;
    private final BlockExchange exchange;
    private final LightClient light;
    private final Map<Hash32, Long> unproven = new LinkedHashMap<>();
    private final Path payloads;
    private final Path proofs;

    LedgerRole(NodeContext node, BlockStore store, Vault vault, @Nullable NeuroRole neuro) throws IOException {
        this.node = node;
        this.store = store;
        this.vault = vault;
        this.neuro = neuro;
        NodeId self = node.self().id();
        this.chain = new SourceChain(
                store, node.genesis().networkId(), self, INCARNATION, new DeviceSigner(node.keys().device()));
        this.light = new LightClient(node.genesis());
        this.exchange = new BlockExchange(
                Exchanges.config(node, false),
                store,
                Exchanges.enrolment(node.genesis()),
                (to, message) -> node.links().send(to, Channels.DSM, message),
                listener(),
                new SecureRandom());
        this.payloads = Files.createDirectories(node.data().resolve("payloads"));
        this.proofs = Files.createDirectories(node.data().resolve("proofs"));
    }

    @Override
    public void start() {
        Exchanges.tick(node.loop(), exchange);
    }

    /** Seals an event: the ledger gets the hash of the payload, this node keeps the payload itself, encrypted. */
    Microblock seal(EventType type, byte[] payload) throws IOException {
        Hash32 hash = Hash32.of(NeuroRole.sha256(payload));
        long now = node.loop().wallMicros();
        Microblock block =
                chain.append(type, hash, neuro == null ? Optional.empty() : neuro.seal(hash, now), now);
        Files.write(payloads.resolve(hash.hex()), vault.seal("dsm.payload." + hash.hex(), payload));
        exchange.publish(block);
        if (unproven.size() < UNPROVEN_MAX) {
            unproven.put(block.hash(), block.seq());
        }
        node.log()
                .event(
                        "microblock",
                        "seq",
                        block.seq(),
                        "hash",
                        block.hash().hex(),
                        "type",
                        type.label(),
                        "neuro",
                        block.neuro().isPresent());
        return block;
    }

    @Override
    public void onPeerUp(NodeId peer) {
        if (node.mesh().member(peer).map(Member::validator).orElse(false)) {
            exchange.addPeer(peer, true, node.loop().nowNs());
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
        try {
            if (ConsensusCodec.decode(message) instanceof ConsensusMessage.Decided decided) {
                for (ConsensusMessage.Decision decision : decided.decisions()) {
                    follow(decision);
                }
            }
        } catch (MalformedException e) {
            node.log().event("malformed_consensus", "from", node.links().name(from), "error", e.getMessage());
        }
    }

    /** A checkpoint becomes ours only through the light client: its certificate is verified, whoever sent it. */
    private void follow(ConsensusMessage.Decision decision) throws StoreException {
        if (decision.header().height() <= light.height()) {
            return;
        }
        LightClient.Verdict verdict = light.accept(decision.header(), decision.certificate());
        if (verdict != LightClient.Verdict.ACCEPTED) {
            node.log().event("checkpoint_refused", "height", decision.header().height(), "reason", verdict.toString());
            return;
        }
        store.putHeader(DecidedCheckpoint.headerOnly(
                decision.header(), decision.certificate().encode()));
        for (Hash32 block : unproven.keySet()) {
            exchange.requestProof(block, node.loop().nowNs());
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
        Long seq = unproven.get(hash);
        if (seq == null) {
            return;
        }
        if (!light.verify(bundle)) {
            node.log().event("inclusion_refused", "block", hash.hex(), "height", bundle.header().height());
            return;
        }
        unproven.remove(hash);
        Files.write(proofs.resolve(hash.hex()), bundle.encode());
        node.log()
                .event(
                        "inclusion_verified",
                        "block",
                        hash.hex(),
                        "seq",
                        seq,
                        "height",
                        bundle.header().height(),
                        "epoch",
                        bundle.header().epoch());
    }

    @Override
    public void close() throws StoreException {
        store.close();
    }
}
