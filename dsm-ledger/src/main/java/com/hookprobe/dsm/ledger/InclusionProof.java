package com.hookprobe.dsm.ledger;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * RFC 6962 audit path: proves that a leaf stands at an index of a tree.
 *
 * <pre>index u32 | size u32 | count u8 | count * 32</pre>
 *
 * @param index 0..size-1
 * @param size number of leaves, 1..2^30
 * @param path sibling hashes from the leaf upwards; its length is fixed by index and size
 */
public record InclusionProof(long index, long size, List<Hash32> path) {
    /** Longest path, and so the largest encoding: 9 + 30 * 32. */
    static final int PATH_MAX = 30;

    public InclusionProof {
        path = List.copyOf(path);
        Checks.that(size >= 1 && size <= MerkleNodes.LEAVES_MAX, "tree size", size);
        Checks.that(index >= 0 && index < size, "leaf index", index);
        Checks.that(path.size() == pathLength(index, size), "path length", path.size());
    }

    /** True when the leaf is at the index of the tree with this root (RFC 9162 2.1.3.2). */
    public boolean verify(Hash32 root, byte[] leaf) {
        MessageDigest digest = Hash32.digest();
        byte[] hash = MerkleNodes.leafHash(digest, leaf);
        long node = index;
        long last = size - 1;
        for (Hash32 sibling : path) {
            if ((node & 1) == 1 || node == last) {
                hash = MerkleNodes.nodeHash(digest, sibling.bytes(), hash);
                // The right edge has no sibling on these levels: climb to the next one that has.
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = MerkleNodes.nodeHash(digest, hash, sibling.bytes());
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && Hash32.wrap(hash).equals(root);
    }

    /** The canonical bytes. */
    public byte[] encode() {
        WireWriter out = new WireWriter(9 + path.size() * Hash32.BYTES);
        write(out);
        return out.toBytes();
    }

    public static InclusionProof decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        InclusionProof proof = read(in);
        in.end();
        return proof;
    }

    void write(WireWriter out) {
        out.u32(index).u32(size).u8(path.size());
        path.forEach(out::hash);
    }

    static InclusionProof read(WireReader in) throws MalformedException {
        long index = in.u32();
        long size = in.u32();
        List<Hash32> path = readPath(in, PATH_MAX);
        return Checks.canonical(() -> new InclusionProof(index, size, path));
    }

    static List<Hash32> readPath(WireReader in, int max) throws MalformedException {
        int count = in.u8();
        if (count > max) {
            throw new MalformedException("a path of " + count + ", the maximum is " + max);
        }
        List<Hash32> path = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            path.add(in.hash());
        }
        return path;
    }

    private static int pathLength(long index, long size) {
        int length = 0;
        long node = index;
        for (long last = size - 1; last > 0; last >>= 1) {
            // A level adds a hash unless this is the lone node at the right edge.
            if ((node & 1) == 1 || node != last) {
                length++;
            }
            node >>= 1;
        }
        return length;
    }
}
