package com.hookprobe.demo.soak;

import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.dsm.ledger.StoreMaintenance;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The stores of nodes that have stopped, held against what was final while they ran. */
final class Ledgers {
    private Ledgers() {}

    /**
     * A validator has every checkpoint, up to the last but some that it may not have heard of yet. Another node follows headers: it may lack
     * those of a time when it was cut off, and what it has is the same; it has come as far as the others.
     *
     * @param finals hash of each height that some node said to be final
     * @param behind how many of the last may be missing
     */
    static void holds(String node, boolean validator, Path folder, Map<Long, String> finals, int behind)
            throws Violation, StoreException {
        long last = finals.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
        try (LedgerReader store = StoreMaintenance.openToRead(folder)) {
            long latest = store.latestDecided().map(DecidedCheckpoint::height).orElse(0L);
            if (latest < last - behind) {
                throw new Violation(
                        "the ledger of " + node + " ends at height " + latest + ", and " + last + " is final");
            }
            for (Map.Entry<Long, String> one : finals.entrySet()) {
                Optional<DecidedCheckpoint> stored = store.header(one.getKey());
                if (stored.isEmpty() && validator && one.getKey() <= last - behind) {
                    throw new Violation("the ledger of " + node + " has no checkpoint of height " + one.getKey()
                            + ", and " + last + " is final");
                }
                String hash = stored.map(found -> found.header().hash().hex()).orElse(one.getValue());
                if (!hash.equals(one.getValue())) {
                    throw new Violation("the ledger of " + node + " has " + hash + " at height " + one.getKey()
                            + ", where " + one.getValue() + " is final");
                }
            }
        }
    }

    /**
     * The node's store proves each of these blocks of its own.
     *
     * @param blocks hashes
     */
    static void prove(String node, Path folder, Iterable<String> blocks, Map<Long, String> finals)
            throws Violation, StoreException {
        try (LedgerReader store = StoreMaintenance.openToRead(folder)) {
            for (String block : blocks) {
                InclusionBundle bundle = store.proof(Hash32.parse(block))
                        .orElseThrow(() -> new Violation("block " + block + ", which " + node
                                + " said to have sealed, has no proof in its ledger at the end"));
                String hash = bundle.header().hash().hex();
                if (!bundle.included()
                        || !hash.equals(finals.getOrDefault(bundle.header().height(), hash))) {
                    throw new Violation("the proof of block " + block + " at " + node
                            + " is for another checkpoint than" + " the final one of height "
                            + bundle.header().height());
                }
            }
        }
    }
}
