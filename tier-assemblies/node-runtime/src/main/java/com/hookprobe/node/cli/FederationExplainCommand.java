package com.hookprobe.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.StoreMaintenance;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.role.Payloads;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the reports that a decision rests on, from a node's own chain in the ledger. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what justifies a decision of the mesh, as this node has sealed it in its own chain of the ledger: at the MSSP and the"
                    + " nexus the reports and who made them, at a site the names of the reports, the blocks that seal their evidence"
                    + " and the witnesses. Also while the node runs (RocksDB).",
            "Exit code 0: found; 1: this node has sealed nothing about it."
        })
final class FederationExplainCommand implements Callable<Integer> {
    private static final int DIGITS_MIN = 8;
    private static final long INCARNATION = 0;
    /** Decisions and cancels; what a site has done about them; pardons. */
    private static final Set<EventType> TYPES =
            Set.of(EventType.DECISION, EventType.MITIGATION, EventType.POLICY_UPDATE);

    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    private LedgerOptions ledger = new LedgerOptions();

    @Option(names = "--json", description = "one JSON object a line")
    private boolean json;

    @Parameters(paramLabel = "ID", description = "of the decision: the first 8 to 64 hexadecimal digits")
    private String id = "";

    /** A payload that was sealed, and how final it is. */
    private record Sealed(Microblock block, boolean proven, ObjectNode facts) {}

    @Override
    public Integer call() throws Exception {
        String wanted = id.toLowerCase(Locale.ROOT);
        if (!wanted.matches("[0-9a-f]{" + DIGITS_MIN + ",64}")) {
            throw new CliException(
                    CliException.USAGE,
                    "the id of a decision is " + DIGITS_MIN + " to 64 hexadecimal digits; found " + id);
        }
        NodeConfig config = ledger.config();
        List<Sealed> found;
        try (NodeKeys keys = Unlocks.keys(config);
                LedgerReader store = StoreMaintenance.openToRead(ledger.store())) {
            found = find(store, keys, wanted);
        }
        if (found.isEmpty()) {
            throw new CliException(
                    1,
                    "this node has sealed nothing about a decision " + id
                            + "; ask at the MSSP, or at the nexus when that decided");
        }
        for (Sealed each : found) {
            print(each);
        }
        return 0;
    }

    /** In the order in which they were sealed. */
    private static List<Sealed> find(LedgerReader store, NodeKeys keys, String wanted) throws Exception {
        List<Sealed> found = new ArrayList<>();
        long to = store.highest(keys.id(), INCARNATION).map(SourceHead::to).orElse(0L);
        for (long last = to; last >= 1; last -= BlockStore.RANGE_MAX) {
            long first = Math.max(1, last - BlockStore.RANGE_MAX + 1);
            List<Microblock> blocks = new ArrayList<>(store.range(keys.id(), INCARNATION, first, last));
            Collections.reverse(blocks);
            for (Microblock block : blocks) {
                Optional<ObjectNode> facts = facts(store, keys, block);
                if (facts.isPresent() && facts.get().path("decision").asText().startsWith(wanted)) {
                    boolean proven = store.proof(block.hash()).isPresent();
                    found.add(new Sealed(block, proven, facts.get()));
                }
            }
        }
        Collections.reverse(found);
        return found;
    }

    private static Optional<ObjectNode> facts(LedgerReader store, NodeKeys keys, Microblock block) throws Exception {
        if (!TYPES.contains(block.eventType())) {
            return Optional.empty();
        }
        Optional<byte[]> sealed = store.payload(block.payloadHash());
        if (sealed.isEmpty()) {
            return Optional.empty();
        }
        byte[] opened = Payloads.open(keys.vault(), block.payloadHash(), sealed.get());
        String text =
                new String(opened, Payloads.SALT_BYTES, opened.length - Payloads.SALT_BYTES, StandardCharsets.UTF_8);
        try {
            return JSON.readTree(text) instanceof ObjectNode facts ? Optional.of(facts) : Optional.empty();
        } catch (JsonProcessingException e) {
            // The audits are sealed as policy, too, and in bytes.
            return Optional.empty();
        }
    }

    private void print(Sealed sealed) throws Exception {
        ObjectNode facts = sealed.facts();
        facts.put("block", sealed.block().hash().hex());
        facts.put("final", sealed.proven());
        if (json) {
            System.out.println(JSON.writeValueAsString(facts));
            return;
        }
        JsonNode reports = facts.remove("reports");
        facts.properties().forEach(fact -> System.out.printf("%-12s %s%n", fact.getKey(), text(fact.getValue())));
        if (reports != null) {
            for (JsonNode report : reports) {
                System.out.println("report");
                report.properties()
                        .forEach(fact -> System.out.printf("  %-18s %s%n", fact.getKey(), text(fact.getValue())));
            }
        }
        System.out.println();
    }

    private static String text(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }
}
