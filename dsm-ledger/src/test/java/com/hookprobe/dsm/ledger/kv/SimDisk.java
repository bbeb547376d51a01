package com.hookprobe.dsm.ledger.kv;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A folder in memory that remembers what was forced, and loses the rest when its power is cut: bytes of files that were not
 * forced from any place on or in single sectors, and names made, changed and removed since the last force in any choice.
 */
final class SimDisk implements Disk {
    private static final int SECTOR_BYTES = 512;

    /** Thrown at the cut and by everything after it. */
    static final class PowerCut extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private static final class Content {
        byte[] bytes = new byte[64];
        int size;
        int forced;

        void append(byte[] added, int length) {
            if (size + length > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(size + length, 2 * bytes.length));
            }
            System.arraycopy(added, 0, bytes, size, length);
            size += length;
        }
    }

    private final Map<String, Content> names = new TreeMap<>();
    private final Map<String, Content> durableNames = new TreeMap<>();
    private final List<Consumer<Map<String, Content>>> unforced = new ArrayList<>();
    private long operations;
    private long cutAt = Long.MAX_VALUE;
    private boolean full;

    /** The power goes off in this operation from now, 1 being the next. */
    void cutAfter(long count) {
        cutAt = operations + count;
    }

    /** From now on nothing can be written; what is there can be read. */
    void fill() {
        full = true;
    }

    /** Writes, forces, creations, renames and deletions so far. */
    long operations() {
        return operations;
    }

    boolean isCut() {
        return operations >= cutAt;
    }

    /** What the next process finds when only the process has ended. */
    SimDisk afterKill() {
        SimDisk next = new SimDisk();
        next.names.putAll(names);
        next.durableNames.putAll(durableNames);
        next.unforced.addAll(unforced);
        return next;
    }

    /** What the next process finds when the power was cut. */
    SimDisk afterPowerCut(SplittableRandom random) {
        SimDisk next = new SimDisk();
        next.names.putAll(durableNames);
        boolean inOrder = random.nextBoolean();
        int first = random.nextInt(unforced.size() + 1);
        for (int i = 0; i < unforced.size(); i++) {
            if (inOrder ? i < first : random.nextBoolean()) {
                unforced.get(i).accept(next.names);
            }
        }
        boolean holes = random.nextInt(3) == 0;
        next.names.replaceAll((name, content) -> torn(content, random, holes));
        next.durableNames.putAll(next.names);
        return next;
    }

    private static Content torn(Content content, SplittableRandom random, boolean holes) {
        Content rest = new Content();
        int size = content.forced + random.nextInt(content.size - content.forced + 1);
        byte[] bytes = Arrays.copyOf(content.bytes, size);
        for (int sector = content.forced / SECTOR_BYTES * SECTOR_BYTES;
                holes && sector < size;
                sector += SECTOR_BYTES) {
            if (random.nextInt(3) == 0) {
                int from = Math.max(sector, content.forced);
                Arrays.fill(bytes, from, Math.min(size, sector + SECTOR_BYTES), (byte) 0);
            }
        }
        rest.append(bytes, size);
        rest.forced = size;
        return rest;
    }

    /** An image of all files. */
    Map<String, byte[]> image() {
        Map<String, byte[]> image = new TreeMap<>();
        names.forEach((name, content) -> image.put(name, Arrays.copyOf(content.bytes, content.size)));
        return image;
    }

    static SimDisk of(Map<String, byte[]> image) {
        SimDisk disk = new SimDisk();
        image.forEach((name, bytes) -> {
            Content content = new Content();
            content.append(bytes, bytes.length);
            content.forced = bytes.length;
            disk.names.put(name, content);
        });
        disk.durableNames.putAll(disk.names);
        return disk;
    }

    private boolean step() throws IOException {
        operations++;
        if (full) {
            throw new IOException("No space left on device");
        }
        return operations < cutAt;
    }

    private static void end(boolean powered) throws IOException {
        if (!powered) {
            throw new PowerCut();
        }
    }

    private void requirePower() throws IOException {
        end(!isCut());
    }

    private void rename(Consumer<Map<String, Content>> change) throws IOException {
        requirePower();
        boolean powered = step();
        change.accept(names);
        unforced.add(change);
        end(powered);
    }

    private Content named(String name) throws IOException {
        Content content = names.get(name);
        if (content == null) {
            throw new NoSuchFileException(name);
        }
        return content;
    }

    @Override
    public List<String> list() throws IOException {
        requirePower();
        return List.copyOf(names.keySet());
    }

    @Override
    public File create(String name) throws IOException {
        if (names.containsKey(name)) {
            throw new FileAlreadyExistsException(name);
        }
        Content content = new Content();
        rename(map -> map.put(name, content));
        return new Open(content);
    }

    @Override
    public File open(String name) throws IOException {
        requirePower();
        return new Open(named(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Content content = named(from);
        rename(map -> {
            map.remove(from, content);
            map.put(to, content);
        });
    }

    @Override
    public void delete(String name) throws IOException {
        Content content = named(name);
        rename(map -> map.remove(name, content));
    }

    @Override
    public void force() throws IOException {
        requirePower();
        end(step());
        durableNames.clear();
        durableNames.putAll(names);
        unforced.clear();
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    @Override
    public String toString() {
        return "/simulated";
    }

    private final class Open implements File {
        private final Content content;

        Open(Content content) {
            this.content = content;
        }

        @Override
        public long size() {
            return content.size;
        }

        @Override
        public void read(long position, byte[] into) throws IOException {
            requirePower();
            if (position < 0 || position + into.length > content.size) {
                throw new EOFException();
            }
            System.arraycopy(content.bytes, (int) position, into, 0, into.length);
        }

        @Override
        public void append(byte[] bytes, int length) throws IOException {
            requirePower();
            boolean powered = step();
            content.append(bytes, length);
            end(powered);
        }

        @Override
        public void force() throws IOException {
            requirePower();
            end(step());
            content.forced = content.size;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
