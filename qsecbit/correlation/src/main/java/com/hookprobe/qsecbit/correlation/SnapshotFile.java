package com.hookprobe.qsecbit.correlation;

import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.correlation.core.Shard;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import com.hookprobe.qsecbit.federation.MalformedException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The state of one shard before the input at a position: {@code shard-SHARD-POSITION.state}. Big-endian: magic u64, position
 * u64, length u32, state, n u32 outputs that were not confirmed, n x (length u32, output), CRC-32C u32 of all before.
 */
record SnapshotFile(long position, Shard shard, List<Output> waiting) {
    private static final long MAGIC = 0x4850434f53484431L;
    private static final String PREFIX = "shard-";
    private static final String SUFFIX = ".state";
    private static final int FIXED_BYTES = 8 + 8 + 4 + 4 + 4;

    /** The newest of each shard; whatever a crash has left beside them is deleted. */
    static Map<Integer, SnapshotFile> readAll(Disk disk, Sharding sharding) throws IOException {
        TreeMap<Integer, SnapshotFile> newest = new TreeMap<>();
        for (String name : disk.list().stream().sorted().toList()) {
            if (name.endsWith(InputLog.UNFINISHED)) {
                disk.delete(name);
            } else if (name.startsWith(PREFIX) && name.endsWith(SUFFIX)) {
                int number = number(disk, name, sharding);
                SnapshotFile file = read(disk, name, sharding, number);
                SnapshotFile before = newest.put(number, file);
                if (before != null) {
                    // In order of names the older one comes first.
                    disk.delete(name(number, before.position()));
                }
            }
        }
        return newest;
    }

    /** Writes a snapshot durably; the one at another position goes. Returns its length. */
    static int write(Disk disk, int number, long position, long before, Shard shard, List<Output> waiting)
            throws IOException {
        byte[] state = shard.snapshot();
        int length = waiting.stream()
                .mapToInt(output -> Integer.BYTES + output.length())
                .sum();
        ByteBuffer to = ByteBuffer.allocate(FIXED_BYTES + state.length + length);
        to.putLong(MAGIC).putLong(position).putInt(state.length).put(state).putInt(waiting.size());
        for (Output output : waiting) {
            to.putInt(output.length()).put(output.encode());
        }
        to.putInt(check(to.array(), to.position()));
        String name = name(number, position);
        try (Disk.File file = disk.create(name + InputLog.UNFINISHED)) {
            file.append(to.array());
            file.force();
        }
        disk.rename(name + InputLog.UNFINISHED, name);
        disk.force();
        if (before >= 0 && before != position) {
            disk.delete(name(number, before));
        }
        return to.capacity();
    }

    private static SnapshotFile read(Disk disk, String name, Sharding sharding, int number) throws IOException {
        byte[] bytes;
        try (Disk.File file = disk.open(name)) {
            bytes = file.readAll();
        }
        int end = bytes.length - Integer.BYTES;
        if (end < FIXED_BYTES - Integer.BYTES || ByteBuffer.wrap(bytes).getInt(end) != check(bytes, end)) {
            throw damaged(disk, name, "its checksum does not hold");
        }
        try {
            ByteBuffer from = ByteBuffer.wrap(bytes, 0, end);
            long magic = from.getLong();
            long position = from.getLong();
            if (magic != MAGIC || !name.equals(name(number, position))) {
                throw damaged(disk, name, "its name is not its content's");
            }
            byte[] state = new byte[from.getInt()];
            from.get(state);
            List<Output> waiting = new ArrayList<>();
            for (int left = from.getInt(); left > 0; left--) {
                byte[] output = new byte[from.getInt()];
                from.get(output);
                waiting.add(Output.decode(output));
            }
            return new SnapshotFile(position, Shard.restore(sharding, number, state), waiting);
        } catch (MalformedException | BufferUnderflowException | NegativeArraySizeException e) {
            throw damaged(disk, name, String.valueOf(e.getMessage()));
        }
    }

    private static int number(Disk disk, String name, Sharding sharding) throws CorrelationException {
        String digits = name.substring(PREFIX.length(), Math.min(name.length(), PREFIX.length() + 2));
        try {
            int number = Integer.parseInt(digits, 16);
            if (number < sharding.shards()) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw damaged(disk, name, "there are " + sharding.shards() + " shards");
    }

    private static String name(int number, long position) {
        return PREFIX + String.format("%02x-%016x", number, position) + SUFFIX;
    }

    private static int check(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static CorrelationException damaged(Disk disk, String name, String how) {
        return new CorrelationException(name + " in " + disk + " is damaged: " + how
                + "; put the folder back from a backup, or empty it: then the correlator begins anew and counts what"
                + " members report from now on");
    }
}
