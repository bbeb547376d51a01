package com.hookprobe.neuro.dream;

import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.NeuroException.Kind;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import com.hookprobe.neuro.dream.DreamInspection.Damage;
import com.hookprobe.neuro.dream.DreamInspection.Gap;
import com.hookprobe.neuro.dream.DreamInspection.TornTail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Walks all of a log, past any damage: after a bad slot it goes on at the next head that is whole. */
final class Inspector {
    private final List<Gap> gaps = new ArrayList<>();
    private final List<Damage> damages = new ArrayList<>();
    private int damagesLeftOut;
    private @Nullable TornTail tornTail;
    private int segments;
    private long bytes;
    private long records;
    private long firstCount = -1;
    private long oldestMicros;
    private long newestMicros;
    /** Count after the last record that was read, or where the segment begins. */
    private long count;

    private Inspector() {}

    static DreamInspection inspect(Path directory) throws NeuroException {
        Inspector inspector = new Inspector();
        try {
            List<Path> paths = Directory.segments(directory);
            if (paths.isEmpty()) {
                throw new NeuroException(Kind.IO, "no dream log in " + directory + ": expected files *.dream there");
            }
            for (int i = 0; i < paths.size(); i++) {
                boolean newest = i + 1 == paths.size();
                inspector.segment(paths.get(i), newest ? Optional.empty() : inspector.header(paths.get(i + 1)), newest);
            }
            return inspector.found(Directory.leftovers(directory));
        } catch (IOException e) {
            throw new NeuroException(Kind.IO, "cannot read the dream log: " + e.getMessage(), e);
        }
    }

    /** The header of the segment that comes next; when it is bad, that is told when its turn has come. */
    private Optional<SegmentHeader> header(Path path) throws IOException, NeuroException {
        try (SegmentFile file = SegmentFile.openToRead(path)) {
            return Optional.of(file.header());
        } catch (DamageException e) {
            return Optional.empty();
        }
    }

    private void segment(Path path, Optional<SegmentHeader> next, boolean newest) throws IOException, NeuroException {
        segments++;
        bytes += Files.size(path);
        try (SegmentFile file = SegmentFile.openToRead(path)) {
            begin(file.header());
            if (next.isPresent()) {
                checkLength(file, next.get());
            }
            walk(file, newest, next.filter(header -> header.follows(file.header())));
        } catch (DamageException e) {
            damaged(e.damage());
        }
    }

    private void checkLength(SegmentFile file, SegmentHeader next) throws IOException {
        try {
            Segment.requireLength(file, next);
        } catch (DamageException e) {
            damaged(e.damage());
        }
    }

    private void begin(SegmentHeader header) {
        long start = header.start().count();
        if (firstCount < 0) {
            firstCount = start;
        } else {
            gap(start);
        }
        count = start;
    }

    private void walk(SegmentFile file, boolean newest, Optional<SegmentHeader> follower) throws IOException {
        long size = file.size();
        Optional<SlotWalk> next = Optional.of(SlotWalk.upTo(file, SlotReader.start(file.header()), size));
        while (next.isPresent()) {
            SlotWalk walk = next.get();
            Optional<Damage> bad = records(walk, follower);
            if (newest && (bad.isEmpty() || walk.mayBeTorn())) {
                torn(file, SegmentFile.positionOf(walk.endOfRecords()), size);
                return;
            }
            bad.ifPresent(this::damaged);
            next = bad.isPresent() ? nextHead(file, walk.slot() + 1, size) : Optional.empty();
        }
        follower.ifPresent(header -> gap(header.start().count()));
    }

    /** Reads up to the end or the first bad slot. */
    private Optional<Damage> records(SlotWalk walk, Optional<SegmentHeader> follower) throws IOException {
        try {
            for (Optional<Ter> ter = walk.next(); ter.isPresent(); ter = walk.next()) {
                TerChain after = walk.place();
                if (after != null) {
                    record(ter.get(), after.count() - 1);
                }
            }
            if (follower.isPresent()) {
                walk.requireEnd(follower.get().start());
            }
            return Optional.empty();
        } catch (DamageException e) {
            return Optional.of(e.damage());
        }
    }

    private void torn(SegmentFile file, long from, long size) {
        if (from < size) {
            tornTail = new TornTail(file.path().getFileName().toString(), from, size - from);
        }
    }

    private void record(Ter ter, long number) {
        gap(number);
        if (records == 0) {
            oldestMicros = ter.timestampMicros();
        }
        newestMicros = ter.timestampMicros();
        records++;
        count = number + 1;
    }

    /** A walk from the first whole head at {@code from} or later that does not lie behind what was read. */
    private Optional<SlotWalk> nextHead(SegmentFile file, int from, long size) throws IOException {
        int end = file.slotsWhole();
        for (int slot = from; slot < end; slot += Slots.BLOCK) {
            int n = Math.min(Slots.BLOCK, end - slot);
            byte[] block = file.read(slot, n);
            for (int i = 0; i < n; i++) {
                try {
                    Head head = Head.decode(
                            block, i * Slots.BYTES, file.header().start().count());
                    if (head.count() >= count) {
                        return Optional.of(SlotWalk.upTo(file, SlotReader.resume(file.header(), slot + i), size));
                    }
                } catch (BadBytes e) {
                    continue;
                }
            }
        }
        return Optional.empty();
    }

    /** What comes next is record {@code to}. */
    private void gap(long to) {
        if (to > count && gaps.size() < DreamInspection.DAMAGES_MAX) {
            gaps.add(new Gap(count, to));
        }
        count = to;
    }

    private void damaged(Damage damage) {
        if (damages.size() < DreamInspection.DAMAGES_MAX) {
            damages.add(damage);
        } else {
            damagesLeftOut++;
        }
    }

    private DreamInspection found(List<Path> leftovers) {
        long first = firstCount < 0 ? 0 : firstCount;
        DreamLogInfo info = new DreamLogInfo(segments, bytes, first, count, oldestMicros, newestMicros);
        List<String> names =
                leftovers.stream().map(path -> path.getFileName().toString()).toList();
        return new DreamInspection(info, records, gaps, damages, damagesLeftOut, Optional.ofNullable(tornTail), names);
    }
}
