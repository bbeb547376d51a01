package com.hookprobe.dsm.ledger.kv;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what can be read of a damaged segment store. Nothing is written.
 *
 * <p>Where the newest value of a key is lost, an older one may come to light, or one that was deleted: who takes it has to
 * judge it.
 */
final class SegmentSalvage {
    private record Aged(long age, SalvagedKeyValues.Layer layer) {}

    private final Disk disk;
    private final BlockCache cache;
    private final Losses losses = new Losses();
    private final List<Closeable> opened = new ArrayList<>();

    private SegmentSalvage(Disk disk, Limits limits) {
        this.disk = disk;
        this.cache = new BlockCache(limits.cacheBytes());
    }

    /** Opens all that is left on a disk. */
    static SalvagedKeyValues open(Disk disk, Limits limits) throws IOException {
        SegmentSalvage salvage = new SegmentSalvage(disk, limits);
        try {
            Optional<Manifest> manifest = salvage.manifest();
            List<SalvagedKeyValues.Layer> layers =
                    manifest.isPresent() ? salvage.named(manifest.get()) : salvage.found(disk.list());
            return new SalvagedKeyValues(disk, layers, salvage.opened, salvage.losses);
        } catch (IOException | RuntimeException e) {
            for (Closeable each : salvage.opened) {
                each.close();
            }
            throw e;
        }
    }

    private Optional<Manifest> manifest() {
        try {
            return Optional.of(Manifest.read(disk));
        } catch (IOException e) {
            boolean missing = e instanceof NoSuchFileException;
            losses.add(
                    Names.MANIFEST,
                    0,
                    0,
                    (missing ? "the list of files is missing" : "the list of files is damaged")
                            + "; all files that are there were taken, whether others are missing cannot be told");
            return Optional.empty();
        }
    }

    private List<SalvagedKeyValues.Layer> named(Manifest manifest) throws IOException {
        List<SalvagedKeyValues.Layer> layers = new ArrayList<>();
        log(Names.log(manifest.log())).ifPresent(log -> layers.add(log::cursor));
        for (Manifest.Entry entry : manifest.segments()) {
            segment(Names.segment(entry.number()), entry).ifPresent(segment -> layers.add(segment::cursor));
        }
        return layers;
    }

    /** Without a list. A leftover that was merged or flushed is as new as what it became, or older, and has a lesser number. */
    private List<SalvagedKeyValues.Layer> found(List<String> names) throws IOException {
        List<Aged> layers = new ArrayList<>();
        for (String name : names.stream().sorted(Comparator.reverseOrder()).toList()) {
            if (Names.isLog(name)) {
                // A log has the number before that of the segment which its predecessor became.
                long age = 2 * (Names.number(name) + 1) + 1;
                log(name).ifPresent(log -> layers.add(new Aged(age, log::cursor)));
            } else if (Names.isSegment(name)) {
                segment(name, null).ifPresent(segment -> layers.add(new Aged(2 * segment.newest(), segment::cursor)));
            }
        }
        layers.sort(Comparator.comparingLong(Aged::age).reversed());
        return layers.stream().map(Aged::layer).toList();
    }

    private Optional<Memtable> log(String name) throws IOException {
        try (Disk.File file = new PatientFile(disk.open(name))) {
            try {
                Memtable memtable = new Memtable();
                new LogReplay(disk, file, Names.number(name), losses).run(memtable);
                return Optional.of(memtable);
            } catch (IOException e) {
                losses.add(name, 0, file.size(), "the header of the log is damaged");
                return Optional.empty();
            }
        } catch (NoSuchFileException e) {
            losses.add(name, 0, 0, "the log is missing");
            return Optional.empty();
        }
    }

    private Optional<Segment> segment(String name, Manifest.@Nullable Entry entry) throws IOException {
        Disk.File file;
        try {
            file = disk.open(name);
        } catch (NoSuchFileException e) {
            losses.add(name, 0, entry == null ? 0 : entry.bytes(), "the segment is missing");
            return Optional.empty();
        }
        opened.add(file);
        long size = file.size();
        long bytes = entry == null ? size : entry.bytes();
        Optional<Footer> footer = footer(file, name, bytes);
        Optional<Footer> own = footer.or(() -> footer(file, name, size));
        if (entry != null && own.isPresent() && own.get().checksum() != entry.footerChecksum()) {
            losses.add(name, 0, bytes, "the segment is another one than the manifest names");
            return Optional.empty();
        }
        Optional<BlockIndex> index = footer.flatMap(whole -> index(file, whole));
        if (index.isEmpty()) {
            long limit = footer.map(Footer::dataBytes).orElse(size);
            SegmentWalk walk = new SegmentWalk(file, limit);
            index = Optional.ofNullable(walk.index());
            if (footer.isEmpty() || walk.end() < limit) {
                losses.add(name, walk.end(), Math.max(0, bytes - walk.end()), "the index of the segment is damaged");
            }
        }
        long number = Names.number(name);
        Footer known = footer.orElse(new Footer(number, 0, 0, 0, 0, 0, 0, 0, 0));
        Manifest.Entry named = entry != null ? entry : new Manifest.Entry(number, bytes, 0);
        return index.map(blocks -> new Segment(disk, file, named, known, blocks, cache, losses));
    }

    private Optional<Footer> footer(Disk.File file, String name, long bytes) {
        try {
            if (bytes < Footer.BYTES || bytes > file.size()) {
                return Optional.empty();
            }
            byte[] found = new byte[Footer.BYTES];
            file.read(bytes - Footer.BYTES, found);
            Footer footer = Footer.decode(found, disk, name);
            return footer.possible() && footer.fileBytes() == bytes ? Optional.of(footer) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<BlockIndex> index(Disk.File file, Footer footer) {
        try {
            byte[] bytes = new byte[footer.indexBytes()];
            file.read(footer.dataBytes() + footer.filterBytes(), bytes);
            return Checksum.of(bytes, 0, bytes.length) == footer.indexChecksum()
                    ? Optional.ofNullable(BlockIndex.decode(bytes, footer.dataBytes()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
