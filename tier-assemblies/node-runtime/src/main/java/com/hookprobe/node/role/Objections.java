package com.hookprobe.node.role;

import com.hookprobe.qsecbit.federation.FieldReader;
import com.hookprobe.qsecbit.federation.MalformedException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * What a person at this site has said against what was said, as it was signed: a correlator may be away for longer than this process
 * lives, and nobody says it twice. The oldest goes. Not thread-safe; microseconds since the epoch.
 */
final class Objections {
    static final int MAX = 4_096;

    private static final int VERSION = 1;
    private static final int MESSAGE_BYTES_MAX = 1_024;

    private record Objection(long sinceMicros, byte[] message) {}

    private final Deque<Objection> all = new ArrayDeque<>();
    private boolean changed;

    /** @param message a VETO or RETRACTION of mesh 1 */
    void add(byte[] message, long nowMicros) {
        all.add(new Objection(nowMicros, message.clone()));
        if (all.size() > MAX) {
            all.remove();
        }
        changed = true;
    }

    /** The messages since a time, the oldest first; forgets those of before. */
    List<byte[]> since(long micros) {
        all.removeIf(objection -> objection.sinceMicros < micros);
        return all.stream().map(objection -> objection.message.clone()).toList();
    }

    /** True when there is something new to store since this was asked last. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /** Encoding: version u8 = 1, count u32, then for each, the oldest first: time u64, length u16, message; big-endian. */
    byte[] snapshot() {
        ByteBuffer to = ByteBuffer.allocate(5 + all.size() * (Long.BYTES + Short.BYTES + MESSAGE_BYTES_MAX));
        to.put((byte) VERSION).putInt(all.size());
        all.forEach(objection -> to.putLong(objection.sinceMicros)
                .putShort((short) objection.message.length)
                .put(objection.message));
        return Arrays.copyOf(to.array(), to.position());
    }

    /** @throws MalformedException when it is not a snapshot */
    static Objections restore(byte[] snapshot) throws MalformedException {
        FieldReader from = new FieldReader(snapshot);
        from.integer("version", 1, VERSION, VERSION);
        Objections read = new Objections();
        for (int left = from.integer("objections", 4, 0, MAX); left > 0; left--) {
            long since = from.time("since");
            byte[] message = from.bytes("message", from.integer("length", 2, 1, MESSAGE_BYTES_MAX));
            read.all.add(new Objection(since, message));
        }
        from.end();
        return read;
    }
}
