package com.hookprobe.node.role;

import com.hookprobe.dsm.consensus.ConsensusStatus;
import com.hookprobe.dsm.consensus.Evidence;
import com.hookprobe.dsm.consensus.LightClient;
import com.hookprobe.dsm.consensus.Penalty;
import com.hookprobe.dsm.consensus.SetChange;
import com.hookprobe.dsm.consensus.ValidatorEngine;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.ledger.BlockExchange;
import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.ForkEvidence;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.dsm.ledger.core.DsmWire;
import com.hookprobe.dsm.ledger.core.RefusalReason;
import com.hookprobe.htp.Channels;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.observe.Readiness;
import com.hookprobe.node.observe.Sheet;
import com.hookprobe.node.resonance.CertificateBook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A validator: takes blocks from nodes that may report, spreads them among the validators, agrees on a checkpoint for each
 * epoch, and sends what is final to everyone.
 */
final class ValidatorRole implements Role {
    /** Between two looks at an engine that says it is due and does nothing, as one that has halted. */
    private static final String MARK = "votes";

    private static final Duration MARK_EVERY = Duration.ofSeconds(10);
    private static final long NOTHING_DONE_NS = 100_000_000L;
    /** The consensus messages that others than validators may send: a light client asks for headers and sets (DSM 3.4). */
    private static final Set<Byte> QUESTIONS = Set.of((byte) 37, (byte) 45);

    private final NodeContext node;
    private final BlockStore store;
    private final CertificateBook certificates;
    private final BlockExchange exchange;
    private final HighMark mark;
    private final VoteKeys keys;
    private final SetKeeper sets;
    private final ValidatorEngine engine;
    private boolean blocksArrived;
    private long wakeNs = Long.MAX_VALUE;

    /** @param certificate this node's own newest resonance certificate, encoded */
    ValidatorRole(
            NodeContext node, BlockStore store, CertificateBook certificates, Supplier<Optional<byte[]>> certificate)
            throws IOException, KeystoreException {
        this.node = node;
        this.store = store;
        this.certificates = certificates;
        this.exchange = new BlockExchange(
                Exchanges.config(node, true),
                store,
                Exchanges.enrolment(node.genesis()),
                this::send,
                blockListener(),
                new SecureRandom());
        this.mark = HighMark.open(node.data(), MARK, node.log());
        this.keys = new VoteKeys(node.keys());
        this.sets = new SetKeeper(node, keys, certificates, certificate);
        this.engine = ValidatorEngine.open(
                votes(node),
                node.genesis(),
                node.self().id(),
                keys,
                store,
                this::send,
                ValidatorEngine.BlockFetcher.over(exchange),
                consensusListener(),
                mark.number());
        mark();
    }

    /** The folder of the vote log. The log is made once; a key that had one and lost it does not sign (DSM 2.2). */
    private static Path votes(NodeContext node) throws IOException, KeystoreException {
        Path folder = node.data().resolve("votes");
        byte[] network = node.genesis().networkId().bytes();
        if (!node.keys().hasVotedIn(network)) {
            if (!Files.exists(folder.resolve("votes.log"))) {
                ValidatorEngine.initialise(folder, node.genesis(), node.self().id());
            }
            node.keys().rememberVotesIn(network);
        }
        return folder;
    }

    @Override
    public void start() throws IOException, KeystoreException {
        sets.start(engine, this::afterInput);
        engine.notSigning().ifPresent(reason -> node.log().event("observer", "reason", reason));
        Exchanges.tick(node.loop(), exchange);
        StorePruning.start(node, store);
        tick();
        new StatusWriter(node, engine::status).start();
        node.loop().every(MARK_EVERY, this::mark);
    }

    private void mark() {
        mark.reached(engine.voteExtent());
        mark.save();
    }

    private void tick() throws IOException {
        wakeNs = Long.MAX_VALUE;
        long nowNs = node.loop().nowNs();
        if (engine.nextDeadlineNs() <= nowNs) {
            engine.tick(nowNs, node.loop().wallMicros());
        }
        long dueNs = engine.nextDeadlineNs();
        wakeAt(dueNs > nowNs ? dueNs : nowNs + NOTHING_DONE_NS);
    }

    /** Each input may bring the engine's next deadline nearer. To look for it every few milliseconds would delay finality by as much. */
    private void afterInput() {
        wakeAt(engine.nextDeadlineNs());
    }

    private void wakeAt(long atNs) {
        if (atNs < wakeNs) {
            wakeNs = atNs;
            node.loop().after(Duration.ofNanos(Math.max(0, atNs - node.loop().nowNs())), this::wake);
        }
    }

    private void wake() throws IOException {
        if (node.loop().nowNs() >= wakeNs) {
            tick();
        }
    }

    private void send(NodeId to, byte[] message) {
        node.links().send(to, Channels.DSM, message);
    }

    @Override
    public void onPeerUp(NodeId peer) throws IOException {
        exchange.addPeer(peer, isValidator(peer), node.loop().nowNs());
        if (isValidator(peer)) {
            engine.onPeer(peer, node.loop().nowNs(), node.loop().wallMicros());
            afterInput();
        } else {
            Optional<DecidedCheckpoint> tip = store.latestDecided();
            tip.ifPresent(checkpoint -> send(peer, LightClient.update(checkpoint)));
        }
    }

    @Override
    public void onPeerDown(NodeId peer) {
        exchange.removePeer(peer);
    }

    private boolean isValidator(NodeId peer) {
        return node.mesh().member(peer).map(Member::validator).orElse(false);
    }

    @Override
    public void onDsm(NodeId from, byte[] message) throws IOException {
        long nowNs = node.loop().nowNs();
        long wallMicros = node.loop().wallMicros();
        if (!DsmWire.isLedger(message)) {
            if (isValidator(from) || (message.length > 0 && QUESTIONS.contains(message[0]))) {
                engine.onMessage(from, message, nowNs, wallMicros);
                afterInput();
            } else if (message.length > 0 && message[0] == ConsensusCodec.SEAL) {
                seal(from, message, nowNs, wallMicros);
            }
            return;
        }
        if (!mayReport(from, wallMicros)) {
            refuse(from, message);
            return;
        }
        exchange.onMessage(from, message, nowNs);
        tellOfBlocks(nowNs, wallMicros);
    }

    /** A block whose source wants a quorum receipt: as any report, and the engine may acknowledge it. */
    private void seal(NodeId from, byte[] message, long nowNs, long wallMicros) throws IOException {
        if (!mayReport(from, wallMicros)) {
            refuse(from, message);
            return;
        }
        engine.onMessage(from, message, nowNs, wallMicros);
        tellOfBlocks(nowNs, wallMicros);
    }

    private void tellOfBlocks(long nowNs, long wallMicros) throws IOException {
        if (blocksArrived) {
            blocksArrived = false;
            engine.onBlocks(nowNs, wallMicros);
            afterInput();
        }
    }

    /** mesh 2.1: without a valid certificate a node that is no validator may not report. The verifier issues them. */
    private boolean mayReport(NodeId from, long wallMicros) {
        return isValidator(from) || node.mesh().isVerifier(from) || certificates.mayReport(from, wallMicros);
    }

    private void refuse(NodeId from, byte[] message) {
        if (message[0] == DsmWire.BLOCK || message[0] == DsmWire.BLOCKS || message[0] == ConsensusCodec.SEAL) {
            node.log()
                    .event(
                            "report_refused",
                            "from",
                            node.links().name(from),
                            "reason",
                            "no valid resonance certificate");
        }
    }

    private BlockExchange.Listener blockListener() {
        return new BlockExchange.Listener() {
            @Override
            public void accepted(Microblock block) {
                blocksArrived = true;
            }

            @Override
            public void fetched(SourceRange range) {
                blocksArrived = true;
            }

            @Override
            public void refused(NodeId from, Optional<Hash32> block, RefusalReason reason) {
                if (reason != RefusalReason.NO_PROOF && reason != RefusalReason.OVER_BUDGET) {
                    node.log().event("block_refused", "from", node.links().name(from), "reason", reason.toString());
                }
            }

            @Override
            public void fork(ForkEvidence evidence) {
                node.loop().execute(() -> {
                    engine.onFork(evidence, node.loop().nowNs(), node.loop().wallMicros());
                    afterInput();
                });
            }

            @Override
            public void diverged(NodeId peer, long height, Hash32 theirRoot) {
                node.log().event("frontier_diverged", "peer", node.links().name(peer), "height", height);
            }
        };
    }

    /** Who has blocks in the checkpoint, and up to which number: name:number. */
    private List<String> sources(DecidedCheckpoint checkpoint) {
        return checkpoint.body().map(CheckpointBody::ranges).orElse(List.of()).stream()
                .map(range -> node.links().name(range.source()) + ":" + range.to())
                .toList();
    }

    private ValidatorEngine.Listener consensusListener() {
        return new ValidatorEngine.Listener() {
            @Override
            public void finalised(DecidedCheckpoint checkpoint, int signers, int validators, long epochCloseToFinalNs) {
                node.log()
                        .event(
                                "checkpoint_finalised",
                                "height",
                                checkpoint.height(),
                                "epoch",
                                checkpoint.header().epoch(),
                                "hash",
                                checkpoint.header().hash().hex(),
                                "blocks",
                                checkpoint.header().blockCount(),
                                "sources",
                                sources(checkpoint),
                                "signers",
                                signers,
                                "validators",
                                validators,
                                "finality_ms",
                                epochCloseToFinalNs / 1e6);
                node.watchers().finalised(checkpoint.header(), checkpoint.certificate());
                byte[] update = LightClient.update(checkpoint);
                for (NodeId peer : node.links().peers()) {
                    if (!isValidator(peer)) {
                        send(peer, update);
                    }
                }
            }

            @Override
            public void evidence(Evidence evidence) {
                node.log()
                        .event(
                                "evidence",
                                "kind",
                                evidence.kind(),
                                "height",
                                evidence.height(),
                                "validator",
                                offender(evidence),
                                "proof",
                                proof(evidence));
            }

            @Override
            public void transcript(long height, Path file) {
                node.log().event("transcript_written", "height", height, "file", file.toString());
            }

            @Override
            public void refused(long height, long view, String reason) {
                node.log().event("proposal_refused", "height", height, "view", view, "reason", reason);
            }

            @Override
            public void consider(SetChange change) {
                sets.consider(change);
            }

            @Override
            public void setChanged(long height, ValidatorSet next, List<Penalty> penalties) {
                sets.changed(height, next, penalties);
            }

            @Override
            public void viewSkipped(long height, long view, ConsensusStatus.Reason reason, String leader, String text) {
                node.log()
                        .event(
                                "view_skipped",
                                "height",
                                height,
                                "view",
                                view,
                                "reason",
                                reason.name(),
                                "leader",
                                leader,
                                "why",
                                text);
            }

            @Override
            public void alarm(String what) {
                node.log().event("alarm", "what", what);
            }
        };
    }

    /** The offender is an index into the set of its height. */
    private String offender(Evidence evidence) {
        ValidatorSet set = engine.path().at(node.genesis(), evidence.height());
        return evidence.offender() < set.size()
                ? set.member(evidence.offender()).name()
                : "number " + evidence.offender() + " of a set that is not known here";
    }

    /** Pairs of votes and proposals are short; of the rest the log names only what it is. */
    private static String proof(Evidence evidence) {
        byte[] proof = evidence.encode();
        return proof.length <= 512 ? HexFormat.of().formatHex(proof) : proof.length + " bytes";
    }

    @Override
    public void measure(Sheet sheet) {
        ConsensusMetrics.measure(sheet, engine.status(node.loop().nowNs()));
    }

    @Override
    public void check(Readiness readiness) {
        ConsensusMetrics.check(readiness, engine.status(node.loop().nowNs()));
    }

    @Override
    public void close() throws IOException {
        mark();
        engine.close();
        keys.close();
        store.close();
    }
}
