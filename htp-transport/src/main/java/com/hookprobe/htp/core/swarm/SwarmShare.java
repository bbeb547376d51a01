package com.hookprobe.htp.core.swarm;

import com.hookprobe.htp.ChannelConfig;
import com.hookprobe.htp.Channels;
import com.hookprobe.htp.core.wire.Bytes;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One share of a message that goes by several paths (HTP 3.8.6), itself a message of the channels for shares.
 *
 * <pre>
 * id 16 | channel u8 | k u8 | n u8 | index u8 | total u32 | data, ceil(total / k) bytes
 * </pre>
 *
 * @param id random, the same for all shares of a message
 * @param channel the message's own channel
 * @param k so many shares give the message back; 1: each is the whole message
 * @param total the message's length, 0 to 1 MiB
 */
public record SwarmShare(ByteBuffer id, int channel, int k, int n, int index, int total, byte[] data) {
    /** Bytes of an id. */
    public static final int ID_BYTES = 16;

    /** Bytes before the data. */
    public static final int HEADER_BYTES = ID_BYTES + 8;

    /** The largest message that can be cut into shares: with k = 1 a share is a message too, and has a header. */
    public static final int MESSAGE_BYTES_MAX = ChannelConfig.MESSAGE_BYTES_MAX - HEADER_BYTES;

    /** As bytes. */
    public byte[] encode() {
        byte[] b = new byte[HEADER_BYTES + data.length];
        id.duplicate().get(b, 0, ID_BYTES);
        b[ID_BYTES] = (byte) channel;
        b[ID_BYTES + 1] = (byte) k;
        b[ID_BYTES + 2] = (byte) n;
        b[ID_BYTES + 3] = (byte) index;
        Bytes.put32(b, ID_BYTES + 4, total);
        System.arraycopy(data, 0, b, HEADER_BYTES, data.length);
        return b;
    }

    /** Null when it is no share. */
    public static @Nullable SwarmShare decode(byte[] b) {
        if (b.length < HEADER_BYTES) {
            return null;
        }
        int channel = Bytes.u8(b, ID_BYTES);
        int k = Bytes.u8(b, ID_BYTES + 1);
        int n = Bytes.u8(b, ID_BYTES + 2);
        int index = Bytes.u8(b, ID_BYTES + 3);
        long total = Bytes.u32(b, ID_BYTES + 4);
        boolean sound = k >= 1
                && k <= n
                && n <= ReedSolomon.SHARES_MAX
                && index < n
                && total <= MESSAGE_BYTES_MAX
                && carries(channel)
                && b.length - HEADER_BYTES == ReedSolomon.shareBytes((int) total, k);
        if (!sound) {
            return null;
        }
        return new SwarmShare(
                ByteBuffer.wrap(Bytes.slice(b, 0, ID_BYTES)),
                channel,
                k,
                n,
                index,
                (int) total,
                Bytes.slice(b, HEADER_BYTES, b.length - HEADER_BYTES));
    }

    /** True for the channels whose messages may be cut: what users send, but no shares of shares. */
    public static boolean carries(int channel) {
        return channel > Channels.CONTROL
                && channel <= Channels.MAX
                && channel != Channels.RELAY
                && channel != Channels.SWARM
                && channel != Channels.SWARM_ALERTS;
    }
}
