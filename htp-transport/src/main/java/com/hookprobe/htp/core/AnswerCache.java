package com.hookprobe.htp.core;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * HTP F3 and F6: every ATTEST that got an answer (ACCEPT or sealed REJECT) is remembered longer than its cookie lives, so
 * it is worked on once, and its answer is sent again byte for byte and never sealed a second time. A full cache takes no
 * new ATTEST rather than forget an old one.
 */
final class AnswerCache {
    /** HTP 3.4: "ATTEST cache 120 s"; a cookie lives at most two epochs of 60 s. */
    static final long LIFE_NS = 2 * CookieJar.EPOCH_NS;
    /** The same answer leaves at most this often. */
    static final long RESEND_NS = 250_000_000L;

    private static final int ENTRIES_MIN = 16_384;
    /** Of about 200 bytes each, when their bytes are dropped: no rate of handshakes makes the cache grow further. */
    private static final int ENTRIES_MAX = 1 << 20;

    static final class Answer {
        private List<byte[]> datagrams;
        /** What came for it since it was sent last. */
        private long receivedBytes;

        private final long madeNs;
        private long sentNs;

        private Answer(List<byte[]> datagrams, long nowNs) {
            this.datagrams = datagrams;
            this.madeNs = nowNs;
            this.sentNs = nowNs;
        }

        /**
         * A fragment of the ATTEST came again, of that many bytes: what to send again, or nothing when it is too soon,
         * nobody needs it any more, or fewer bytes came than would leave. A cookie only shows that its address was the
         * asker's once; who watched may send fragments in its name, and must not get more sent there than he sends.
         */
        List<byte[]> again(int bytes, long nowNs) {
            receivedBytes += bytes;
            int size = 0;
            for (byte[] datagram : datagrams) {
                size += datagram.length;
            }
            if (nowNs - sentNs < RESEND_NS || receivedBytes < size) {
                return List.of();
            }
            sentNs = nowNs;
            receivedBytes = 0;
            // Another one first: on a path whose queues have no place for two, always the same would be lost.
            datagrams = Fragments.otherFirst(datagrams);
            return datagrams;
        }

        /** Keeps the key but not the bytes. */
        void drop() {
            datagrams = List.of();
        }
    }

    private final Map<ByteBuffer, Answer> answers = new LinkedHashMap<>();
    private final int entriesMax;
    /** When the first of them was made, so that most calls of {@link #expire} need not look. */
    private long oldestNs;

    /** With room for so many handshakes a second: a smaller cache would refuse what the budget allows. */
    AnswerCache(int handshakesPerSecond) {
        long needed = handshakesPerSecond * (LIFE_NS / 1_000_000_000L);
        this.entriesMax = (int) Math.min(ENTRIES_MAX, Math.max(ENTRIES_MIN, needed));
    }

    int size() {
        return answers.size();
    }

    boolean full() {
        return answers.size() >= entriesMax;
    }

    @Nullable Answer get(byte[] key) {
        return answers.get(ByteBuffer.wrap(key));
    }

    Answer put(byte[] key, List<byte[]> datagrams, long nowNs) {
        Answer answer = new Answer(datagrams, nowNs);
        if (answers.isEmpty()) {
            oldestNs = nowNs;
        }
        answers.put(ByteBuffer.wrap(key), answer);
        return answer;
    }

    void expire(long nowNs) {
        if (answers.isEmpty() || nowNs - oldestNs < LIFE_NS) {
            return;
        }
        for (Iterator<Answer> each = answers.values().iterator(); each.hasNext(); ) {
            long madeNs = each.next().madeNs;
            if (nowNs - madeNs < LIFE_NS) {
                oldestNs = madeNs;
                return;
            }
            each.remove();
        }
    }
}
