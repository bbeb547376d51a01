package com.hookprobe.node.role;

import com.hookprobe.console.view.BlockRow;
import com.hookprobe.console.view.CheckpointRow;
import com.hookprobe.console.view.Explanation;
import com.hookprobe.console.view.LedgerPage;
import com.hookprobe.console.view.NodeAwayException;
import com.hookprobe.console.view.NodeView;
import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.EvidenceBundle;
import com.hookprobe.dsm.consensus.SetPath;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.dsm.ledger.TimeKey;
import com.hookprobe.dsm.ledger.TimeQuery;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A node's ledger as its console reads it: on the console's threads, as the store allows. */
final class ConsoleLedger implements NodeView.LedgerView {
    /** Older words about a decision are found by {@code federation explain}. */
    private static final long SEALED_LOOKED_AT = 20_000;

    private static final int FACTS_MAX = 200;
    private static final int DIGITS_MIN = 8;
    /** An edge follows from where it began, and may have missed some. */
    private static final int HEIGHTS_TRIED = 2_000;

    private final NodeContext node;
    private final LedgerReader store;
    private final SetFile sets;
    private final Semaphore searching = new Semaphore(1, true);
    private final Duration patience;

    ConsoleLedger(NodeContext node, LedgerReader store) {
        this(node, store, Duration.ofSeconds(1));
    }

    /** @param patience how long a search waits for another one */
    ConsoleLedger(NodeContext node, LedgerReader store, Duration patience) {
        this.node = node;
        this.patience = patience;
        this.store = store;
        this.sets = new SetFile(node.data(), node.genesis());
    }

    @Override
    public LedgerPage page() throws NodeAwayException {
        return read(() -> {
            Optional<DecidedCheckpoint> latest = store.latestDecided();
            SetPath path = sets.path();
            ValidatorSet set = path.at(
                    node.genesis(), latest.map(DecidedCheckpoint::height).orElse(1L));
            long blocks = 0;
            var heads = store.heads();
            for (var head : heads) {
                blocks += head.to();
            }
            return new LedgerPage(
                    store.networkId().hex(),
                    latest.map(DecidedCheckpoint::height).orElse(0L),
                    latest.map(at -> at.header().epoch()).orElse(0L),
                    latest.map(at -> at.header().merkleRoot().hex()).orElse(""),
                    latest.map(at -> micros(at.header())).orElse(0L),
                    blocks,
                    heads.size(),
                    set.size(),
                    set.quorum());
        });
    }

    @Override
    public List<CheckpointRow> checkpoints(long before, int limit) throws NodeAwayException {
        return read(() -> {
            List<CheckpointRow> rows = new ArrayList<>();
            long top = store.latestDecided().map(DecidedCheckpoint::height).orElse(0L);
            long height = Math.min(top, before - 1);
            for (int tried = 0; height >= 1 && rows.size() < limit && tried < HEIGHTS_TRIED; tried++) {
                store.header(height).ifPresent(found -> rows.add(row(found.header(), found.certificate())));
                height--;
            }
            return rows;
        });
    }

    static CheckpointRow row(CheckpointHeader header, byte[] certificate) {
        int signers = 0;
        int validators = 0;
        try {
            Certificate read = Certificate.decode(certificate);
            signers = read.signerCount();
            validators = read.validators();
        } catch (MalformedException e) {
            // It was verified before it was stored; a page shows none rather than nothing at all.
            signers = 0;
        }
        return new CheckpointRow(
                header.height(),
                header.epoch(),
                micros(header),
                header.hash().hex(),
                header.merkleRoot().hex(),
                header.blockCount(),
                signers,
                validators);
    }

    private static long micros(CheckpointHeader header) {
        long seconds = header.epochEndSeconds();
        return seconds > Long.MAX_VALUE / 1_000_000 ? Long.MAX_VALUE : seconds * 1_000_000;
    }

    @Override
    public List<BlockRow> blocks(int limit) throws NodeAwayException {
        return read(() -> {
            List<BlockRow> rows = new ArrayList<>();
            for (TimeKey key : store.find(TimeQuery.newest(), Optional.empty(), limit)) {
                Optional<Microblock> found = store.get(key.hash());
                if (found.isPresent()) {
                    Microblock block = found.get();
                    rows.add(new BlockRow(
                            key.hash().hex(),
                            block.source().hex(),
                            node.links().name(block.source()),
                            block.seq(),
                            key.timeMicros(),
                            block.eventType().label(),
                            block.source().equals(node.self().id()),
                            store.proof(key.hash()).isPresent()));
                }
            }
            return rows;
        });
    }

    @Override
    public Optional<byte[]> evidence(String blockHash) throws NodeAwayException {
        return read(() -> {
            Optional<InclusionBundle> proof = store.proof(Hash32.parse(blockHash));
            if (proof.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(EvidenceBundle.of(store, node.genesis(), sets.path(), proof.get(), Optional.empty())
                    .encode());
        });
    }

    /** What this node has sealed about a decision, as facts for people. */
    List<Explanation.Fact> sealed(String decision) throws NodeAwayException {
        if (!decision.matches("[0-9a-f]{" + DIGITS_MIN + ",64}")) {
            return List.of();
        }
        return read(() -> alone(() -> {
            List<Explanation.Fact> facts = new ArrayList<>();
            var found = SealedFacts.about(
                    decision, store, node.self().id(), node.keys().vault(), SEALED_LOOKED_AT);
            for (SealedFacts.Sealed each : found.sealed()) {
                facts.add(new Explanation.Fact("block", each.block().hash().hex()));
                facts.add(new Explanation.Fact("final", each.proven() ? "yes" : "not yet"));
                each.facts()
                        .properties()
                        .forEach(fact -> facts.add(new Explanation.Fact(
                                fact.getKey(),
                                fact.getValue().isValueNode()
                                        ? fact.getValue().asText()
                                        : fact.getValue().toString())));
            }
            List<Explanation.Fact> told = new ArrayList<>(facts.subList(0, Math.min(facts.size(), FACTS_MAX)));
            found.unopened()
                    .forEach(block -> told.add(new Explanation.Fact(
                            "not opened",
                            "block " + block.seq() + " (" + block.hash().hex()
                                    + "): its payload is damaged, or sealed by"
                                    + " another keystore; whether it is about this decision cannot be told")));
            return List.copyOf(told);
        }));
    }

    /** One at a time: who looks through thousands of blocks leaves the console's other threads to health, metrics and other people. */
    private <T> T alone(Callable<T> search) throws Exception {
        if (!searching.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new NodeAwayException("the ledger is looked through for somebody else");
        }
        try {
            return search.call();
        } finally {
            searching.release();
        }
    }

    /** A store that fails, or is closed under its reader, is a node that is away: its own log says more. */
    private static <T> T read(Callable<T> question) throws NodeAwayException {
        try {
            return question.call();
        } catch (StoreException | IllegalStateException e) {
            throw new NodeAwayException("the ledger's store cannot be read now; the node's log says more");
        } catch (IOException e) {
            throw new NodeAwayException("the ledger cannot be read now; the node's log says more");
        } catch (NodeAwayException | RuntimeException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeAwayException("interrupted");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
