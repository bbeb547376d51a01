package com.hookprobe.qsecbit.correlation.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.FieldReader;
import com.hookprobe.qsecbit.federation.MalformedException;
import java.nio.ByteBuffer;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The state of a shard, big-endian:
 *
 * <pre>
 * version u8 = 2 | shards u16 | shard u16 | now u64 | last tick i64 | last configure i64 | next sequence u64
 * r u32 | r x (node 32, revoked at u64), rising | c u8: 1 when it is configured, then
 *   settings as in the input of kind 7 | length u32 | the correlator's snapshot | live reports
 * </pre>
 */
record ShardSnapshot(
        int shards,
        int shard,
        long nowMicros,
        long tickedMicros,
        long configuredMicros,
        long nextSequence,
        SortedMap<Bytes32, Long> revokedMicros,
        @Nullable Counting counting) {
    private static final int VERSION = 2;
    private static final int SETTINGS_BYTES = 35;
    private static final int FIXED_BYTES =
            1 + 2 + 2 + 4 * Long.BYTES + Integer.BYTES + 1 + SETTINGS_BYTES + Integer.BYTES;

    /** What a shard has once it is configured. */
    record Counting(Settings settings, byte[] correlator, LiveReports live) {}

    byte[] encode() {
        byte[] counts = counting == null ? new byte[0] : counting.correlator();
        byte[] live = counting == null ? new byte[0] : counting.live().encode();
        int revoked = revokedMicros.size() * (Bytes32.LENGTH + Long.BYTES);
        ByteBuffer to = ByteBuffer.allocate(FIXED_BYTES + revoked + counts.length + live.length);
        to.put((byte) VERSION).putShort((short) shards).putShort((short) shard);
        to.putLong(nowMicros).putLong(tickedMicros).putLong(configuredMicros).putLong(nextSequence);
        to.putInt(revokedMicros.size());
        revokedMicros.forEach((node, micros) -> to.put(node.bytes()).putLong(micros));
        to.put((byte) (counting == null ? 0 : 1));
        if (counting != null) {
            InputCodec.settings(to, counting.settings());
            to.putInt(counts.length).put(counts).put(live);
        }
        byte[] bytes = new byte[to.position()];
        to.flip().get(bytes);
        return bytes;
    }

    static ShardSnapshot decode(byte[] bytes) throws MalformedException {
        FieldReader from = new FieldReader(bytes);
        from.integer("version", 1, VERSION, VERSION);
        int shards = from.integer("shards", 2, 1, 0xffff);
        int shard = from.integer("shard", 2, 0, shards - 1);
        long now = from.time("now");
        long ticked = from.signed64("last tick", Long.MIN_VALUE, Long.MAX_VALUE);
        long configured = from.signed64("last configure", Long.MIN_VALUE, Long.MAX_VALUE);
        long next = from.time("next sequence");
        SortedMap<Bytes32, Long> revoked = new TreeMap<>();
        for (int left = from.integer("revoked", 4, 0, Integer.MAX_VALUE); left > 0; left--) {
            revoked.put(from.bytes32("node"), from.time("revoked at"));
        }
        Counting counting = null;
        if (from.integer("configured", 1, 0, 1) == 1) {
            Settings settings = InputCodec.settings(from);
            byte[] counts = from.bytes("correlator", from.integer("length", 4, 0, Integer.MAX_VALUE));
            counting = new Counting(settings, counts, LiveReports.decode(from));
        }
        from.end();
        return new ShardSnapshot(shards, shard, now, ticked, configured, next, revoked, counting);
    }
}
