package com.hookprobe.node.cli;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.StoreMaintenance;
import com.hookprobe.identity.NodeCard;
import com.hookprobe.identity.RecordException;
import com.hookprobe.identity.SealedFor;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.role.Payloads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Hands one payload to one reader. */
@Command(
        name = "disclose",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a file with a block's payload and the evidence that it is the one that was sealed, encrypted for one reader: the"
                    + " owner of a node card. Also while the node runs (RocksDB).",
            "Each disclosure is written down in disclosures.log in the node's data folder, before the file is."
        })
final class LedgerDiscloseCommand implements Callable<Integer> {
    /** HPKE's purpose; a reader's key opens nothing else under it. */
    static final String PURPOSE = "dsm.disclosure";

    @Mixin
    private LedgerOptions ledger = new LedgerOptions();

    @Option(names = "--reader", required = true, paramLabel = "CARD", description = "the reader's node card")
    private Path reader = Path.of("");

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "a new file")
    private Path out = Path.of("");

    @Parameters(paramLabel = "BLOCK", description = "hash of the block")
    private String block = "";

    @Override
    public Integer call() throws Exception {
        NodeConfig config = ledger.config();
        Genesis genesis = ledger.genesis();
        NodeCard card = card(reader);
        byte[] readerKey = card.kemPublicKey()
                .orElseThrow(() -> new CliException(
                        CliException.USAGE, reader + ": expected a card with an X-Wing key, found one without"));
        Hash32 hash = LedgerOptions.hash("a block", block);
        try (NodeKeys keys = Unlocks.keys(config);
                LedgerReader store = StoreMaintenance.openToRead(ledger.store())) {
            byte[] payload = payload(store, keys, hash);
            try {
                byte[] evidence = LedgerEvidence.checked(
                        LedgerEvidence.of(store, genesis, ledger.sets(), hash, Optional.of(payload)), genesis);
                byte[] sealed = SealedFor.seal(readerKey, PURPOSE, evidence);
                Arrays.fill(evidence, (byte) 0);
                writeDown(config, hash, card);
                Files.write(out, sealed, StandardOpenOption.CREATE_NEW);
                System.out.printf("%s: %,d bytes for %s (%s)%n", out, sealed.length, card.name(), card.nodeId());
            } finally {
                Arrays.fill(payload, (byte) 0);
            }
        }
        return 0;
    }

    private static byte[] payload(LedgerReader store, NodeKeys keys, Hash32 hash) throws Exception {
        Microblock block = store.get(hash).orElseThrow(() -> new CliException(1, "the store holds no block " + hash));
        byte[] sealed = store.payload(block.payloadHash())
                .orElseThrow(() -> new CliException(
                        1,
                        "the store holds no payload of block " + hash + ": another node sealed it, or it was let go"));
        return Payloads.open(keys.vault(), block.payloadHash(), sealed);
    }

    private static NodeCard card(Path file) throws IOException {
        try {
            return NodeCard.fromText(SmallFile.text(file, SmallFile.RECORD_BYTES));
        } catch (RecordException e) {
            throw new CliException(CliException.USAGE, file + ": expected a node card: " + e.getMessage());
        }
    }

    private static void writeDown(NodeConfig config, Hash32 block, NodeCard card) throws IOException {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("time", Instant.now().toString());
        facts.put("block", block.hex());
        facts.put("reader", card.nodeId().hex());
        facts.put("reader_name", card.name());
        Files.write(
                Path.of(config.node().data(), "disclosures.log"),
                (EventLog.json(facts) + "\n").getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND,
                StandardOpenOption.SYNC);
    }
}
