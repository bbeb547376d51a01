package com.hookprobe.node.cli;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.QuorumReceipt;
import com.hookprobe.dsm.consensus.ReceiptBundle;
import com.hookprobe.dsm.consensus.SetBook;
import com.hookprobe.dsm.consensus.SetPath;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.mesh.MeshFile;
import com.hookprobe.node.mesh.MeshGenesis;
import com.hookprobe.node.role.ReceiptFolder;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Judges a receipt's file by a mesh file. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Checks a file of 'dsm receipt'; needs no node and no network, only the mesh file, which must come from a place that"
                    + " you trust: it says who the validators are.",
            "Exit code 0: block and receipt hold; 1: something does not, and is named."
        })
final class DsmReceiptVerifyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE")
    private Path file = Path.of("");

    @Option(names = "--mesh", required = true, paramLabel = "FILE", description = "the mesh file")
    private Path mesh = Path.of("");

    @Option(
            names = "--sets",
            paramLabel = "FILE",
            description = "sets.log of any node, when the validators have changed since the mesh began; it is verified")
    private @Nullable Path sets;

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Genesis genesis = MeshGenesis.of(MeshFile.load(mesh));
        ReceiptBundle bundle = ReceiptFolder.read(file);
        SetPath changes = sets == null ? SetPath.NONE : SetBook.read(sets, genesis);
        Optional<String> refusal = bundle.refusal(genesis, changes);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("valid", refusal.isEmpty());
        refusal.ifPresent(reason -> facts.put("reason", reason));
        facts.put("network", genesis.networkId().hex());
        put(facts, bundle);
        if (refusal.isEmpty()) {
            names(
                    facts,
                    bundle.receipt(),
                    changes.find(genesis, bundle.receipt().setHash()).orElseThrow());
        }
        if (json) {
            System.out.println(EventLog.json(facts));
        } else {
            facts.forEach((name, value) -> System.out.printf("%-18s %s%n", name, value));
        }
        return refusal.isEmpty() ? 0 : 1;
    }

    /** What the file says; true only when it holds. */
    static void put(Map<String, Object> facts, ReceiptBundle bundle) {
        Microblock block = bundle.block();
        facts.put("block", block.hash().hex());
        facts.put("source", block.source().hex());
        facts.put("incarnation", block.incarnation());
        facts.put("seq", block.seq());
        facts.put("event_type", block.eventType().label());
        facts.put(
                "time_of_source",
                Instant.EPOCH.plus(block.timeMicros(), ChronoUnit.MICROS).toString());
        facts.put("payload_hash", block.payloadHash().hex());
        facts.put("validators_hash", bundle.receipt().setHash().hex());
        facts.put("acknowledged_by", bundle.receipt().signers().size());
        facts.put("validators", bundle.receipt().validators());
    }

    private static void names(Map<String, Object> facts, QuorumReceipt receipt, ValidatorSet set) {
        List<String> signers = receipt.signers().stream()
                .map(signer -> set.member(signer).name())
                .toList();
        int faults = set.faults();
        facts.put("signers", signers);
        facts.put("faults_tolerated", faults);
        facts.put("honest_holders_at_least", signers.size() - faults);
        facts.put("binds_next_reports", receipt.bindsNextReports());
    }
}
