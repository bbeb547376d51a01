package com.hookprobe.dsm.ledger.kv;

import com.hookprobe.dsm.ledger.StoreException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/** Opens a segment store: makes an empty one, or puts it together from what an earlier process left. */
final class SegmentStart {
    private static final long FIRST_LOG = 1;
    /** The top of an ext4 file system has it, and may be the store's folder. */
    private static final String FOUND_BY_FSCK = "lost+found";

    private final Disk disk;
    private final Limits limits;
    private final LongSupplier salts;
    private final List<Segment> segments = new ArrayList<>();

    private SegmentStart(Disk disk, Limits limits, LongSupplier salts) {
        this.disk = disk;
        this.limits = limits;
        this.salts = salts;
    }

    /**
     * Opens the store on a disk.
     *
     * @param salts random numbers, one for each log
     */
    static SegmentStore open(Disk disk, Limits limits, LongSupplier salts, boolean create) throws IOException {
        if (!disk.list().contains(Names.MANIFEST)) {
            if (!create) {
                throw Damage.missing(disk);
            }
            create(disk, salts.getAsLong());
        }
        return new SegmentStart(disk, limits, salts).open(true);
    }

    /** Opens the store on a disk as it is: nothing is removed, and what is torn is left out of sight only. */
    static SegmentStore openToRead(Disk disk, Limits limits) throws IOException {
        List<String> names = disk.list();
        if (!names.contains(Names.MANIFEST)) {
            throw names.stream().anyMatch(name -> Names.isLog(name) || Names.isSegment(name))
                    ? Damage.found(disk, Names.MANIFEST, "the list of the other files", "no file")
                    : Damage.missing(disk);
        }
        return new SegmentStart(disk, limits, () -> 0).open(false);
    }

    private static void create(Disk disk, long salt) throws IOException {
        List<String> leftovers = new ArrayList<>();
        for (String name : disk.list()) {
            if (name.equals(Names.temporary(Names.MANIFEST)) || (name.equals(Names.log(FIRST_LOG)) && empty(disk))) {
                leftovers.add(name);
            } else if (Names.own(name) && !name.equals(Names.LOCK)) {
                throw Damage.found(disk, Names.MANIFEST, "the list of files of which " + name + " is one", "no file");
            } else if (!name.equals(Names.LOCK) && !name.equals(FOUND_BY_FSCK)) {
                throw Damage.foreign(disk, name);
            }
        }
        // The start that made them did not come as far as a manifest, so nothing was ever stored.
        for (String name : leftovers) {
            disk.delete(name);
        }
        Log.create(disk, FIRST_LOG, salt).close();
        disk.force();
        new Manifest(FIRST_LOG + 1, FIRST_LOG, List.of()).write(disk);
    }

    private static boolean empty(Disk disk) throws IOException {
        try (Disk.File file = disk.open(Names.log(FIRST_LOG))) {
            return file.size() <= Log.HEADER_BYTES;
        }
    }

    private SegmentStore open(boolean writes) throws IOException {
        try {
            return opened(writes);
        } catch (IOException | RuntimeException e) {
            for (Segment segment : segments) {
                segment.close();
            }
            throw e;
        }
    }

    private SegmentStore opened(boolean writes) throws IOException {
        Manifest manifest = Manifest.read(disk);
        Set<String> named = new HashSet<>(Set.of(Names.MANIFEST, Names.LOCK, Names.log(manifest.log())));
        BlockCache cache = new BlockCache(limits.cacheBytes());
        for (Manifest.Entry entry : manifest.segments()) {
            named.add(Names.segment(entry.number()));
            segments.add(segment(entry, cache));
        }
        Disk.File file = log(manifest.log());
        try {
            LogReplay replay = new LogReplay(disk, file, manifest.log());
            Memtable memtable = new Memtable();
            replay.run(memtable);
            if (writes) {
                // Not earlier: nothing is removed from a store that is refused.
                sweep(named);
            }
            SegmentStore store =
                    new SegmentStore(disk, limits, salts, cache, segments, memtable, replay.log(), manifest.next());
            try {
                if (writes && !replay.whole()) {
                    // A new log: what is torn must not stand before what is written next.
                    store.flush();
                }
                return store;
            } catch (IOException | RuntimeException e) {
                store.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private void sweep(Set<String> named) throws IOException {
        // After a kill the manifest may be newer than the one that a power cut would leave, which names other files.
        disk.force();
        for (String name : disk.list()) {
            if (Names.own(name) && !named.contains(name)) {
                disk.delete(name);
            }
        }
    }

    private Segment segment(Manifest.Entry entry, BlockCache cache) throws IOException {
        try {
            return Segment.open(disk, entry, cache);
        } catch (NoSuchFileException e) {
            throw missing("segment", entry.bytes(), Names.segment(entry.number()), e);
        }
    }

    private Disk.File log(long number) throws IOException {
        try {
            return disk.open(Names.log(number));
        } catch (NoSuchFileException e) {
            throw missing("log", Log.HEADER_BYTES, Names.log(number), e);
        }
    }

    private StoreException missing(String kind, long bytes, String name, NoSuchFileException cause) {
        StoreException damage = Damage.found(
                disk, Names.MANIFEST, "a " + kind + " of at least " + bytes + " bytes at " + name, "no file");
        damage.initCause(cause);
        return damage;
    }
}
