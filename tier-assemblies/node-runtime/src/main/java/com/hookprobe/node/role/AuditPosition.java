package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.RecordException;
import com.hookprobe.identity.Vault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Up to which row each audit is sealed (mesh 9.3). The ledger itself remembers: the last batch in this node's chain says it. A file
 * spares the walk through the older blocks; what was sealed after it was written is found in the blocks behind it.
 */
final class AuditPosition {
    private static final byte[] MAGIC = "HPAP".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int BYTES = 29;
    private static final long INCARNATION = 0;

    private final Path file;
    private final Map<AuditBatch.Source, Long> sealed = new EnumMap<>(AuditBatch.Source.class);
    private long block;

    private AuditPosition(Path file) {
        this.file = file;
        for (AuditBatch.Source source : AuditBatch.Source.values()) {
            sealed.put(source, 0L);
        }
    }

    /** @throws IOException when the file is not as it was written, or a payload of this node does not open */
    static AuditPosition open(Path data, BlockStore store, NodeId self, Vault vault) throws IOException {
        AuditPosition position = new AuditPosition(data.resolve("audit.position"));
        if (Files.exists(position.file)) {
            position.read();
        }
        position.walk(store, self, vault);
        return position;
    }

    private void read() throws IOException {
        byte[] bytes = Files.size(file) == BYTES ? Files.readAllBytes(file) : new byte[0];
        try {
            WireReader in = new WireReader(bytes);
            if (!Arrays.equals(in.bytes(MAGIC.length), MAGIC) || in.u8() != VERSION) {
                throw new MalformedException("expected a position of version " + VERSION + ", found something else");
            }
            block = in.u64();
            for (AuditBatch.Source source : AuditBatch.Source.values()) {
                sealed.put(source, in.u64());
            }
            in.end();
        } catch (MalformedException e) {
            throw new IOException(
                    file + ": " + e.getMessage() + "; delete it: the position is found again in the ledger", e);
        }
    }

    private void walk(BlockStore store, NodeId self, Vault vault) throws IOException {
        long to = store.highest(self, INCARNATION).map(SourceHead::to).orElse(0L);
        if (block > to) {
            throw new IOException(file + ": expected a ledger with block " + block + " of this node, found " + to
                    + " blocks; restore the newest copy of the ledger");
        }
        for (long from = block + 1; from <= to; from += BlockStore.RANGE_MAX) {
            long last = Math.min(to, from + BlockStore.RANGE_MAX - 1);
            for (Microblock each : store.range(self, INCARNATION, from, last)) {
                if (each.eventType() == EventType.POLICY_UPDATE) {
                    look(each, store, vault);
                }
            }
        }
    }

    private void look(Microblock each, BlockStore store, Vault vault) throws IOException {
        Optional<byte[]> kept = store.payload(each.payloadHash());
        if (kept.isEmpty()) {
            return;
        }
        try {
            byte[] salted = Payloads.open(vault, each.payloadHash(), kept.get());
            byte[] payload = Arrays.copyOfRange(salted, Payloads.SALT_BYTES, salted.length);
            if (AuditBatch.isOne(payload)) {
                advance(AuditBatch.decode(payload), each);
            }
        } catch (RecordException | MalformedException e) {
            throw new IOException(
                    "block " + each.seq() + " of this node: its payload does not open (" + e.getMessage()
                            + "); restore the newest copy of the ledger",
                    e);
        }
    }

    /** The last row that is sealed; 0 for none. */
    long sealed(AuditBatch.Source source) {
        return sealed.getOrDefault(source, 0L);
    }

    /** A batch lies in a block. */
    void advance(AuditBatch batch, Microblock in) {
        sealed.merge(batch.source(), batch.last(), Math::max);
        block = Math.max(block, in.seq());
    }

    /** Writes the file; what is lost with it is time. */
    void remember() throws IOException {
        WireWriter out = new WireWriter(BYTES).bytes(MAGIC).u8(VERSION).u64(block);
        for (AuditBatch.Source source : AuditBatch.Source.values()) {
            out.u64(sealed(source));
        }
        WholeFile.replace(file, out.toBytes(), step -> {});
    }
}
