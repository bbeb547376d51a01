package com.hookprobe.htp.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Flow tokens to whatever they name (sessions): open addressing with linear probing, so that a look-up per packet makes no object. Tokens come
 * out of a key derivation and are spread already; a stranger's random token costs one or two probes.
 */
final class TokenMap<S> {
    private long[] tokens = new long[64];
    private @Nullable S[] sessions = newArray(64);
    private int size;

    @Nullable S get(long token) {
        int mask = tokens.length - 1;
        for (int i = slot(token, mask); ; i = (i + 1) & mask) {
            S session = sessions[i];
            if (session == null || tokens[i] == token) {
                return session;
            }
        }
    }

    /** False, and nothing changes, when the token belongs to another session. */
    boolean put(long token, S session) {
        if (size * 2 >= tokens.length) {
            grow();
        }
        int mask = tokens.length - 1;
        int i = slot(token, mask);
        while (sessions[i] != null) {
            if (tokens[i] == token) {
                return sessions[i] == session;
            }
            i = (i + 1) & mask;
        }
        tokens[i] = token;
        sessions[i] = session;
        size++;
        return true;
    }

    /** Removes the token if it is that session's. */
    void remove(long token, S session) {
        int mask = tokens.length - 1;
        int i = slot(token, mask);
        while (sessions[i] != null && tokens[i] != token) {
            i = (i + 1) & mask;
        }
        if (sessions[i] != session) {
            return;
        }
        // Close the gap: move back whatever was pushed past it, so that no tombstones pile up.
        int gap = i;
        for (int j = (i + 1) & mask; sessions[j] != null; j = (j + 1) & mask) {
            int home = slot(tokens[j], mask);
            if (((j - home) & mask) >= ((j - gap) & mask)) {
                tokens[gap] = tokens[j];
                sessions[gap] = sessions[j];
                gap = j;
            }
        }
        sessions[gap] = null;
        size--;
    }

    int size() {
        return size;
    }

    private void grow() {
        long[] oldTokens = tokens;
        @Nullable S[] oldSessions = sessions;
        tokens = Arrays.copyOf(oldTokens, oldTokens.length * 2);
        sessions = newArray(tokens.length);
        size = 0;
        for (int i = 0; i < oldTokens.length; i++) {
            S session = oldSessions[i];
            if (session != null) {
                put(oldTokens[i], session);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <S> @Nullable S[] newArray(int length) {
        return (S[]) new Object[length];
    }

    private static int slot(long token, int mask) {
        return (int) (token ^ token >>> 32) & mask;
    }
}
