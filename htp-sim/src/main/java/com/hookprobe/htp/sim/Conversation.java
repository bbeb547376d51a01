package com.hookprobe.htp.sim;

import com.hookprobe.htp.HtpLimits;
import com.hookprobe.sim.Mix;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One session as both its ends see it; they are paired by the exporter, which only they share. */
final class Conversation {
    /** What one end knows. */
    static final class End {
        final Conversation conversation;
        final SimNode node;
        final long session;
        final boolean initiator;
        boolean over;
        int unacknowledged;
        long sends;

        End(Conversation conversation, SimNode node, long session, boolean initiator) {
            this.conversation = conversation;
            this.node = node;
            this.session = session;
            this.initiator = initiator;
        }

        /** The other end, once it is up. */
        @Nullable End peer() {
            return initiator ? conversation.responder : conversation.initiator;
        }
    }

    private final HtpLimits limits;

    @Nullable End initiator;

    @Nullable End responder;

    private final Map<Integer, ChannelLog> toResponder = new TreeMap<>();
    private final Map<Integer, ChannelLog> toInitiator = new TreeMap<>();

    /** Hashes of the datagrams that were sent and did not arrive; no two are alike. */
    private final Set<Long> datagramsToResponder = new HashSet<>();

    private final Set<Long> datagramsToInitiator = new HashSet<>();

    Conversation(HtpLimits limits) {
        this.limits = limits;
    }

    void datagramSent(boolean byInitiator, int channel, byte[] data) {
        datagrams(byInitiator).add(hash(channel, data));
    }

    /** Null when all is well, else what is wrong. */
    @Nullable String datagramDelivered(boolean byInitiator, int channel, byte[] data) {
        return datagrams(byInitiator).remove(hash(channel, data))
                ? null
                : "a datagram of " + data.length + " bytes on channel " + channel + " came twice, or nobody sent it so";
    }

    private Set<Long> datagrams(boolean byInitiator) {
        return byInitiator ? datagramsToResponder : datagramsToInitiator;
    }

    private static long hash(int channel, byte[] data) {
        return Mix.fold(Mix.bytes(data, 0, data.length), channel);
    }

    ChannelLog log(boolean byInitiator, int channel) {
        Map<Integer, ChannelLog> logs = byInitiator ? toResponder : toInitiator;
        ChannelLog log = logs.get(channel);
        if (log == null) {
            String name = "channel " + channel + (byInitiator ? " to the responder" : " to the initiator");
            log = new ChannelLog(name, limits.channel(channel).ordered());
            logs.put(channel, log);
        }
        return log;
    }

    @Nullable String checkEnd() {
        for (ChannelLog log : toResponder.values()) {
            String wrong = log.checkEnd();
            if (wrong != null) {
                return wrong;
            }
        }
        for (ChannelLog log : toInitiator.values()) {
            String wrong = log.checkEnd();
            if (wrong != null) {
                return wrong;
            }
        }
        return null;
    }
}
