package com.hookprobe.htp.core.meet;

import com.hookprobe.htp.core.wire.Bytes;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Datagrams that open our NAT for a caller: the meeting's nonce and random bytes, too short to be a packet, five to each
 * caller. Not thread-safe.
 */
public final class Punches {
    /** Takes a datagram that is to be sent. */
    public interface Sender {
        void send(InetSocketAddress to, byte[] datagram);
    }

    /** Callers at once; more are not punched for. */
    public static final int MAX = 64;
    /** The longest punch; the shortest has 16 bytes less. */
    public static final int BYTES_MAX = 48;

    private static final long[] AT_MS = {0, 100, 300, 700, 1500};

    private static final class Series {
        final InetSocketAddress to;
        final long nonce;
        final long startNs;
        int sent;

        Series(InetSocketAddress to, long nonce, long startNs) {
            this.to = to;
            this.nonce = nonce;
            this.startNs = startNs;
        }

        long nextNs() {
            return startNs + AT_MS[sent] * 1_000_000;
        }
    }

    private final List<Series> all = new ArrayList<>();

    /** Begins to punch; false when there are too many already. */
    public boolean begin(InetSocketAddress to, long nonce, long nowNs) {
        return all.size() < MAX && all.add(new Series(to, nonce, nowNs));
    }

    /** Sends what is due. */
    public void tick(RandomGenerator random, long nowNs, Sender out) {
        for (Iterator<Series> i = all.iterator(); i.hasNext(); ) {
            Series series = i.next();
            while (series.sent < AT_MS.length && series.nextNs() <= nowNs) {
                series.sent++;
                byte[] datagram = new byte[BYTES_MAX - random.nextInt(17)];
                random.nextBytes(datagram);
                Bytes.put64(datagram, 0, series.nonce);
                out.send(series.to, datagram);
            }
            if (series.sent == AT_MS.length) {
                i.remove();
            }
        }
    }

    /** When {@link #tick} has something to do, or {@link Long#MAX_VALUE}. */
    public long deadlineNs() {
        long earliest = Long.MAX_VALUE;
        for (Series series : all) {
            earliest = Math.min(earliest, series.nextNs());
        }
        return earliest;
    }

    /** Callers that are punched for. */
    public int size() {
        return all.size();
    }
}
