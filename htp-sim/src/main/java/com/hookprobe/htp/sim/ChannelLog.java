package com.hookprobe.htp.sim;

import com.hookprobe.sim.Mix;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The messages of one direction of one channel of one session: what was sent, acknowledged and delivered. */
final class ChannelLog {
    private static final byte ACKNOWLEDGED = 1;
    private static final byte DELIVERED = 2;

    private final String name;
    private final boolean ordered;
    private long[] hashes = new long[8];
    private int[] lengths = new int[8];
    private byte[] states = new byte[8];
    private int sent;
    /** All below are delivered. */
    private int floor;

    ChannelLog(String name, boolean ordered) {
        this.name = name;
        this.ordered = ordered;
    }

    /** The number of the message. */
    int sent(byte[] message) {
        if (sent == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * sent);
            lengths = Arrays.copyOf(lengths, 2 * sent);
            states = Arrays.copyOf(states, 2 * sent);
        }
        hashes[sent] = Mix.bytes(message, 0, message.length);
        lengths[sent] = message.length;
        return sent++;
    }

    /** Null when all is well, else what is wrong. */
    @Nullable String acknowledged(int index) {
        if ((states[index] & ACKNOWLEDGED) != 0) {
            return name + ": message " + index + " is acknowledged twice";
        }
        states[index] |= ACKNOWLEDGED;
        if (!ordered && (states[index] & DELIVERED) == 0 && !twinDelivered(index)) {
            return name + ": message " + index + " is acknowledged but was not delivered";
        }
        return null;
    }

    /** Null when all is well, else what is wrong. */
    @Nullable String delivered(byte[] message) {
        long hash = Mix.bytes(message, 0, message.length);
        int end = ordered ? Math.min(sent, floor + 1) : sent;
        for (int i = floor; i < end; i++) {
            if ((states[i] & DELIVERED) == 0 && same(i, hash, message.length)) {
                states[i] |= DELIVERED;
                while (floor < sent && (states[floor] & DELIVERED) != 0) {
                    floor++;
                }
                return null;
            }
        }
        return name + ": a message of " + message.length + " bytes " + accuse(hash, message.length) + "; " + floor
                + " of " + sent + " were delivered";
    }

    /** For a session that ended: everything that was acknowledged must have been delivered, up to the first gap. */
    @Nullable String checkEnd() {
        for (int i = 0; i < sent; i++) {
            if ((states[i] & ACKNOWLEDGED) == 0) {
                if (ordered) {
                    // Later ones may wait for this one for ever.
                    return null;
                }
            } else if ((states[i] & DELIVERED) == 0 && !twinDelivered(i)) {
                return name + ": message " + i + " was acknowledged but never delivered";
            }
        }
        return null;
    }

    private String accuse(long hash, int length) {
        for (int i = 0; i < sent; i++) {
            if (same(i, hash, length)) {
                return (states[i] & DELIVERED) != 0
                        ? "was delivered twice (number " + i + ")"
                        : "was delivered out of order (number " + i + ")";
            }
        }
        return "was delivered that nobody sent so";
    }

    /** Equal messages cannot be told apart: as many as are acknowledged must be delivered. */
    private boolean twinDelivered(int index) {
        int open = 0;
        for (int i = 0; i < sent; i++) {
            if (same(i, hashes[index], lengths[index])) {
                open += ((states[i] & DELIVERED) != 0 ? 1 : 0) - ((states[i] & ACKNOWLEDGED) != 0 ? 1 : 0);
            }
        }
        return open >= 0;
    }

    private boolean same(int index, long hash, int length) {
        return hashes[index] == hash && lengths[index] == length;
    }
}
