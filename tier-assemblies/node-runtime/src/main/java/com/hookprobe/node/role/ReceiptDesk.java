package com.hookprobe.node.role;

import com.hookprobe.dsm.consensus.QuorumReceipt;
import com.hookprobe.dsm.consensus.ReceiptBundle;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.consensus.core.ReceiptCollector;
import com.hookprobe.dsm.consensus.core.ReceiptEffect;
import com.hookprobe.dsm.ledger.BlockExchange;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.identity.NodeId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gets quorum receipts for a node's critical blocks, keeps them, and says so in the log.
 *
 * <p>Under attack critical blocks come faster than validators sign. One receipt speaks for all blocks below its own that are not
 * final yet ({@code docs/spec/dsm-receipts.md}, 3.5), so at most one request starts in {@link #PAUSE_NS}, for the newest of them.
 */
final class ReceiptDesk {
    /** Validators take 8 requests a second of one peer; retries need some of them. */
    static final long PAUSE_NS = 250_000_000L;

    private static final Duration TICK = Duration.ofMillis(50);
    private static final Duration PRUNE_EVERY = Duration.ofHours(1);

    private final NodeContext node;
    private final BlockExchange.Transport transport;
    private final ReceiptFolder folder;
    private final ReceiptCollector collector;
    private ValidatorSet set;
    private @Nullable Microblock next;
    private long lastAskNs;
    private boolean asked;

    ReceiptDesk(NodeContext node, ValidatorSet known, BlockExchange.Transport transport) throws IOException {
        this.node = node;
        this.transport = transport;
        this.folder = new ReceiptFolder(node.data());
        this.set = known;
        this.collector = new ReceiptCollector(node.genesis().networkId(), known, ReceiptCollector.Settings.STANDARD);
    }

    void start() {
        node.loop().every(TICK, this::tick);
        node.loop().every(PRUNE_EVERY, this::prune);
    }

    /** The validators have changed: what is open is asked of the new ones. */
    void onSet(ValidatorSet next) throws IOException {
        set = next;
        carryOut(collector.onSet(next, node.loop().nowNs()));
    }

    /** A critical block is durable here and on its way to validators. */
    void critical(Microblock block) throws IOException {
        next = block;
        askNext();
    }

    void onAck(NodeId from, byte[] message) throws IOException {
        carryOut(collector.onMessage(from, message, node.loop().nowNs()));
    }

    void onPeerUp(NodeId peer) throws IOException {
        carryOut(collector.onPeerUp(peer));
    }

    /** The inclusion proof of a block is here. */
    void onFinal(Hash32 block) throws IOException {
        carryOut(collector.onFinal(block, node.loop().nowNs()));
    }

    void tick() throws IOException {
        askNext();
        long now = node.loop().nowNs();
        if (collector.nextDeadlineNs() <= now) {
            carryOut(collector.onTick(now));
        }
    }

    private void askNext() throws IOException {
        Microblock block = next;
        long now = node.loop().nowNs();
        if (block == null || (asked && now - lastAskNs < PAUSE_NS)) {
            return;
        }
        next = null;
        asked = true;
        lastAskNs = now;
        carryOut(collector.ask(block, now));
    }

    private void prune() throws IOException {
        Duration kept = node.config().retention().payloads();
        Instant now = Instant.EPOCH.plus(node.loop().wallMicros(), ChronoUnit.MICROS);
        int gone = folder.prune(now.minus(kept));
        if (gone > 0) {
            node.log().event("quorum_receipts_pruned", "receipts", gone);
        }
    }

    private void carryOut(List<ReceiptEffect> effects) throws IOException {
        for (ReceiptEffect effect : effects) {
            if (effect instanceof ReceiptEffect.Ask ask) {
                transport.send(ask.to(), ask.message());
            } else if (effect instanceof ReceiptEffect.Formed formed) {
                show(formed);
                keep(formed);
            } else if (effect instanceof ReceiptEffect.GivenUp end) {
                node.log()
                        .event(
                                "quorum_receipt_given_up",
                                "block",
                                end.block().hash().hex(),
                                "seq",
                                end.block().seq(),
                                "reason",
                                end.reason(),
                                "acknowledged",
                                end.words(),
                                "silent",
                                names(end.silent()));
            } else if (effect instanceof ReceiptEffect.Blamed blamed) {
                node.log()
                        .event(
                                "acknowledgement_refused",
                                "from",
                                node.links().name(blamed.validator()),
                                "block",
                                blamed.block().hex(),
                                "reason",
                                blamed.reason());
            }
        }
    }

    /** A receipt that the disk does not take is lost; its block is not, and has its proof in time. */
    private void keep(ReceiptEffect.Formed formed) {
        try {
            folder.keep(new ReceiptBundle(formed.block(), formed.receipt()));
        } catch (IOException e) {
            node.log().event("quorum_receipt_not_kept", "seq", formed.block().seq(), "error", e.toString());
        }
    }

    private void show(ReceiptEffect.Formed formed) {
        QuorumReceipt receipt = formed.receipt();
        List<NodeId> signers = receipt.signers().stream()
                .map(signer -> set.member(signer).id())
                .toList();
        node.log()
                .event(
                        formed.more() ? "quorum_receipt_extended" : "quorum_receipt",
                        "block",
                        formed.block().hash().hex(),
                        "seq",
                        formed.block().seq(),
                        "signers",
                        names(signers),
                        "validators",
                        receipt.validators(),
                        "latency_ms",
                        formed.sinceAskedNs() / 1e6);
    }

    private List<String> names(List<NodeId> peers) {
        return peers.stream().map(node.links()::name).toList();
    }
}
