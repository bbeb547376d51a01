package com.hookprobe.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.StoreMaintenance;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.role.SealedFacts;
import java.util.Locale;
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

    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    private LedgerOptions ledger = new LedgerOptions();

    @Option(names = "--json", description = "one JSON object a line")
    private boolean json;

    @Parameters(paramLabel = "ID", description = "of the decision: the first 8 to 64 hexadecimal digits")
    private String id = "";

    @Override
    public Integer call() throws Exception {
        String wanted = id.toLowerCase(Locale.ROOT);
        if (!wanted.matches("[0-9a-f]{" + DIGITS_MIN + ",64}")) {
            throw new CliException(
                    CliException.USAGE,
                    "the id of a decision is " + DIGITS_MIN + " to 64 hexadecimal digits; found " + id);
        }
        NodeConfig config = ledger.config();
        SealedFacts.Found found;
        try (NodeKeys keys = Unlocks.keys(config);
                LedgerReader store = StoreMaintenance.openToRead(ledger.store())) {
            found = SealedFacts.about(wanted, store, keys.id(), keys.vault(), Long.MAX_VALUE);
        }
        found.unopened()
                .forEach(block -> System.err.println(
                        "hookprobe: block " + block.seq() + " (" + block.hash().hex()
                                + ") is not opened: its payload is damaged, or sealed by another keystore; whether it is about this"
                                + " decision cannot be told"));
        if (found.sealed().isEmpty()) {
            throw new CliException(
                    1,
                    "this node has sealed nothing about a decision " + id
                            + "; ask at the MSSP, or at the nexus when that decided");
        }
        for (SealedFacts.Sealed each : found.sealed()) {
            print(each);
        }
        return 0;
    }

    private void print(SealedFacts.Sealed sealed) throws Exception {
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
