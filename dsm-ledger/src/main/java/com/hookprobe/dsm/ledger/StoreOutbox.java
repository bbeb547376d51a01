package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.KeyValues;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import com.hookprobe.dsm.ledger.kv.KeyValues.Entry;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** The outbox in its column. The owner's monitor guards it; {@link SharedOutbox} is what others see. */
final class StoreOutbox {
    /** An entry names at most so many blocks: a reader takes in bounded steps. */
    static final int HASHES_MAX = 256;

    /** A reader that is further behind copies the ledger anew: at most 400 MB of entries. */
    static final int ENTRIES_MAX = 50_000;

    private static final byte[] GENERATION = Keys.meta("outbox-generation");
    private static final byte[] SEQUENCE = Keys.meta("outbox-sequence");
    private static final int STORED = 1;
    private static final int DECIDED = 2;
    private static final int BODIES_PRUNED = 3;
    private static final int LEAVES_PRUNED = 4;
    private static final int DELETES_PER_BATCH = 1_000;

    private final KeyValues values;
    private long generation;
    private long first;
    private long last;
    private final List<Outbox.Change> pending = new ArrayList<>();
    private long pendingFirst;

    StoreOutbox(KeyValues values) throws StoreException {
        this.values = values;
        this.generation = StoreFormat.number(values, GENERATION);
        this.first = edge(true);
        this.last = edge(false);
    }

    boolean isOpen() {
        return generation != 0;
    }

    long generation() {
        return generation;
    }

    long last() {
        return last;
    }

    /** Begins a new sequence of entries; does nothing when one is kept. */
    void open() throws StoreException {
        if (isOpen()) {
            return;
        }
        clear();
        long fresh = (new SecureRandom().nextLong() & Long.MAX_VALUE) | 1;
        values.write(List.of(KeyValues.Change.put(Column.META, GENERATION, Keys.height(fresh))), true);
        generation = fresh;
    }

    /** Ends the sequence: entries are neither kept nor written. */
    void drop() throws StoreException {
        if (isOpen()) {
            values.write(List.of(KeyValues.Change.delete(Column.META, GENERATION)), true);
            generation = 0;
            clear();
        }
    }

    private void clear() throws StoreException {
        delete(Long.MAX_VALUE);
        first = 0;
        last = 0;
    }

    void stored(List<Hash32> blocks) {
        for (int from = 0; isOpen() && from < blocks.size(); from += HASHES_MAX) {
            pending.add(new Outbox.Change.Stored(blocks.subList(from, Math.min(blocks.size(), from + HASHES_MAX))));
        }
    }

    void add(Outbox.Change change) {
        if (isOpen()) {
            pending.add(change);
        }
    }

    /** Puts what was added into the batch, and lets the oldest entries go when there are too many. */
    void addTo(StoreBatch batch) {
        long next = last;
        for (Outbox.Change change : pending) {
            batch.put(Column.OUTBOX, Keys.height(++next), encode(change));
        }
        pendingFirst = first == 0 ? 1 : first;
        while (next - pendingFirst >= ENTRIES_MAX) {
            batch.delete(Column.OUTBOX, Keys.height(pendingFirst++));
        }
    }

    void committed() {
        last += pending.size();
        if (!pending.isEmpty()) {
            first = pendingFirst;
        }
        pending.clear();
    }

    void forget() {
        pending.clear();
    }

    boolean holds(long ofGeneration, long sequence) {
        return isOpen()
                && ofGeneration == generation
                && sequence >= 0
                && sequence <= last
                && (sequence == last || sequence + 1 >= first);
    }

    List<Outbox.Entry> after(long sequence, int max) throws StoreException {
        if (!holds(generation, sequence)) {
            throw new IllegalArgumentException("the outbox holds entries " + first + " to " + last
                    + ", asked for those behind " + sequence + ": copy the ledger anew");
        }
        List<Outbox.Entry> entries = new ArrayList<>();
        for (Entry entry : values.scan(Column.OUTBOX, Keys.height(sequence + 1), Keys.height(last), max)) {
            entries.add(new Outbox.Entry(StoreFormat.number(entry.key(), SEQUENCE), decode(entry.value())));
        }
        return entries;
    }

    /** The newest entry stays: it holds the sequence. */
    void trim(long sequence) throws StoreException {
        long upTo = Math.min(sequence, last - 1);
        if (upTo >= first && first > 0) {
            delete(upTo);
            first = upTo + 1;
        }
    }

    private void delete(long upTo) throws StoreException {
        List<Entry> entries;
        do {
            entries = values.scan(Column.OUTBOX, Keys.lowest(8), Keys.height(upTo), DELETES_PER_BATCH);
            values.write(
                    entries.stream()
                            .map(entry -> KeyValues.Change.delete(Column.OUTBOX, entry.key()))
                            .toList(),
                    false);
        } while (entries.size() == DELETES_PER_BATCH);
    }

    private long edge(boolean lowest) throws StoreException {
        List<byte[]> found = new ArrayList<>(1);
        KeyValues.Visitor one = (key, value) -> {
            found.add(key);
            return false;
        };
        if (lowest) {
            values.scan(Column.OUTBOX, Keys.lowest(8), Keys.highest(8), one);
        } else {
            values.scanBack(Column.OUTBOX, Keys.lowest(8), Keys.highest(8), one);
        }
        return found.isEmpty() ? 0 : StoreFormat.number(found.get(0), SEQUENCE);
    }

    private static byte[] encode(Outbox.Change change) {
        if (change instanceof Outbox.Change.Stored stored) {
            WireWriter out = new WireWriter(3 + stored.blocks().size() * Hash32.BYTES);
            out.u8(STORED).u16(stored.blocks().size());
            stored.blocks().forEach(out::hash);
            return out.toBytes();
        }
        if (change instanceof Outbox.Change.Decided decided) {
            return height(DECIDED, decided.height());
        }
        if (change instanceof Outbox.Change.BodiesPruned pruned) {
            return height(BODIES_PRUNED, pruned.height());
        }
        return height(LEAVES_PRUNED, ((Outbox.Change.LeavesPruned) change).height());
    }

    private static byte[] height(int kind, long height) {
        return new WireWriter(9).u8(kind).u64(height).toBytes();
    }

    private static Outbox.Change decode(byte[] bytes) throws StoreException {
        try {
            WireReader in = new WireReader(bytes);
            int kind = in.u8();
            Outbox.Change change = switch (kind) {
                case STORED -> stored(in);
                case DECIDED -> new Outbox.Change.Decided(in.u64());
                case BODIES_PRUNED -> new Outbox.Change.BodiesPruned(in.u64());
                case LEAVES_PRUNED -> new Outbox.Change.LeavesPruned(in.u64());
                default -> throw new MalformedException("kind " + kind);
            };
            in.end();
            return change;
        } catch (MalformedException e) {
            throw StoreFormat.damaged("an entry of the outbox", e);
        }
    }

    private static Outbox.Change stored(WireReader in) throws MalformedException {
        int count = in.u16();
        List<Hash32> blocks = new ArrayList<>(Math.min(count, HASHES_MAX));
        for (int i = 0; i < count; i++) {
            blocks.add(in.hash());
        }
        return new Outbox.Change.Stored(blocks);
    }
}
