package com.hookprobe.htp.core;

import java.net.InetSocketAddress;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Where a session's packets go, and whether the peer was shown to be there (HTP 3.4, roaming). The newest authentic packet
 * decides: if it came from another address, we answer there at once, but send at most three times what came from there
 * until the peer has returned a random number from it. Whoever relays packets from a false address so gets no flood out of
 * us, and loses the session again with the next packet of the true peer.
 */
final class Path {
    /** HTP 3.4: "at most 3x received bytes to it until PATH_RESPONSE". */
    static final int AMPLIFICATION_MAX = 3;
    /** HTP 3.4: "&gt;8 moves/10 s ignored". */
    static final int MOVES_MAX = 8;

    static final long MOVES_WINDOW_NS = 10_000_000_000L;
    /** A path is given up after three probe timeouts, of which a new path knows nothing yet. */
    static final long VALIDATION_MIN_NS = 1_000_000_000L;

    private InetSocketAddress remote;
    /** The last address that was validated, while {@link #remote} is not. */
    private @Nullable InetSocketAddress fallback;

    private long receivedBytes;
    private long sentBytes;
    private long challenge;
    private long resendNs = Long.MAX_VALUE;
    private long resendEveryNs;
    private long giveUpNs = Long.MAX_VALUE;
    private boolean challengeWanted;
    private int moves;
    private long movesSinceNs;

    Path(InetSocketAddress remote) {
        this.remote = remote;
    }

    /** What a packet's address or a path response changed. */
    enum Change {
        NONE,
        /** We send to another address now. */
        MOVED,
        /** The peer is where we send, on another host or network: what is known of the old path does not hold. */
        OTHER_NETWORK
    }

    InetSocketAddress remote() {
        return remote;
    }

    boolean validated() {
        return fallback == null;
    }

    /** The first of two or more addresses of the peer: still the one that was validated last. */
    InetSocketAddress validatedRemote() {
        return fallback != null ? fallback : remote;
    }

    /** An authentic packet; only the newest may move the path. */
    Change onPacket(
            InetSocketAddress from,
            int bytes,
            boolean newest,
            long probeTimeoutNs,
            RandomGenerator random,
            long nowNs) {
        if (from.equals(remote)) {
            receivedBytes += bytes;
            return Change.NONE;
        }
        if (!newest) {
            return Change.NONE;
        }
        InetSocketAddress proven = fallback;
        if (proven != null && from.equals(proven)) {
            settle(proven);
            return Change.MOVED;
        }
        if (nowNs - movesSinceNs >= MOVES_WINDOW_NS || moves == 0) {
            movesSinceNs = nowNs;
            moves = 0;
        }
        if (moves >= MOVES_MAX) {
            return Change.NONE;
        }
        moves++;
        if (fallback == null) {
            fallback = remote;
        }
        remote = from;
        receivedBytes = bytes;
        sentBytes = 0;
        challenge = random.nextLong();
        challengeWanted = true;
        resendEveryNs = Math.max(probeTimeoutNs, VALIDATION_MIN_NS / 3);
        resendNs = nowNs + resendEveryNs;
        giveUpNs = nowNs + 3 * resendEveryNs;
        return Change.MOVED;
    }

    /** The peer returned a number. */
    Change onResponse(long value) {
        InetSocketAddress old = fallback;
        if (old == null || value != challenge) {
            return Change.NONE;
        }
        boolean sameHost = old.getAddress().equals(remote.getAddress());
        settle(remote);
        // HTP 3.4: "ip change resets cwnd/RTT, port-only change keeps".
        return sameHost ? Change.NONE : Change.OTHER_NETWORK;
    }

    /** When {@link #onTimer} has something to do, or {@link Long#MAX_VALUE}. */
    long deadlineNs() {
        return Math.min(resendNs, giveUpNs);
    }

    Change onTimer(long nowNs) {
        InetSocketAddress old = fallback;
        if (old == null) {
            return Change.NONE;
        }
        if (nowNs >= giveUpNs) {
            settle(old);
            return Change.MOVED;
        }
        if (nowNs >= resendNs) {
            resendNs = nowNs + resendEveryNs;
            challengeWanted = true;
        }
        return Change.NONE;
    }

    /** True once when a challenge should leave and the limit allows it. */
    boolean takeChallenge(int bytes) {
        if (!challengeWanted || !maySend(bytes)) {
            return false;
        }
        challengeWanted = false;
        return true;
    }

    long challenge() {
        return challenge;
    }

    boolean maySend(int bytes) {
        return fallback == null || sentBytes + bytes <= AMPLIFICATION_MAX * receivedBytes;
    }

    void onSent(int bytes) {
        sentBytes += bytes;
    }

    private void settle(InetSocketAddress address) {
        remote = address;
        fallback = null;
        challengeWanted = false;
        resendNs = Long.MAX_VALUE;
        giveUpNs = Long.MAX_VALUE;
    }
}
