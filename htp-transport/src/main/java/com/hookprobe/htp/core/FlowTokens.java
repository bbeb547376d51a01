package com.hookprobe.htp.core;

/**
 * The eight bytes in clear that name a session, and their rotation (HTP 3.4: "edge uses token i+1 when it knows it moved; V
 * accepts i..i+3"): who watches two networks sees no bytes that a session has in both. Both directions go on together:
 * whoever sees a newer token answers under the token of the same index.
 */
final class FlowTokens {
    /** How far ahead of the newest index seen a peer may be. */
    static final int AHEAD = 3;

    private final DirectionKeys receive;
    private int sendIndex;
    /** The newest index that the peer was seen to use. */
    private int peerIndex;
    /** What we are reached by, oldest first: one before the newest seen, that, and those ahead. */
    private final long[] window = new long[AHEAD + 2];

    private int count;

    FlowTokens(DirectionKeys receive) {
        this.receive = receive;
        for (int i = 0; i <= AHEAD; i++) {
            window[count++] = receive.token(i);
        }
    }

    /** The index of the token to send under. */
    int sendIndex() {
        return sendIndex;
    }

    /** True when all tokens that reach us at first are free. */
    static boolean free(DirectionKeys receive, TokenMap<Session> map) {
        for (int i = 0; i <= AHEAD; i++) {
            if (map.get(receive.token(i)) != null) {
                return false;
            }
        }
        return true;
    }

    void register(TokenMap<Session> map, Session session) {
        for (int i = 0; i < count; i++) {
            map.put(window[i], session);
        }
    }

    void unregister(TokenMap<Session> map, Session session) {
        for (int i = 0; i < count; i++) {
            map.remove(window[i], session);
        }
    }

    /** We are somewhere else: a token that was never seen here. False when the peer would not know it. */
    boolean rotate() {
        if (sendIndex >= peerIndex + AHEAD) {
            return false;
        }
        sendIndex++;
        return true;
    }

    /** An authentic packet came under that token. */
    void onReceived(long token, TokenMap<Session> map, Session session) {
        int newest = count - 1 - AHEAD;
        if (window[newest] == token) {
            return;
        }
        int place = newest + 1;
        while (place < count && window[place] != token) {
            place++;
        }
        if (place == count) {
            return;
        }
        for (int steps = place - newest; steps > 0; steps--) {
            advance(map, session);
        }
        sendIndex = Math.max(sendIndex, peerIndex);
    }

    private void advance(TokenMap<Session> map, Session session) {
        peerIndex++;
        if (count == window.length) {
            map.remove(window[0], session);
            System.arraycopy(window, 1, window, 0, count - 1);
            count--;
        }
        long token = receive.token(peerIndex + AHEAD);
        window[count++] = token;
        // Taken by another session, one chance in 2^64 / sessions: the peer cannot move to this index then.
        map.put(token, session);
    }
}
