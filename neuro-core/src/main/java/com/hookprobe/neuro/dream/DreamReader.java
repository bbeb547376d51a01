package com.hookprobe.neuro.dream;

import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.NeuroException.Kind;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All records of a log, oldest first, for tools: without the log's lock and without changing anything. NEURO 10.
 *
 * <p>What is given is a proper history from {@link #place} on. A torn tail ends it, damage is thrown. It ends where the
 * log ended when it was opened here; a log that is being written meanwhile does no harm, one that is being trimmed may
 * give IO. Memory for one block of records, one open file.
 *
 * <p>Not thread-safe.
 */
public final class DreamReader implements AutoCloseable {
    private final List<Path> paths;
    private final List<SegmentHeader> headers;
    private TerChain place;
    private int opened;
    private @Nullable SegmentFile file;
    private @Nullable SlotWalk walk;

    private DreamReader(List<Path> paths, List<SegmentHeader> headers) {
        this.paths = paths;
        this.headers = headers;
        this.place = headers.get(0).start();
    }

    /**
     * Reads the headers of the segments.
     *
     * @throws NeuroException of kind LOG_CORRUPT, LOG_VERSION, or IO, also when there is no log
     */
    public static DreamReader open(Path directory) throws NeuroException {
        try {
            List<SegmentHeader> headers = new ArrayList<>();
            List<Path> paths = Directory.segments(directory);
            if (paths.isEmpty()) {
                throw new NeuroException(Kind.IO, "no dream log in " + directory + ": expected files *.dream there");
            }
            for (Path path : paths) {
                try (SegmentFile file = SegmentFile.openToRead(path)) {
                    headers.add(file.header());
                }
            }
            return new DreamReader(paths, headers);
        } catch (DamageException e) {
            throw e.reported();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The place before the record that {@link #next} will give, or after the last one. */
    public TerChain place() {
        return place;
    }

    /**
     * The next record, or empty after the last one.
     *
     * @throws NeuroException of kind LOG_CORRUPT or IO; then there is no point in going on
     */
    public Optional<Ter> next() throws NeuroException {
        try {
            while (true) {
                Optional<Ter> ter = walk == null ? Optional.empty() : nextOf(walk);
                if (ter.isPresent()) {
                    place = place.after(ter.get());
                    return ter;
                }
                if (opened == paths.size()) {
                    return Optional.empty();
                }
                openNext();
            }
        } catch (DamageException e) {
            throw e.reported();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private Optional<Ter> nextOf(SlotWalk current) throws IOException, DamageException {
        boolean newest = opened == paths.size();
        try {
            Optional<Ter> ter = current.next();
            if (ter.isEmpty() && !newest) {
                current.requireEnd(headers.get(opened).start());
            }
            return ter;
        } catch (DamageException e) {
            if (newest && current.mayBeTorn()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void openNext() throws IOException, NeuroException, DamageException {
        close();
        SegmentFile next = SegmentFile.openToRead(paths.get(opened));
        file = next;
        if (opened + 1 < headers.size()) {
            Segment.requireLength(next, headers.get(opened + 1));
        }
        opened++;
        walk = SlotWalk.all(next);
    }

    private static NeuroException unreadable(IOException cause) {
        return new NeuroException(Kind.IO, "cannot read the dream log: " + cause.getMessage(), cause);
    }

    /** Lets go of the file. May be called again. */
    @Override
    public void close() {
        if (file != null) {
            Segments.closeQuietly(file);
            file = null;
            walk = null;
        }
    }
}
