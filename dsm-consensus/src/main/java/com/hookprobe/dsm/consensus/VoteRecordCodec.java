package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The bytes of a vote log.
 *
 * <pre>
 * offset size field                      all integers big-endian
 *      0    4 length (72)
 *      4    4 CRC-32C over the bytes 8..71
 *      8    8 first bytes of the network id
 *     16    8 first bytes of the genesis' validators_hash
 *     24    8 height
 *     32    4 view
 *     36    1 kind
 *     37   32 value
 *     69    3 zero
 * </pre>
 *
 * The first record is INIT; its value is a hash over the genesis, the node and its BLS key in the genesis.
 */
final class VoteRecordCodec {
    static final int BYTES = 72;
    private static final int PREFIX_BYTES = 8;

    private final byte[] network;
    private final byte[] set;
    private final Hash32 binding;

    VoteRecordCodec(Genesis genesis, NodeId self) {
        ValidatorSet first = genesis.validators();
        this.network = Arrays.copyOf(genesis.networkId().bytes(), PREFIX_BYTES);
        this.set = Arrays.copyOf(first.hash().bytes(), PREFIX_BYTES);
        // Who is no member of the genesis has no key in it. A key that is changed later keeps the log: it says what the
        // node has signed.
        byte[] key = first.find(self).map(Validator::blsKey).orElse(new byte[BlsPublicKey.BYTES]);
        this.binding = Hash32.sha256(ConsensusLabels.VOTE_LOG, genesis.hash().bytes(), self.bytes(), key);
    }

    /**
     * @param goodBytes length of the sound beginning; more in the file is one torn record
     * @param refusal why the file must not be used, or empty
     */
    record Scan(List<VoteRecord> records, int goodBytes, String refusal) {}

    byte[] init() {
        return encode(new VoteRecord(VoteRecord.Kind.INIT, 0, 0, binding));
    }

    byte[] encode(VoteRecord record) {
        byte[] tail = new WireWriter(BYTES)
                .bytes(network)
                .bytes(set)
                .u64(record.height())
                .u32(record.view())
                .u8(record.kind().code())
                .hash(record.value())
                .bytes(new byte[3])
                .toBytes();
        return new WireWriter(BYTES).u32(BYTES).u32(crc(tail)).bytes(tail).toBytes();
    }

    Scan scan(byte[] file) {
        List<VoteRecord> records = new ArrayList<>();
        int whole = file.length / BYTES;
        for (int i = 0; i < whole; i++) {
            byte[] bytes = Arrays.copyOfRange(file, i * BYTES, (i + 1) * BYTES);
            if (!isIntact(bytes)) {
                // DSM 2.2: "last record short/CRC-bad => truncate"; each record is synced before the next is written,
                // so
                // more than one bad record is damage and not a torn write.
                boolean isLast = (i + 1) * BYTES == file.length;
                return isLast && i > 0
                        ? new Scan(records, i * BYTES, "")
                        : refused("record " + i + " is damaged; restore the file from this machine's own disk");
            }
            String refusal = read(bytes, i, records);
            if (!refusal.isEmpty()) {
                return refused(refusal);
            }
        }
        return whole == 0
                ? refused(
                        "it is empty or cut before its first record; restore the file from this machine's own disk, or say 'keys confirm --votes-above' with a height that the network has passed")
                : new Scan(records, whole * BYTES, "");
    }

    private String read(byte[] bytes, int index, List<VoteRecord> into) {
        try {
            WireReader in = new WireReader(bytes);
            in.bytes(8);
            if (!Arrays.equals(in.bytes(PREFIX_BYTES), network)) {
                return "record " + index + " belongs to another network";
            }
            if (!Arrays.equals(in.bytes(PREFIX_BYTES), set)) {
                return "record " + index + " belongs to another validator set";
            }
            long height = in.u64();
            long view = in.u32();
            VoteRecord.Kind kind = VoteRecord.Kind.ofCode(in.u8());
            Hash32 value = in.hash();
            boolean padded = Arrays.equals(in.bytes(3), new byte[3]);
            if (!padded || (kind == VoteRecord.Kind.INIT) != (index == 0)) {
                return "record " + index + " does not belong there";
            }
            if (kind == VoteRecord.Kind.INIT) {
                return value.equals(binding) ? "" : "it was made for another genesis or another key";
            }
            into.add(new VoteRecord(kind, height, view, value));
            return "";
        } catch (MalformedException e) {
            return "record " + index + ": " + e.getMessage();
        }
    }

    private static boolean isIntact(byte[] bytes) {
        try {
            WireReader in = new WireReader(bytes);
            return in.u32() == BYTES && in.u32() == crc(in.bytes(BYTES - 8));
        } catch (MalformedException e) {
            return false;
        }
    }

    private static Scan refused(String reason) {
        return new Scan(List.of(), 0, reason);
    }

    private static long crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return crc.getValue();
    }
}
