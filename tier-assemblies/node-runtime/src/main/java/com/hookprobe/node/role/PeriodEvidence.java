package com.hookprobe.node.role;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.RecordException;
import com.hookprobe.identity.Vault;
import com.hookprobe.node.report.core.Period;
import com.hookprobe.node.report.core.ReportData;
import com.hookprobe.node.report.core.ReportData.Example;
import com.hookprobe.qsecbit.metric.Severity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the ledger of a node says about a month: the checkpoints that seal it, and its own blocks. Reads the store in small pieces. */
final class PeriodEvidence {
    private static final long INCARNATION = 0;
    /** Blocks of the node that are looked at, newest first. */
    private static final long BLOCKS_MAX = 500_000;

    /** A store that began late, or missed some, has gaps. */
    private static final int GAP_MAX = 2_000;

    private static final Comparator<Example> GRAVEST = Comparator.<Example>comparingInt(
                    example -> Severity.valueOf(example.severity()).code())
            .thenComparingLong(Example::micros);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final NodeContext node;
    private final LedgerReader store;
    private final Vault vault;
    private final Period period;
    private final PriorityQueue<Example> gravest = new PriorityQueue<>(GRAVEST);
    private final Map<String, Long> counts = new TreeMap<>();

    PeriodEvidence(NodeContext node, LedgerReader store, Period period) throws KeystoreException {
        this.node = node;
        this.vault = node.keys().vault();
        this.store = store;
        this.period = period;
    }

    /** The checkpoints of the month, and the node's own blocks in it; {@link #gravest} then has attacks. */
    ReportData.Evidence withBlocks() throws StoreException {
        blocks();
        return checkpoints();
    }

    /** The checkpoints of the month. */
    ReportData.Evidence checkpoints() throws StoreException {
        Optional<DecidedCheckpoint> last = before(period.toMicros()).filter(at -> micros(at) >= period.fromMicros());
        Optional<DecidedCheckpoint> first = last.isEmpty() ? last : firstUpTo(last.get());
        boolean sealed = first.isPresent();
        return new ReportData.Evidence(
                store.networkId().hex(),
                sealed ? last.get().height() - first.get().height() + 1 : 0,
                sealed ? checkpoint(first.get()) : null,
                sealed ? checkpoint(last.get()) : null,
                counts,
                node.self().name() + " " + node.self().id().hex());
    }

    private static ReportData.Checkpoint checkpoint(DecidedCheckpoint at) {
        var row = ConsoleLedger.row(at.header(), at.certificate());
        return new ReportData.Checkpoint(
                row.height(), row.micros(), row.hash(), row.root(), row.signers(), row.validators());
    }

    private static long micros(DecidedCheckpoint at) {
        return ConsoleLedger.row(at.header(), at.certificate()).micros();
    }

    /** The newest checkpoint whose epoch ended before a moment; times rise with heights. */
    private Optional<DecidedCheckpoint> before(long micros) throws StoreException {
        Optional<DecidedCheckpoint> latest = store.latestDecided();
        if (latest.isEmpty() || micros(latest.get()) < micros) {
            return latest;
        }
        long low = 0;
        long high = latest.get().height();
        Optional<DecidedCheckpoint> best = Optional.empty();
        // Everything at high and above ended too late; what is at low and below did not, or is not here.
        while (high - low > 1) {
            long middle = low + (high - low) / 2;
            Optional<DecidedCheckpoint> found = above(middle - 1, high);
            if (found.isEmpty()) {
                low = middle;
            } else if (micros(found.get()) >= micros) {
                high = middle;
            } else {
                best = found;
                low = found.get().height();
            }
        }
        return best;
    }

    /** The first of the month, up to one that is in it. What this store lacks, it lacks at the beginning. */
    private Optional<DecidedCheckpoint> firstUpTo(DecidedCheckpoint last) throws StoreException {
        long low = 0;
        long high = last.height();
        while (high - low > 1) {
            long middle = low + (high - low) / 2;
            Optional<DecidedCheckpoint> found = above(middle - 1, high);
            if (found.isPresent() && micros(found.get()) >= period.fromMicros()) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return above(high - 1, last.height());
    }

    /** The first that is here above a height, and not above another. */
    private Optional<DecidedCheckpoint> above(long height, long last) throws StoreException {
        for (long next = height + 1; next <= Math.min(last, height + GAP_MAX); next++) {
            Optional<DecidedCheckpoint> found = store.header(next);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private void blocks() throws StoreException {
        long to =
                store.highest(node.self().id(), INCARNATION).map(SourceHead::to).orElse(0L);
        long end = Math.max(1, to - BLOCKS_MAX + 1);
        for (long last = to; last >= end; last -= SealedFacts.AT_ONCE) {
            long first = Math.max(end, last - SealedFacts.AT_ONCE + 1);
            List<Microblock> blocks = store.range(node.self().id(), INCARNATION, first, last);
            for (Microblock block : blocks) {
                if (period.holds(block.timeMicros())) {
                    counts.merge(block.eventType().label(), 1L, Long::sum);
                    if (block.eventType() == EventType.IDS_ALERT) {
                        keep(block);
                    }
                }
            }
            if (!blocks.isEmpty() && blocks.get(0).timeMicros() < period.fromMicros()) {
                return;
            }
        }
    }

    private void keep(Microblock block) throws StoreException {
        Example example = example(block);
        if (example != null) {
            gravest.add(example);
            if (gravest.size() > ReportData.EXAMPLES_MAX) {
                gravest.remove();
            }
        }
    }

    /** The gravest attacks of the month, the gravest first; their blocks' heights are looked up now. */
    List<Example> gravest() throws StoreException {
        List<Example> sorted = new ArrayList<>(gravest);
        sorted.sort(GRAVEST.reversed());
        List<Example> told = new ArrayList<>();
        for (Example row : sorted) {
            long height = store.proof(com.hookprobe.dsm.ledger.Hash32.parse(row.block()))
                    .map(proof -> proof.header().height())
                    .orElse(0L);
            told.add(new Example(
                    row.micros(),
                    row.kind(),
                    row.severity(),
                    row.source(),
                    row.target(),
                    row.action(),
                    row.outcome(),
                    row.evidence(),
                    row.block(),
                    height));
        }
        return told;
    }

    private @Nullable Example example(Microblock block) throws StoreException {
        Optional<byte[]> sealed = store.payload(block.payloadHash());
        if (sealed.isEmpty()) {
            return null;
        }
        try {
            byte[] opened = Payloads.open(vault, block.payloadHash(), sealed.get());
            String text = new String(
                    opened, Payloads.SALT_BYTES, opened.length - Payloads.SALT_BYTES, StandardCharsets.UTF_8);
            JsonNode facts = JSON.readTree(text);
            String severity = facts.path("severity").asText();
            if (!facts.has("kind") || !facts.has("source") || severity.isEmpty()) {
                return null;
            }
            Severity.valueOf(severity);
            return new Example(
                    block.timeMicros(),
                    facts.path("kind").asText(),
                    severity,
                    facts.path("source").asText(),
                    facts.path("target").asText(),
                    facts.path("action").asText(),
                    facts.path("outcome").asText(),
                    facts.path("evidence").asText(),
                    block.hash().hex(),
                    0);
        } catch (RecordException | JsonProcessingException | IllegalArgumentException e) {
            // What cannot be read is in the ledger all the same; it is only no example.
            return null;
        }
    }
}
