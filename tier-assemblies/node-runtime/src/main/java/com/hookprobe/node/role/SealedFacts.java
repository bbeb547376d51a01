package com.hookprobe.node.role;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.RecordException;
import com.hookprobe.identity.Vault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a node has sealed about decisions in its own chain of the ledger: the payloads are at home, and its vault opens them. */
public final class SealedFacts {
    /** Of the blocks that cannot be opened so many are named. */
    public static final int UNOPENED_MAX = 20;

    private static final long INCARNATION = 0;
    /** So many blocks are read in one go: a running node's store serves one at a time, and its loop may be the next. */
    static final int AT_ONCE = 256;
    /** Decisions and cancels; what a site has done about them; pardons. */
    private static final Set<EventType> TYPES =
            Set.of(EventType.DECISION, EventType.MITIGATION, EventType.POLICY_UPDATE);

    private static final ObjectMapper JSON = new ObjectMapper();

    private SealedFacts() {}

    /** A payload that was sealed, and how final it is. */
    public record Sealed(Microblock block, boolean proven, ObjectNode facts) {}

    /**
     * What was found.
     *
     * @param sealed in the order in which it was sealed
     * @param unopened blocks whose payload the vault does not open, newest first, at most {@link #UNOPENED_MAX}: whether they are about
     *     the decision nobody can tell
     */
    public record Found(List<Sealed> sealed, List<Microblock> unopened) {}

    /**
     * Looks for a decision, newest blocks first.
     *
     * @param wanted the beginning of its id
     * @param blocksMax how many blocks are looked at
     */
    public static Found about(String wanted, LedgerReader store, NodeId self, Vault vault, long blocksMax)
            throws StoreException {
        List<Sealed> found = new ArrayList<>();
        List<Microblock> unopened = new ArrayList<>();
        long to = store.highest(self, INCARNATION).map(SourceHead::to).orElse(0L);
        long end = Math.max(1, blocksMax >= to ? 1 : to - blocksMax + 1);
        for (long last = to; last >= end; last -= AT_ONCE) {
            long first = Math.max(end, last - AT_ONCE + 1);
            List<Microblock> blocks = new ArrayList<>(store.range(self, INCARNATION, first, last));
            Collections.reverse(blocks);
            for (Microblock block : blocks) {
                Optional<ObjectNode> facts;
                try {
                    facts = facts(store, vault, block);
                } catch (RecordException e) {
                    // Damaged, or of another keystore: the rest can be told all the same.
                    if (unopened.size() < UNOPENED_MAX) {
                        unopened.add(block);
                    }
                    continue;
                }
                if (facts.isPresent() && facts.get().path("decision").asText().startsWith(wanted)) {
                    boolean proven = store.proof(block.hash()).isPresent();
                    found.add(new Sealed(block, proven, facts.get()));
                }
            }
        }
        Collections.reverse(found);
        return new Found(found, unopened);
    }

    private static Optional<ObjectNode> facts(LedgerReader store, Vault vault, Microblock block)
            throws StoreException, RecordException {
        if (!TYPES.contains(block.eventType())) {
            return Optional.empty();
        }
        Optional<byte[]> sealed = store.payload(block.payloadHash());
        if (sealed.isEmpty()) {
            return Optional.empty();
        }
        byte[] opened = Payloads.open(vault, block.payloadHash(), sealed.get());
        String text =
                new String(opened, Payloads.SALT_BYTES, opened.length - Payloads.SALT_BYTES, StandardCharsets.UTF_8);
        try {
            return JSON.readTree(text) instanceof ObjectNode facts ? Optional.of(facts) : Optional.empty();
        } catch (JsonProcessingException e) {
            // The audits are sealed as policy, too, and in bytes.
            return Optional.empty();
        }
    }
}
