package com.hookprobe.dsm.ledger;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * RFC 6962 consistency proof: the tree of the first {@code oldSize} leaves is a prefix of the tree of {@code newSize}.
 *
 * <pre>old size u32 | new size u32 | count u8 | count * 32</pre>
 *
 * @param oldSize 1..newSize
 * @param newSize at most 2^30
 * @param path at most 31 hashes; none exactly when the sizes are equal
 */
public record ConsistencyProof(long oldSize, long newSize, List<Hash32> path) {
    private static final int PATH_MAX = 31;

    public ConsistencyProof {
        path = List.copyOf(path);
        Checks.that(newSize >= 1 && newSize <= MerkleNodes.LEAVES_MAX, "new size", newSize);
        Checks.that(oldSize >= 1 && oldSize <= newSize, "old size", oldSize);
        Checks.that(path.size() <= PATH_MAX, "path length", path.size());
        Checks.that((oldSize == newSize) == path.isEmpty(), "path length", path.size());
    }

    /** True when both roots fit (RFC 9162 2.1.4.2). */
    public boolean verify(Hash32 oldRoot, Hash32 newRoot) {
        if (oldSize == newSize) {
            return oldRoot.equals(newRoot);
        }
        List<Hash32> hashes = new ArrayList<>(path);
        if (Long.bitCount(oldSize) == 1) {
            hashes.add(0, oldRoot);
        }
        long node = oldSize - 1;
        long last = newSize - 1;
        while ((node & 1) == 1) {
            node >>= 1;
            last >>= 1;
        }
        MessageDigest digest = Hash32.digest();
        byte[] older = hashes.get(0).bytes();
        byte[] newer = older;
        for (Hash32 hash : hashes.subList(1, hashes.size())) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                older = MerkleNodes.nodeHash(digest, hash.bytes(), older);
                newer = MerkleNodes.nodeHash(digest, hash.bytes(), newer);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                newer = MerkleNodes.nodeHash(digest, newer, hash.bytes());
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0
                && Hash32.wrap(older).equals(oldRoot)
                && Hash32.wrap(newer).equals(newRoot);
    }

    /** The canonical bytes. */
    public byte[] encode() {
        WireWriter out = new WireWriter(9 + path.size() * Hash32.BYTES);
        out.u32(oldSize).u32(newSize).u8(path.size());
        path.forEach(out::hash);
        return out.toBytes();
    }

    public static ConsistencyProof decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        long oldSize = in.u32();
        long newSize = in.u32();
        List<Hash32> path = InclusionProof.readPath(in, PATH_MAX);
        in.end();
        return Checks.canonical(() -> new ConsistencyProof(oldSize, newSize, path));
    }
}
