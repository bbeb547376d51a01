package com.hookprobe.dsm.ledger;

import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What stands behind a checkpoint header: the ranges it includes, the signed frontiers that justify them, evidence and
 * operations. Evidence and operations are opaque here.
 *
 * <pre>
 * count u32 | ranges of 84 bytes
 * count u32 | frontiers, each u32 length and bytes
 * count u32 | evidence, each u32 length and bytes
 * count u32 | ops, each u32 length and bytes
 * </pre>
 *
 * The whole is at most 4 MiB (DSM 3.1: max proposal).
 *
 * @param ranges sorted by source, unique, at most 65,536, together at most 1,000,000 blocks
 * @param frontiers sorted by signer, unique, at most 256
 * @param evidence at most 1,024 items of 1..1 MiB, sorted as unsigned bytes, unique
 * @param ops at most 1,024 items of 1..64 KiB, in the order in which they apply
 */
public record CheckpointBody(
        List<SourceRange> ranges, List<SignedFrontier> frontiers, List<byte[]> evidence, List<byte[]> ops) {
    /** DSM 3.1: max proposal. */
    public static final int BYTES_MAX = 4 << 20;

    /** DSM 3.1: n is at most 256. */
    public static final int FRONTIERS_MAX = 256;

    public static final int EVIDENCE_MAX = 1_024;
    public static final int EVIDENCE_BYTES_MAX = 1 << 20;
    public static final int OPS_MAX = 1_024;
    public static final int OP_BYTES_MAX = 64 << 10;

    /** A checkpoint of a quiet epoch. */
    public static final CheckpointBody EMPTY = new CheckpointBody(List.of(), List.of(), List.of(), List.of());

    public CheckpointBody {
        ranges = List.copyOf(ranges);
        frontiers = List.copyOf(frontiers);
        evidence = copies(evidence);
        ops = copies(ops);
        Checks.that(ranges.size() <= Frontier.SOURCES_MAX, "number of ranges", ranges.size());
        Checks.that(Checks.strictlyRising(sources(ranges)), "order of ranges, count", ranges.size());
        Checks.that(blocks(ranges) <= CheckpointHeader.BLOCKS_MAX, "number of blocks", blocks(ranges));
        Checks.that(frontiers.size() <= FRONTIERS_MAX, "number of frontiers", frontiers.size());
        Checks.that(
                Checks.strictlyRising(
                        frontiers.stream().map(SignedFrontier::signer).toList()),
                "order of frontiers, count",
                frontiers.size());
        checkItems(evidence, EVIDENCE_MAX, EVIDENCE_BYTES_MAX, "evidence");
        Checks.that(risingBytes(evidence), "order of evidence, count", evidence.size());
        checkItems(ops, OPS_MAX, OP_BYTES_MAX, "ops");
        long size = size(ranges, frontiers, evidence, ops);
        Checks.that(size <= BYTES_MAX, "size of the body in bytes", size);
    }

    /** Puts ranges, frontiers and evidence into the canonical order; the ops stay as they are. */
    public static CheckpointBody sorted(
            List<SourceRange> ranges, List<SignedFrontier> frontiers, List<byte[]> evidence, List<byte[]> ops) {
        return new CheckpointBody(
                ranges.stream()
                        .sorted(Comparator.comparing(SourceRange::source))
                        .toList(),
                frontiers.stream()
                        .sorted(Comparator.comparingInt(SignedFrontier::signer))
                        .toList(),
                evidence.stream().sorted(Arrays::compareUnsigned).toList(),
                ops);
    }

    @Override
    public List<byte[]> evidence() {
        return copies(evidence);
    }

    @Override
    public List<byte[]> ops() {
        return copies(ops);
    }

    /** Number of blocks in all ranges. */
    public long blockCount() {
        return blocks(ranges);
    }

    /** DSM 3.3 ranges_root: RFC 6962 root over the encoded ranges. */
    public Hash32 rangesRoot() {
        return MerkleTree.of(ranges.stream().map(SourceRange::encode).toList()).root();
    }

    /** DSM 3.3 frontiers_root: RFC 6962 root over the encoded signed frontiers. */
    public Hash32 frontiersRoot() {
        return MerkleTree.of(frontiers.stream().map(SignedFrontier::encode).toList())
                .root();
    }

    /** DSM 3.3 evidence_root: RFC 6962 root over the evidence items. */
    public Hash32 evidenceRoot() {
        return MerkleTree.of(evidence).root();
    }

    /** DSM 3.3 ops_root: RFC 6962 root over the ops. */
    public Hash32 opsRoot() {
        return MerkleTree.of(ops).root();
    }

    /** True when the header's four body roots and its block count are those of this body. */
    public boolean matches(CheckpointHeader header) {
        return header.blockCount() == blockCount()
                && header.rangesRoot().equals(rangesRoot())
                && header.frontiersRoot().equals(frontiersRoot())
                && header.evidenceRoot().equals(evidenceRoot())
                && header.opsRoot().equals(opsRoot());
    }

    /** The canonical bytes. */
    public byte[] encode() {
        WireWriter out = new WireWriter(16 + ranges.size() * SourceRange.BYTES);
        out.u32(ranges.size());
        ranges.forEach(range -> range.write(out));
        writeItems(out, frontiers.stream().map(SignedFrontier::encode).toList());
        writeItems(out, evidence);
        writeItems(out, ops);
        return out.toBytes();
    }

    public static CheckpointBody decode(byte[] bytes) throws MalformedException {
        if (bytes.length > BYTES_MAX) {
            throw new MalformedException("a body of " + bytes.length + " bytes, the maximum is " + BYTES_MAX);
        }
        WireReader in = new WireReader(bytes);
        int count = in.count(Frontier.SOURCES_MAX, SourceRange.BYTES);
        List<SourceRange> ranges = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ranges.add(SourceRange.read(in));
        }
        List<SignedFrontier> frontiers = new ArrayList<>();
        for (byte[] item : readItems(in, FRONTIERS_MAX, BYTES_MAX)) {
            frontiers.add(SignedFrontier.decode(item));
        }
        List<byte[]> evidence = readItems(in, EVIDENCE_MAX, EVIDENCE_BYTES_MAX);
        List<byte[]> ops = readItems(in, OPS_MAX, OP_BYTES_MAX);
        in.end();
        return Checks.canonical(() -> new CheckpointBody(ranges, frontiers, evidence, ops));
    }

    private static long size(
            List<SourceRange> ranges, List<SignedFrontier> frontiers, List<byte[]> evidence, List<byte[]> ops) {
        long size = 16 + (long) SourceRange.BYTES * ranges.size();
        for (SignedFrontier frontier : frontiers) {
            size += 4
                    + SignedFrontier.BYTES_MIN
                    + (long) SourceHead.BYTES * frontier.entries().size();
        }
        for (byte[] item : evidence) {
            size += 4 + item.length;
        }
        for (byte[] item : ops) {
            size += 4 + item.length;
        }
        return size;
    }

    private static void writeItems(WireWriter out, List<byte[]> items) {
        out.u32(items.size());
        items.forEach(out::sized);
    }

    private static List<byte[]> readItems(WireReader in, int countMax, int bytesMax) throws MalformedException {
        int count = in.count(countMax, 5);
        List<byte[]> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            items.add(in.sized(bytesMax));
        }
        return items;
    }

    private static void checkItems(List<byte[]> items, int countMax, int bytesMax, String what) {
        if (items.size() > countMax) {
            throw Checks.bad("number of " + what, items.size());
        }
        for (byte[] item : items) {
            if (item.length < 1 || item.length > bytesMax) {
                throw Checks.bad("bytes of " + what, item.length);
            }
        }
    }

    private static List<NodeId> sources(List<SourceRange> ranges) {
        return ranges.stream().map(SourceRange::source).toList();
    }

    private static long blocks(List<SourceRange> ranges) {
        long sum = 0;
        for (SourceRange range : ranges) {
            // Saturating: 65,536 ranges of up to 2^63-1 blocks must not wrap around to a small number.
            sum = Math.min(Long.MAX_VALUE / 2, sum + Math.min(range.count(), Long.MAX_VALUE / 4));
        }
        return sum;
    }

    private static boolean risingBytes(List<byte[]> items) {
        for (int i = 1; i < items.size(); i++) {
            if (Arrays.compareUnsigned(items.get(i - 1), items.get(i)) >= 0) {
                return false;
            }
        }
        return true;
    }

    private static List<byte[]> copies(List<byte[]> items) {
        return items.stream().map(byte[]::clone).toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CheckpointBody that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return ranges.hashCode();
    }
}
