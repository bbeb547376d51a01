package com.hookprobe.qsecbit.correlation;

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
 * A folder in memory that remembers what was forced, and loses the rest when its power is cut: bytes of files from any place
 * on, or single sectors, and names made, changed and removed since the last force in any choice. It can be full as well, and
 * fail to force: then what was to be forced is read as it is, but later forces do not write it.
 */
final class SimDisk implements Disk {
    private static final int SECTOR_BYTES = 512;

    /** Thrown at the cut and by everything after it. */
    static final class PowerCut extends IOException {
        private static final long serialVersionUID = 1L;
    }

    static final class Content {
        byte[] bytes = new byte[0];
        int forced;

        /** What a force that failed was to write: it is read as it is, and never reaches the disk. */
        int lostFrom = Integer.MAX_VALUE;

        int lostTo;

        void append(byte[] added) {
            int size = bytes.length;
            bytes = Arrays.copyOf(bytes, size + added.length);
            System.arraycopy(added, 0, bytes, size, added.length);
        }

        void lose() {
            lostFrom = Math.min(lostFrom, forced);
            lostTo = bytes.length;
        }
    }

    final Map<String, Content> names = new TreeMap<>();
    private final Map<String, Content> durableNames = new TreeMap<>();
    private final List<Consumer<Map<String, Content>>> unforced = new ArrayList<>();
    private long operations;
    private long cutAt = Long.MAX_VALUE;
    private long room = Long.MAX_VALUE;
    private long forcesUntilFault = Long.MAX_VALUE;
    private Throwable fault = new IOException("Input/output error");
    private int openFiles;
    private boolean closed;

    /** The power goes off in this operation from now, 1 being the next. */
    void cutAfter(long count) {
        cutAt = operations + count;
    }

    /** So many bytes can still be written. */
    void room(long bytes) {
        room = bytes;
    }

    /** The force of a file fails so, after so many that do not. */
    void failForce(long after, Throwable how) {
        forcesUntilFault = after;
        fault = how;
    }

    boolean isAllClosed() {
        return closed && openFiles == 0;
    }

    long operations() {
        return operations;
    }

    boolean isCut() {
        return operations >= cutAt;
    }

    long bytes() {
        return names.values().stream()
                .mapToLong(content -> content.bytes.length)
                .sum();
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
        int forced = Math.min(content.forced, content.bytes.length);
        int size = forced + random.nextInt(content.bytes.length - forced + 1);
        byte[] bytes = Arrays.copyOf(content.bytes, size);
        for (int sector = forced / SECTOR_BYTES * SECTOR_BYTES; holes && sector < size; sector += SECTOR_BYTES) {
            if (random.nextInt(3) == 0) {
                Arrays.fill(bytes, Math.max(sector, forced), Math.min(size, sector + SECTOR_BYTES), (byte) 0);
            }
        }
        if (content.lostFrom < size) {
            Arrays.fill(bytes, content.lostFrom, Math.min(size, content.lostTo), (byte) 0);
        }
        Content rest = new Content();
        rest.bytes = bytes;
        rest.forced = size;
        return rest;
    }

    private void step(Runnable change) throws IOException {
        requirePower();
        operations++;
        boolean powered = operations < cutAt;
        // A cut in the middle of an operation may find it done in part: it is there, but not forced.
        change.run();
        if (!powered) {
            throw new PowerCut();
        }
    }

    private void requirePower() throws IOException {
        if (isCut()) {
            throw new PowerCut();
        }
    }

    private void rename(Consumer<Map<String, Content>> change) throws IOException {
        step(() -> {
            change.accept(names);
            unforced.add(change);
        });
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
        operations++;
        if (isCut()) {
            throw new PowerCut();
        }
        durableNames.clear();
        durableNames.putAll(names);
        unforced.clear();
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public String toString() {
        return "/simulated";
    }

    private final class Open implements File {
        private final Content content;

        Open(Content content) {
            this.content = content;
            openFiles++;
        }

        @Override
        public byte[] readAll() throws IOException {
            requirePower();
            return content.bytes.clone();
        }

        @Override
        public void append(byte[] bytes) throws IOException {
            int fits = (int) Math.min(bytes.length, room);
            room -= fits;
            step(() -> content.append(Arrays.copyOf(bytes, fits)));
            if (fits < bytes.length) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void force() throws IOException {
            requirePower();
            operations++;
            if (isCut()) {
                throw new PowerCut();
            }
            if (forcesUntilFault-- == 0) {
                content.lose();
                fail();
            }
            content.forced = content.bytes.length;
        }

        private void fail() throws IOException {
            if (fault instanceof Error error) {
                throw error;
            } else if (fault instanceof RuntimeException runtime) {
                throw runtime;
            }
            throw (IOException) fault;
        }

        @Override
        public void close() {
            openFiles--;
        }
    }
}
