package com.hookprobe.dsm.sim;

import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The files of one machine, and which of their bytes and names would survive a power cut. Bytes survive once their file was
 * synced, names once their folder was. What was not synced may be kept, lost, cut short, zeroed or damaged.
 */
final class SimDisk {
    /** A file: what a reader sees, and what is on the platter. */
    static final class Inode {
        byte[] bytes = new byte[0];
        byte[] synced = new byte[0];
        boolean locked;
    }

    final Hazards hazards;
    private final Map<String, Inode> live = new TreeMap<>();
    private final Map<String, Inode> durable = new TreeMap<>();
    private final Map<String, Boolean> folders = new TreeMap<>();

    SimDisk(Hazards hazards) {
        this.hazards = hazards;
        folders.put("/", true);
    }

    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    boolean exists(String path) {
        return live.containsKey(path) || folders.containsKey(path);
    }

    boolean isFolder(String path) {
        return folders.containsKey(path);
    }

    void makeFolder(String path) {
        folders.put(path, true);
    }

    Iterable<String> names(String folder) {
        return live.keySet().stream()
                .filter(path -> parent(path).equals(folder))
                .toList();
    }

    Inode file(String path) throws NoSuchFileException {
        @Nullable Inode file = live.get(path);
        if (file == null) {
            throw new NoSuchFileException(path);
        }
        return file;
    }

    Inode create(String path) {
        return live.computeIfAbsent(path, name -> new Inode());
    }

    void move(String from, String to) throws NoSuchFileException {
        Inode file = file(from);
        hazards.step();
        live.remove(from);
        live.put(to, file);
        hazards.step();
    }

    void delete(String path) throws NoSuchFileException {
        file(path);
        hazards.step();
        live.remove(path);
    }

    /** Makes the names in a folder durable. */
    void syncFolder(String folder) {
        durable.keySet().removeIf(path -> parent(path).equals(folder));
        live.forEach((path, file) -> {
            if (parent(path).equals(folder)) {
                durable.put(path, file);
            }
        });
    }

    /** What a power cut would leave of a file at the worst; null when its name would be gone. */
    byte @Nullable [] surely(String path) {
        @Nullable Inode file = durable.get(path);
        return file == null ? null : file.synced;
    }

    /** The process ends, the machine goes on: all that was written is there. */
    void processEnds() {
        live.values().forEach(file -> file.locked = false);
    }

    /** The machine ends. Of each folder either the durable names or the newest are left, of each file at least what was synced. */
    void powerCut(SplittableRandom random) {
        Map<String, Inode> rest = new TreeMap<>();
        for (String folder : folders.keySet()) {
            Map<String, Inode> names = random.nextBoolean() ? durable : live;
            names.forEach((path, file) -> {
                if (parent(path).equals(folder)) {
                    rest.put(path, file);
                }
            });
        }
        live.clear();
        live.putAll(rest);
        for (Inode file : live.values()) {
            file.bytes = afterCut(file, random);
            file.synced = file.bytes;
            file.locked = false;
        }
        durable.clear();
        durable.putAll(live);
    }

    private static byte[] afterCut(Inode file, SplittableRandom random) {
        int kept = file.synced.length;
        int tail = file.bytes.length - kept;
        boolean appended = tail > 0 && Arrays.equals(file.bytes, 0, kept, file.synced, 0, kept);
        if (!appended) {
            return random.nextBoolean() ? file.synced : file.bytes;
        }
        return switch (random.nextInt(5)) {
            case 0 -> file.synced;
            case 1 -> file.bytes;
            case 2 -> Arrays.copyOf(file.bytes, kept + random.nextInt(tail));
            case 3 -> zeroed(file.bytes, kept + random.nextInt(tail));
            default -> flipped(file.bytes, kept + random.nextInt(tail), random.nextInt(8));
        };
    }

    private static byte[] zeroed(byte[] bytes, int from) {
        byte[] copy = bytes.clone();
        Arrays.fill(copy, from, copy.length, (byte) 0);
        return copy;
    }

    private static byte[] flipped(byte[] bytes, int at, int bit) {
        byte[] copy = bytes.clone();
        copy[at] ^= (byte) (1 << bit);
        return copy;
    }

    /** The file is gone, as if an operator or a failing disk had removed it. */
    void lose(String path) {
        live.remove(path);
        durable.remove(path);
    }
}
