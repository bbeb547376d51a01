package com.hookprobe.htp.core;

import com.hookprobe.htp.core.wire.Addresses;
import com.hookprobe.htp.crypto.Hashes;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** HTP 3.2, 3.4: cookies under a key that lives 60 s and is accepted for 60 s more. */
final class CookieJar {
    static final long EPOCH_NS = 60_000_000_000L;

    private final RandomGenerator random;
    private final long startNs;
    private long epoch;
    private byte[] current = new byte[32];
    private byte[] previous = new byte[32];

    CookieJar(RandomGenerator random, long nowNs) {
        this.random = random;
        this.startNs = nowNs;
        random.nextBytes(current);
        random.nextBytes(previous);
    }

    /** The epoch's number as CHALLENGE shows it. */
    int epochByte(long nowNs) {
        turn(nowNs);
        return (int) epoch & 0xff;
    }

    byte[] make(InetSocketAddress from, byte[] helloHash, byte[] kemKeyId, long nowNs) {
        turn(nowNs);
        return under(current, from, helloHash, kemKeyId);
    }

    boolean valid(byte[] cookie, InetSocketAddress from, byte[] helloHash, byte[] kemKeyId, long nowNs) {
        turn(nowNs);
        boolean now = Hashes.equalConstantTime(cookie, under(current, from, helloHash, kemKeyId));
        boolean before = Hashes.equalConstantTime(cookie, under(previous, from, helloHash, kemKeyId));
        // Both were computed: which key it was does not show.
        return now || before;
    }

    private static byte[] under(byte[] key, InetSocketAddress from, byte[] helloHash, byte[] kemKeyId) {
        return KeySchedule.cookie(key, Addresses.to16(from.getAddress()), from.getPort(), helloHash, kemKeyId);
    }

    private void turn(long nowNs) {
        long wanted = (nowNs - startNs) / EPOCH_NS;
        // After two missed turns both keys are fresh anyway.
        for (long behind = Math.min(wanted - epoch, 2); behind > 0; behind--) {
            Arrays.fill(previous, (byte) 0);
            previous = current;
            current = new byte[32];
            random.nextBytes(current);
        }
        epoch = Math.max(epoch, wanted);
    }
}
