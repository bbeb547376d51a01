package com.hookprobe.htp;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** One endpoint's listener: makes a connection of each session, and hands messages to the callback or to its queue. */
final class Connections implements HtpListener {
    private final ConnectionOptions options;
    private final ReceiveBudget budget;
    /** Where new connections go; false when there is no room. */
    private final Predicate<HtpConnection> arrivals;

    private final Map<HtpSession, HtpConnection> open = new ConcurrentHashMap<>();

    Connections(ConnectionOptions options, ReceiveBudget budget, Predicate<HtpConnection> arrivals) {
        this.options = options;
        this.budget = budget;
        this.arrivals = arrivals;
    }

    /** A snapshot. */
    Collection<HtpConnection> open() {
        return List.copyOf(open.values());
    }

    @Override
    public void onSession(HtpSession session) {
        EndpointThread.mark();
        ReceiveQueue queue = new ReceiveQueue(budget);
        HtpConnection connection = new HtpConnection(new TrackedSession(session), queue, options);
        open.put(session, connection);
        if (!arrivals.test(connection)) {
            session.close(CloseCode.INTERNAL, "accept queue full");
            return;
        }
        options.onSession.accept(connection.session());
    }

    @Override
    public void onMessage(HtpSession session, int channel, byte[] message) {
        HtpConnection connection = open.get(session);
        if (connection == null) {
            return;
        }
        connection.onHeard();
        MessageHandler handler = options.onMessage;
        if (handler != null) {
            handler.onMessage(connection.session(), channel, message);
            return;
        }
        String tooMuch = connection.offer(new Message(channel, message));
        if (tooMuch != null) {
            session.close(CloseCode.FLOW_CONTROL, tooMuch);
        }
    }

    @Override
    public void onClosed(HtpSession session, CloseCode code, String reason) {
        HtpConnection connection = open.remove(session);
        if (connection != null) {
            connection.onClosed(code, reason);
            options.onClosed.onClosed(connection.session(), code, reason);
        }
    }

    /** For an endpoint that did not end in time, because a callback does not return: nobody is to wait for it. */
    void endAll() {
        for (HtpConnection connection : open()) {
            connection.end(CloseCode.SHUTDOWN, "endpoint closed");
        }
        open.clear();
    }
}
