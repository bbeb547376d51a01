package com.hookprobe.dsm.ledger.kv;

import com.hookprobe.dsm.ledger.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link SegmentSalvage} found, newer layers over older ones. */
final class SalvagedKeyValues implements KeyValues {
    /** A log or a segment. */
    @FunctionalInterface
    interface Layer {
        Cursor cursor(byte[] from, byte[] to, boolean rising) throws IOException;
    }

    private final Disk disk;
    private final List<Layer> layers;
    private final List<Closeable> opened;
    private final Losses losses;

    /** Of layers from newest to oldest. */
    SalvagedKeyValues(Disk disk, List<Layer> layers, List<Closeable> opened, Losses losses) {
        this.disk = disk;
        this.layers = layers;
        this.opened = opened;
        this.losses = losses;
    }

    @Override
    public boolean writable() {
        return false;
    }

    @Override
    public List<String> passedOver() {
        return losses.lines();
    }

    @Override
    public byte @Nullable [] get(Column column, byte[] key) throws StoreException {
        List<byte[]> found = new ArrayList<>(1);
        scan(column, key, key, (same, value) -> found.add(value));
        return found.isEmpty() ? null : found.get(0);
    }

    @Override
    public void scan(Column column, byte[] from, byte[] to, Visitor visitor) throws StoreException {
        scan(column, from, to, visitor, true);
    }

    @Override
    public void scanBack(Column column, byte[] from, byte[] to, Visitor visitor) throws StoreException {
        scan(column, from, to, visitor, false);
    }

    private void scan(Column column, byte[] from, byte[] to, Visitor visitor, boolean rising) throws StoreException {
        if (Arrays.compareUnsigned(from, to) > 0) {
            return;
        }
        try {
            List<Cursor> cursors = new ArrayList<>();
            for (Layer layer : layers) {
                cursors.add(layer.cursor(Slot.key(column, from), Slot.key(column, to), rising));
            }
            new MergeCursor(cursors, rising).visit(visitor);
        } catch (IOException e) {
            throw Damage.explained(disk, e);
        }
    }

    @Override
    public void write(List<Change> batch, boolean durable) throws StoreException {
        throw Damage.readOnly(disk);
    }

    @Override
    public void sync() throws StoreException {
        throw Damage.readOnly(disk);
    }

    @Override
    public void close() throws StoreException {
        try {
            for (Closeable each : opened) {
                each.close();
            }
            disk.close();
        } catch (IOException e) {
            throw Damage.explained(disk, e);
        }
    }
}
