package com.hookprobe.dsm.ledger.kv;

import com.hookprobe.dsm.ledger.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An immutable sorted file of slots. Index and filter are on the heap. */
final class Segment implements Closeable {
    private final Disk disk;
    private final Disk.File file;
    private final Manifest.Entry entry;
    private final Footer footer;
    private final BloomFilter filter;
    private final BlockIndex index;
    private final BlockCache cache;
    private final @Nullable Losses losses;

    private Segment(Disk disk, Disk.File file, Manifest.Entry entry, BlockCache cache) throws IOException {
        this.disk = disk;
        this.file = file;
        this.entry = entry;
        this.cache = cache;
        this.losses = null;
        this.footer = footer();
        byte[] filterBytes = read(footer.dataBytes(), footer.filterBytes());
        requireChecksum("filter", footer.filterChecksum(), Checksum.of(filterBytes, 0, filterBytes.length));
        this.filter = new BloomFilter(filterBytes);
        byte[] indexBytes = read(footer.dataBytes() + footer.filterBytes(), footer.indexBytes());
        requireChecksum("index", footer.indexChecksum(), Checksum.of(indexBytes, 0, indexBytes.length));
        BlockIndex decoded = BlockIndex.decode(indexBytes, footer.dataBytes());
        if (decoded == null) {
            throw damaged("an index of blocks that fill " + footer.dataBytes() + " bytes", "another");
        }
        this.index = decoded;
    }

    /** Of what is left of a damaged file; a block that cannot be read is counted as lost, and holds nothing. */
    Segment(
            Disk disk,
            Disk.File file,
            Manifest.Entry entry,
            Footer footer,
            BlockIndex index,
            BlockCache cache,
            Losses losses) {
        this.disk = disk;
        this.file = file;
        this.entry = entry;
        this.footer = footer;
        this.filter = BloomFilter.ALL;
        this.index = index;
        this.cache = cache;
        this.losses = losses;
    }

    /** Opens the segment that the manifest names. */
    static Segment open(Disk disk, Manifest.Entry entry, BlockCache cache) throws IOException {
        Disk.File file = disk.open(Names.segment(entry.number()));
        try {
            return new Segment(disk, file, entry, cache);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private Footer footer() throws IOException {
        if (file.size() != entry.bytes() || entry.bytes() < Footer.BYTES) {
            throw damaged(entry.bytes() + " bytes", file.size() + " bytes");
        }
        Footer found = Footer.decode(read(entry.bytes() - Footer.BYTES, Footer.BYTES), disk, name());
        requireChecksum("footer", entry.footerChecksum(), found.checksum());
        if (found.number() != entry.number() || found.fileBytes() != entry.bytes() || !found.possible()) {
            throw damaged("the footer of segment " + entry.number() + " with " + entry.bytes() + " bytes", "" + found);
        }
        return found;
    }

    Manifest.Entry entry() {
        return entry;
    }

    String name() {
        return Names.segment(entry.number());
    }

    /** See {@link Footer#newest}. */
    long newest() {
        return footer.newest();
    }

    long slots() {
        return footer.slots();
    }

    long deletions() {
        return footer.deletions();
    }

    int indexBytes() {
        return index.bytes();
    }

    /**
     * The slot of a key, or null when the segment has none.
     *
     * @param hash of the key, by {@link BloomFilter#hash}
     */
    @Nullable Slot get(byte[] key, long hash) throws IOException {
        int block = filter.mayHold(hash) ? index.find(key) : -1;
        if (block < 0) {
            return null;
        }
        Slot[] slots = cached(block);
        int at = place(slots, key);
        return at >= 0 ? slots[at] : null;
    }

    /** Walks from a key to a key, both inclusive; {@code from} is the lesser one in either direction. */
    Cursor cursor(byte[] from, byte[] to, boolean rising) throws IOException {
        return SegmentCursor.between(this::cached, index, from, to, rising);
    }

    /** Walks over everything, for a merge: what is read once would only push other blocks out of the cache. */
    Cursor all() throws IOException {
        return SegmentCursor.all(this::block, index);
    }

    /** As {@code Arrays.binarySearch}. */
    static int place(Slot[] slots, byte[] key) {
        int low = 0;
        int high = slots.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Arrays.compareUnsigned(slots[middle].key(), key);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -(low + 1);
    }

    private Slot[] cached(int number) throws IOException {
        Slot[] slots = cache.get(entry.number(), number);
        if (slots == null) {
            slots = block(number);
            cache.put(entry.number(), number, slots);
        }
        return slots;
    }

    private Slot[] block(int number) throws IOException {
        try {
            return decoded(number);
        } catch (IOException e) {
            if (losses == null) {
                throw e;
            }
            losses.add(name(), index.position(number), index.length(number), "a damaged block");
            return new Slot[0];
        }
    }

    private Slot[] decoded(int number) throws IOException {
        long position = index.position(number);
        byte[] bytes = read(position, index.length(number));
        requireChecksum("block at byte " + position, index.checksum(number), Checksum.of(bytes, 0, bytes.length));
        ByteBuffer in = ByteBuffer.wrap(bytes);
        List<Slot> slots = new ArrayList<>();
        while (in.hasRemaining()) {
            Slot slot = Slot.decode(in);
            if (slot == null) {
                throw damaged("a block at byte " + position, "bytes that are none");
            }
            slots.add(slot);
        }
        return slots.toArray(new Slot[0]);
    }

    private byte[] read(long position, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.read(position, bytes);
        return bytes;
    }

    private void requireChecksum(String what, int expected, int found) throws StoreException {
        if (expected != found) {
            throw damaged("a " + what + " of " + Checksum.text(expected), Checksum.text(found));
        }
    }

    private StoreException damaged(String expected, String found) {
        return Damage.found(disk, name(), expected, found);
    }

    @Override
    public void close() throws IOException {
        cache.drop(entry.number());
        file.close();
    }
}
