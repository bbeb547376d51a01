package com.hookprobe.qsecbit.correlation;

import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * The process that {@link KillTest} kills: an edge that sends inputs one after the other, and a reader that stores outputs.
 * Arguments: folder, seed, inputs, how many were acknowledged. Says each number of inputs that is.
 */
final class KillChild {
    static final Sharding SHARDING = new Sharding(4);
    static final DurableShards.Limits LIMITS = new DurableShards.Limits(20_000, 3_600_000_000L);

    private KillChild() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        List<Input> inputs = MadeInputs.of(Long.parseLong(args[1]), Integer.parseInt(args[2]));
        Cursor cursor = cursor(folder);
        try (DurableCorrelator host = DurableCorrelator.open(
                FolderDisk.open(folder), LIMITS, Long.MAX_VALUE, options(folder, cursor), tag -> {})) {
            for (int i = Integer.parseInt(args[3]); i < inputs.size(); i++) {
                host.submit(inputs.get(i)).get();
                System.out.println(i + 1);
                cursor = read(host, cursor, folder);
            }
            System.out.println("done");
        }
    }

    private static HostOptions options(Path folder, Cursor cursor) {
        return new HostOptions(folder, SHARDING, cursor, () -> {}, () -> Long.MAX_VALUE, Map.of());
    }

    private static Cursor read(DurableCorrelator host, Cursor from, Path folder) throws IOException {
        Cursor cursor = from;
        for (Output output : host.poll(cursor, Integer.MAX_VALUE)) {
            ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + output.length());
            bytes.putInt(output.length()).put(output.encode());
            Files.write(outputs(folder), bytes.array(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            cursor = cursor.after(output);
        }
        host.confirm(cursor);
        return cursor;
    }

    static Path outputs(Path folder) {
        return folder.resolveSibling("outputs");
    }

    /** What the reader stored is its cursor; an output that was cut short by a kill is cut off. */
    private static Cursor cursor(Path folder) throws Exception {
        Cursor cursor = Cursor.start(SHARDING);
        if (Files.exists(outputs(folder))) {
            ByteBuffer from = ByteBuffer.wrap(Files.readAllBytes(outputs(folder)));
            int whole = 0;
            while (from.remaining() >= Integer.BYTES
                    && from.getInt(from.position()) <= from.remaining() - Integer.BYTES) {
                byte[] bytes = new byte[from.getInt()];
                from.get(bytes);
                cursor = cursor.after(Output.decode(bytes));
                whole = from.position();
            }
            byte[] all = from.array();
            Files.write(outputs(folder), java.util.Arrays.copyOf(all, whole));
        }
        return cursor;
    }
}
