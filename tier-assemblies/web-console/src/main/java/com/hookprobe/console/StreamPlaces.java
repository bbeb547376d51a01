package com.hookprobe.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who holds a live stream: so many at once, and so many of a session, of which one more ends the oldest. Thread-safe. */
final class StreamPlaces {
    private final int max;
    private final int perSession;
    private final List<Stream> streams = new ArrayList<>();

    StreamPlaces(int max, int perSession) {
        this.max = max;
        this.perSession = perSession;
    }

    /** One of a browser. */
    static final class Stream {
        private final String session;
        private volatile boolean ended;

        private Stream(String session) {
            this.session = session;
        }

        /** True when another one has come for it. */
        boolean isEnded() {
            return ended;
        }

        String session() {
            return session;
        }
    }

    /** Makes room for one more of a session; false when there is none for anybody. */
    synchronized boolean hasRoom(String session) {
        List<Stream> own = streams.stream()
                .filter(stream -> !stream.ended && stream.session.equals(session))
                .toList();
        own.subList(0, Math.max(0, own.size() - perSession + 1)).forEach(stream -> stream.ended = true);
        return streams.size() < max;
    }

    /** A place; empty when all are taken. Requests that came at once have all been told that there is room. */
    synchronized Optional<Stream> take(String session) {
        if (!hasRoom(session)) {
            return Optional.empty();
        }
        Stream stream = new Stream(session);
        streams.add(stream);
        return Optional.of(stream);
    }

    synchronized void leave(Stream stream) {
        streams.remove(stream);
    }
}
