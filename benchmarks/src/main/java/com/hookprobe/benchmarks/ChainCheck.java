package com.hookprobe.benchmarks;

import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.VoteKind;
import com.hookprobe.dsm.ledger.CheckReport;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.Progress;
import com.hookprobe.dsm.ledger.StoreMaintenance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Opens the store of a node that does not run, and walks its whole chain. */
final class ChainCheck {
    private final Genesis genesis;
    private final Map<Long, String> said;
    private final List<String> broken = new ArrayList<>();
    private long tip;
    private long checkpoints;
    private long laterViews;

    /** @param said what nodes have called final, by height */
    ChainCheck(Genesis genesis, Map<Long, String> said) {
        this.genesis = genesis;
        this.said = said;
    }

    /**
     * Every header follows the one before, has a certificate that holds, and is the one that nodes have called final; every index,
     * tree and signature in the store is right.
     *
     * @param atLeast what the node itself has called final
     */
    void walk(String node, Path store, long atLeast) throws Exception {
        try (LedgerReader reader = StoreMaintenance.openToRead(store)) {
            long height = reader.frontierHeight();
            if (height < atLeast) {
                broken.add(
                        node + " has lost what it called final: height " + atLeast + ", its store ends at " + height);
            }
            Hash32 before = genesis.hash();
            for (long at = 1; at <= height; at++) {
                DecidedCheckpoint checkpoint = reader.decided(at).orElse(null);
                if (checkpoint == null) {
                    broken.add(node + " lacks height " + at + " of " + height);
                    break;
                }
                CheckpointHeader header = checkpoint.header();
                Certificate certificate = Certificate.decode(checkpoint.certificate());
                boolean good = header.prevHash().equals(before)
                        && certificate.kind() == VoteKind.FINALIZE
                        && certificate.height() == at
                        && certificate.value().equals(header.hash())
                        && certificate.verify(genesis.validators(), genesis.networkId());
                if (!good) {
                    broken.add(node + " height " + at + ": its header or certificate does not hold");
                }
                String elsewhere = said.getOrDefault(at, header.hash().hex());
                if (!elsewhere.equals(header.hash().hex())) {
                    broken.add(node + " height " + at + " is " + header.hash().hex() + ", final was " + elsewhere);
                }
                before = header.hash();
                checkpoints++;
                laterViews += certificate.view() > 1 ? 1 : 0;
            }
            tip = Math.max(tip, height);
        }
        CheckReport report = StoreMaintenance.check(store, this::signed, Progress.NONE);
        if (!report.sound()) {
            broken.add(node + "'s store is not sound: " + report.findings());
        }
    }

    private boolean signed(Microblock block) {
        return genesis.sourceKey(block.source()).map(block::verify).orElse(false);
    }

    List<String> broken() {
        return broken;
    }

    /** The highest height of all stores. */
    long tip() {
        return tip;
    }

    /** Certificates that were verified, of all stores. */
    long checkpoints() {
        return checkpoints;
    }

    /** How many of them are of a view above 1: its leader was away. */
    long laterViews() {
        return laterViews;
    }
}
