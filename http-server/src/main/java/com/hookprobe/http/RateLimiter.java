package com.hookprobe.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** A token bucket per address, or per name. An IPv6 network of /64 counts as one address: it costs nothing to have one. Thread-safe. */
public final class RateLimiter {
    private static final double NANOS = 1e9;
    private static final int NETWORK_BYTES = 8;

    private final double perNano;
    private final int burst;
    private final LongSupplier nanoTime;
    private final Map<ByteBuffer, Bucket> buckets;

    private static final class Bucket {
        private double left;
        private long at;

        private Bucket(double left, long at) {
            this.left = left;
            this.at = at;
        }
    }

    /**
     * Full buckets for everybody.
     *
     * @param perSecond requests that a bucket gains
     * @param burst requests that it holds
     * @param addressesMax buckets that are kept; the one not used for longest goes
     * @param nanoTime a clock that does not go back
     */
    public RateLimiter(double perSecond, int burst, int addressesMax, LongSupplier nanoTime) {
        this.perNano = perSecond / NANOS;
        this.burst = burst;
        this.nanoTime = nanoTime;
        // The one not seen for longest goes first: its bucket is the fullest.
        this.buckets = new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Bucket> eldest) {
                return size() > addressesMax;
            }
        };
    }

    /** 0 when the request may pass; else the seconds to wait. */
    public int refusal(InetAddress address) {
        return refusal(key(address));
    }

    /** The same for who has a name; names and addresses do not belong into one limiter. */
    public int refusal(String name) {
        return refusal(ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8)));
    }

    private synchronized int refusal(ByteBuffer key) {
        long now = nanoTime.getAsLong();
        Bucket bucket = buckets.computeIfAbsent(key, fresh -> new Bucket(burst, now));
        bucket.left = Math.min(burst, bucket.left + (now - bucket.at) * perNano);
        bucket.at = now;
        if (bucket.left >= 1) {
            bucket.left--;
            return 0;
        }
        return (int) Math.max(1, Math.ceil((1 - bucket.left) / perNano / NANOS));
    }

    /** Addresses whose buckets are kept. */
    public synchronized int addresses() {
        return buckets.size();
    }

    private static ByteBuffer key(InetAddress address) {
        byte[] bytes = address.getAddress();
        return ByteBuffer.wrap(address instanceof Inet6Address ? Arrays.copyOf(bytes, NETWORK_BYTES) : bytes);
    }
}
