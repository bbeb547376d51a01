package com.hookprobe.dsm.api.outside;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A monitor of a transparency log, written from the documents of C2SP (tlog-tiles, tlog-checkpoint, signed-note) with plain
 * classes of the JDK. It remembers the last size that it saw, as a monitor does.
 */
public final class OutsideReader {
    /** Fetches what lies behind the log's prefix. */
    public interface Fetch {
        /** The body; throws when the status is not 200. */
        byte[] get(String path) throws IOException;
    }

    /** What a checkpoint says. */
    public record Head(String origin, long size, byte[] root) {}

    private static final int WIDTH = 256;

    private final Fetch fetch;
    private final String origin;
    private final Note.Key key;
    private final Map<String, byte[]> tiles = new HashMap<>();
    private Head last;

    public OutsideReader(Fetch fetch, String origin, Note.Key key) {
        this.fetch = fetch;
        this.origin = origin;
        this.key = key;
    }

    /** Fetches the checkpoint and everything that must hold for it. */
    public Head advance() throws Refused, IOException {
        Head head = head();
        if (last != null && head.size() < last.size()) {
            throw new Refused("the log was " + last.size() + " and is " + head.size());
        }
        if (last != null && head.size() == last.size() && !Arrays.equals(head.root(), last.root())) {
            throw new Refused("two roots of size " + head.size());
        }
        tiles.clear();
        checkTree(head);
        checkEntries(head);
        if (last != null && last.size() > 0) {
            checkConsistency(last, head);
        }
        last = head;
        return head;
    }

    public Head head() throws Refused, IOException {
        return parse(Note.parse(fetch.get("/checkpoint")));
    }

    public Head parse(Note note) throws Refused {
        note.requireSignature(key);
        String[] lines = note.text().split("\n", -1);
        if (lines.length < 4 || !lines[lines.length - 1].isEmpty() || !lines[0].equals(origin)) {
            throw new Refused("the lines of a checkpoint");
        }
        if (!lines[1].matches("0|[1-9][0-9]{0,17}")) {
            throw new Refused("the size " + lines[1]);
        }
        byte[] root = Base64.getDecoder().decode(lines[2]);
        if (root.length != 32) {
            throw new Refused("a root of " + root.length);
        }
        return new Head(lines[0], Long.parseLong(lines[1]), root);
    }

    /** The root from level 0, and every upper tile from the one below it. */
    private void checkTree(Head head) throws Refused, IOException {
        List<byte[]> leaves = new ArrayList<>();
        for (long n = 0; n * WIDTH < head.size(); n++) {
            leaves.addAll(hashes(tile(head.size(), 0, n)));
        }
        if (leaves.size() != head.size() || !Arrays.equals(Proofs.root(leaves), head.root())) {
            throw new Refused("the root does not follow from the tiles");
        }
        List<byte[]> below = leaves;
        for (int level = 1; head.size() >> (8 * level) > 0; level++) {
            List<byte[]> hashes = new ArrayList<>();
            long count = head.size() >> (8 * level);
            for (long n = 0; n * WIDTH < count; n++) {
                hashes.addAll(hashes(tile(head.size(), level, n)));
            }
            for (int i = 0; i < hashes.size(); i++) {
                if (!Arrays.equals(hashes.get(i), Proofs.root(below.subList(i * WIDTH, (i + 1) * WIDTH)))) {
                    throw new Refused("tile level " + level + " at " + i);
                }
            }
            below = hashes;
        }
    }

    /** Each entry hashes to its place in the tile. */
    private void checkEntries(Head head) throws Refused, IOException {
        for (long n = 0; n * WIDTH < head.size(); n++) {
            int width = (int) Math.min(WIDTH, head.size() - n * WIDTH);
            List<byte[]> leaves = hashes(tile(head.size(), 0, n));
            List<byte[]> entries = entries(n, width);
            if (entries.size() != leaves.size()) {
                throw new Refused("entries of bundle " + n);
            }
            for (int i = 0; i < entries.size(); i++) {
                if (!Arrays.equals(Proofs.leaf(entries.get(i)), leaves.get(i))) {
                    throw new Refused("entry " + (n * WIDTH + i));
                }
            }
        }
    }

    public List<byte[]> entries(long n, int width) throws Refused, IOException {
        byte[] bundle = fetch.get("/tile/entries/" + number(n) + suffix(width));
        List<byte[]> entries = new ArrayList<>();
        for (int at = 0; at < bundle.length; ) {
            if (at + 2 > bundle.length) {
                throw new Refused("a bundle that ends in a length");
            }
            int length = (bundle[at] & 0xFF) << 8 | bundle[at + 1] & 0xFF;
            if (at + 2 + length > bundle.length) {
                throw new Refused("a bundle that ends in an entry");
            }
            entries.add(Arrays.copyOfRange(bundle, at + 2, at + 2 + length));
            at += 2 + length;
        }
        return entries;
    }

    /** Makes the proof from the tiles of the newer size and verifies it. */
    public void checkConsistency(Head old, Head now) throws Refused {
        List<byte[]> proof = Proofs.consistency(nodes(now.size()), old.size(), now.size());
        if (!Proofs.consistent(old.size(), old.root(), now.size(), now.root(), proof)) {
            throw new Refused("size " + old.size() + " is not the beginning of " + now.size());
        }
    }

    /** Makes an entry's proof from the tiles and verifies it. */
    public void checkInclusion(Head head, byte[] entry, long index) throws Refused {
        List<byte[]> proof = Proofs.inclusion(nodes(head.size()), index, head.size());
        if (!Proofs.included(Proofs.leaf(entry), index, head.size(), proof, head.root())) {
            throw new Refused("entry " + index + " is not in the log");
        }
    }

    private Proofs.Nodes nodes(long size) {
        return (level, index) -> {
            int up = level % 8;
            long first = index << up;
            try {
                List<byte[]> hashes = hashes(tile(size, level / 8, first / WIDTH));
                int from = (int) (first % WIDTH);
                return Proofs.root(hashes.subList(from, from + (1 << up)));
            } catch (IOException e) {
                throw new Refused(e.getMessage());
            }
        };
    }

    private byte[] tile(long size, int level, long n) throws Refused, IOException {
        int width = (int) Math.min(WIDTH, (size >> (8 * level)) - n * WIDTH);
        String path = "/tile/" + level + '/' + number(n) + suffix(width);
        byte[] known = tiles.get(path);
        if (known == null) {
            known = fetch.get(path);
            tiles.put(path, known);
        }
        if (known.length != 32 * width) {
            throw new Refused(path + " has " + known.length + " bytes");
        }
        return known;
    }

    private static List<byte[]> hashes(byte[] tile) {
        List<byte[]> hashes = new ArrayList<>();
        for (int at = 0; at < tile.length; at += 32) {
            hashes.add(Arrays.copyOfRange(tile, at, at + 32));
        }
        return hashes;
    }

    private static String suffix(int width) {
        return width == WIDTH ? "" : ".p/" + width;
    }

    static String number(long n) {
        StringBuilder path = new StringBuilder(String.format("%03d", n % 1000));
        for (long rest = n / 1000; rest > 0; rest /= 1000) {
            path.insert(0, String.format("x%03d/", rest % 1000));
        }
        return path.toString();
    }
}
