package com.hookprobe.dsm.api.outside;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** Merkle trees after RFC 6962 2.1 and the verifications of RFC 9162 2.1.3.2 and 2.1.4.2. */
public final class Proofs {
    /** Roots of complete subtrees: 2^level leaves from index * 2^level on. */
    public interface Nodes {
        byte[] node(int level, long index) throws Refused;
    }

    private record Peak(int level, byte[] hash) {}

    private Proofs() {}

    public static byte[] leaf(byte[] entry) {
        return sha(new byte[] {0}, entry);
    }

    private static byte[] parent(byte[] left, byte[] right) {
        return sha(new byte[] {1}, left, right);
    }

    private static byte[] sha(byte[]... parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                sha.update(part);
            }
            return sha.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** The root over leaf hashes, built up as they come: equal neighbours are joined, what is left is joined from the right. */
    public static byte[] root(List<byte[]> leaves) {
        if (leaves.isEmpty()) {
            return sha();
        }
        Deque<Peak> peaks = new ArrayDeque<>();
        for (byte[] leaf : leaves) {
            Peak peak = new Peak(0, leaf);
            while (!peaks.isEmpty() && peaks.peek().level() == peak.level()) {
                peak = new Peak(peak.level() + 1, parent(peaks.pop().hash(), peak.hash()));
            }
            peaks.push(peak);
        }
        byte[] root = peaks.pop().hash();
        while (!peaks.isEmpty()) {
            root = parent(peaks.pop().hash(), root);
        }
        return root;
    }

    /** MTH(D[from:to]) from complete subtrees. */
    private static byte[] range(Nodes nodes, long from, long to) throws Refused {
        long count = to - from;
        if (Long.bitCount(count) == 1) {
            int level = Long.numberOfTrailingZeros(count);
            return nodes.node(level, from >> level);
        }
        long k = Long.highestOneBit(count);
        return parent(range(nodes, from, from + k), range(nodes, from + k, to));
    }

    /** PATH(m, D[n]). */
    public static List<byte[]> inclusion(Nodes nodes, long m, long n) throws Refused {
        List<byte[]> path = new ArrayList<>();
        path(nodes, m, 0, n, path);
        return path;
    }

    private static void path(Nodes nodes, long m, long from, long to, List<byte[]> out) throws Refused {
        if (to - from == 1) {
            return;
        }
        long k = Long.highestOneBit(to - from - 1);
        if (m < k) {
            path(nodes, m, from, from + k, out);
            out.add(range(nodes, from + k, to));
        } else {
            path(nodes, m - k, from + k, to, out);
            out.add(range(nodes, from, from + k));
        }
    }

    /** PROOF(m, D[n]). */
    public static List<byte[]> consistency(Nodes nodes, long m, long n) throws Refused {
        List<byte[]> path = new ArrayList<>();
        subproof(nodes, m, 0, n, true, path);
        return path;
    }

    private static void subproof(Nodes nodes, long m, long from, long to, boolean whole, List<byte[]> out)
            throws Refused {
        long n = to - from;
        if (m == n) {
            if (!whole) {
                out.add(range(nodes, from, to));
            }
            return;
        }
        long k = Long.highestOneBit(n - 1);
        if (m <= k) {
            subproof(nodes, m, from, from + k, whole, out);
            out.add(range(nodes, from + k, to));
        } else {
            subproof(nodes, m - k, from + k, to, false, out);
            out.add(range(nodes, from, from + k));
        }
    }

    public static boolean included(byte[] leaf, long index, long size, List<byte[]> path, byte[] root) {
        if (index >= size) {
            return false;
        }
        long fn = index;
        long sn = size - 1;
        byte[] r = leaf;
        for (byte[] p : path) {
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                r = parent(p, r);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                r = parent(r, p);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && Arrays.equals(r, root);
    }

    public static boolean consistent(long first, byte[] firstRoot, long second, byte[] secondRoot, List<byte[]> path) {
        if (first == second) {
            return path.isEmpty() && Arrays.equals(firstRoot, secondRoot);
        }
        List<byte[]> hashes = new ArrayList<>(path);
        if (Long.bitCount(first) == 1) {
            hashes.add(0, firstRoot);
        }
        if (hashes.isEmpty()) {
            return false;
        }
        long fn = first - 1;
        long sn = second - 1;
        while ((fn & 1) == 1) {
            fn >>= 1;
            sn >>= 1;
        }
        byte[] fr = hashes.get(0);
        byte[] sr = hashes.get(0);
        for (byte[] c : hashes.subList(1, hashes.size())) {
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                fr = parent(c, fr);
                sr = parent(c, sr);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                sr = parent(sr, c);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && Arrays.equals(fr, firstRoot) && Arrays.equals(sr, secondRoot);
    }
}
