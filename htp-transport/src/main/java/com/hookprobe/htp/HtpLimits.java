package com.hookprobe.htp;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The bounds of an endpoint: what a peer can make grow ends here. Immutable; {@link #standard} has the values of HTP
 * 3.4 and 4.
 */
public final class HtpLimits {
    private final Builder values;
    private final Map<Integer, ChannelConfig> channels;

    private HtpLimits(Builder builder) {
        this.values = builder.copy();
        this.channels = Map.copyOf(builder.channels);
    }

    /** The values of the specification. */
    public static HtpLimits standard() {
        return builder().build();
    }

    /** Starts from the values of the specification. */
    public static Builder builder() {
        return new Builder();
    }

    /** How that channel behaves. */
    public ChannelConfig channel(int channel) {
        ChannelConfig configured = channels.get(channel);
        return configured != null ? configured : ChannelConfig.standard(channel);
    }

    /** Sessions open at once. */
    public int sessionsMax() {
        return values.sessionsMax;
    }

    /** Half-open sessions at once, and ATTEST reassemblies at once. */
    public int halfOpenMax() {
        return values.halfOpenMax;
    }

    /**
     * What may wait in one session's send queue, in bytes: of each message its length and 384 more, so
     * that empty ones count too. One message may always wait, however large.
     */
    public long sendQueueBytesMax() {
        return values.sendQueueBytesMax;
    }

    /** Bytes that all sessions together may hold for reassembly and ordering. */
    public long reassemblyBytesMax() {
        return values.reassemblyBytesMax;
    }

    /** HELLOs per second and address (/32 or /64); the burst is twice as much. */
    public int helloPerSecond() {
        return values.helloPerSecond;
    }

    /** ATTESTs per second and address, after the cookie; the burst is twice as much. */
    public int attestPerSecond() {
        return values.attestPerSecond;
    }

    /** Accepted handshakes per minute and node; the burst is 4, or this number if smaller. */
    public int handshakesPerNodeMinute() {
        return values.handshakesPerNodeMinute;
    }

    /** Handshakes per second in all: the budget for public-key work. */
    public int handshakesPerSecond() {
        return values.handshakesPerSecond;
    }

    /** How long {@code connect} tries before it fails; every 30 s it starts afresh. */
    public Duration connectTimeout() {
        return values.connectTimeout;
    }

    /** How old a session's keys get before the initiator renews them; at one and a half times that the session ends. */
    public Duration rekeyAfter() {
        return values.rekeyAfter;
    }

    /** The largest datagram that is sent or read, in bytes of UDP payload. */
    public int datagramBytesMax() {
        return values.datagramBytesMax;
    }

    /**
     * Packets a second of {@link TransmissionMode#GHOST}: what we send of our own wish, and the most that a peer's wish makes us
     * send in its session. Each has 1200 bytes.
     */
    public int ghostRate() {
        return values.ghostRate;
    }

    /** What peers may make us send in GHOST in all, packets a second; a peer beyond it gets BALANCED. */
    public int ghostRateTotal() {
        return values.ghostRateTotal;
    }

    /** Collects limits; every setter checks its range. */
    public static final class Builder {
        private int sessionsMax = 65_536;
        private int halfOpenMax = 4096;
        private long sendQueueBytesMax = 16L << 20;
        private long reassemblyBytesMax = 256L << 20;
        private int helloPerSecond = 50;
        private int attestPerSecond = 20;
        private int handshakesPerNodeMinute = 6;
        private int handshakesPerSecond = 400;
        private Duration connectTimeout = Duration.ofSeconds(60);
        private Duration rekeyAfter = Duration.ofSeconds(120);
        private int datagramBytesMax = 8952;
        private int ghostRate = 16;
        private int ghostRateTotal = 4096;
        private final Map<Integer, ChannelConfig> channels = new HashMap<>();

        private Builder() {}

        private Builder copy() {
            Builder copy = new Builder();
            copy.sessionsMax = sessionsMax;
            copy.halfOpenMax = halfOpenMax;
            copy.sendQueueBytesMax = sendQueueBytesMax;
            copy.reassemblyBytesMax = reassemblyBytesMax;
            copy.helloPerSecond = helloPerSecond;
            copy.attestPerSecond = attestPerSecond;
            copy.handshakesPerNodeMinute = handshakesPerNodeMinute;
            copy.handshakesPerSecond = handshakesPerSecond;
            copy.connectTimeout = connectTimeout;
            copy.rekeyAfter = rekeyAfter;
            copy.datagramBytesMax = datagramBytesMax;
            copy.ghostRate = ghostRate;
            copy.ghostRateTotal = ghostRateTotal;
            return copy;
        }

        /** How a channel behaves, 0 to {@link Channels#MAX}. */
        public Builder channel(int channel, ChannelConfig config) {
            channels.put((int) Arguments.inRange(channel, 0, Channels.MAX, "channel"), config);
            return this;
        }

        /** See {@link HtpLimits#sessionsMax}. */
        public Builder sessionsMax(int value) {
            sessionsMax = (int) Arguments.inRange(value, 1, 1 << 20, "sessionsMax");
            return this;
        }

        /** See {@link HtpLimits#halfOpenMax}. */
        public Builder halfOpenMax(int value) {
            halfOpenMax = (int) Arguments.inRange(value, 1, 1 << 16, "halfOpenMax");
            return this;
        }

        /** See {@link HtpLimits#sendQueueBytesMax}. */
        public Builder sendQueueBytesMax(long value) {
            sendQueueBytesMax =
                    Arguments.inRange(value, ChannelConfig.MESSAGE_BYTES_MAX, 1L << 32, "sendQueueBytesMax");
            return this;
        }

        /** See {@link HtpLimits#reassemblyBytesMax}. */
        public Builder reassemblyBytesMax(long value) {
            reassemblyBytesMax = Arguments.inRange(value, 4L << 20, 1L << 36, "reassemblyBytesMax");
            return this;
        }

        /** See {@link HtpLimits#helloPerSecond}. */
        public Builder helloPerSecond(int value) {
            helloPerSecond = (int) Arguments.inRange(value, 1, 1_000_000, "helloPerSecond");
            return this;
        }

        /** See {@link HtpLimits#attestPerSecond}. */
        public Builder attestPerSecond(int value) {
            attestPerSecond = (int) Arguments.inRange(value, 1, 1_000_000, "attestPerSecond");
            return this;
        }

        /** See {@link HtpLimits#handshakesPerNodeMinute}. */
        public Builder handshakesPerNodeMinute(int value) {
            handshakesPerNodeMinute = (int) Arguments.inRange(value, 1, 1_000_000, "handshakesPerNodeMinute");
            return this;
        }

        /** See {@link HtpLimits#handshakesPerSecond}. */
        public Builder handshakesPerSecond(int value) {
            handshakesPerSecond = (int) Arguments.inRange(value, 1, 1_000_000, "handshakesPerSecond");
            return this;
        }

        /** See {@link HtpLimits#connectTimeout}; 1 s to 1 h. */
        public Builder connectTimeout(Duration value) {
            Arguments.inRange(value.toMillis(), 1000, 3_600_000, "connectTimeout in ms");
            connectTimeout = value;
            return this;
        }

        /** See {@link HtpLimits#rekeyAfter}; 1 s to 24 h. */
        public Builder rekeyAfter(Duration value) {
            Arguments.inRange(value.toMillis(), 1000, 86_400_000, "rekeyAfter in ms");
            rekeyAfter = value;
            return this;
        }

        /** See {@link HtpLimits#datagramBytesMax}; 1200 (no larger ones are looked for) to 8952. */
        public Builder datagramBytesMax(int value) {
            datagramBytesMax = (int) Arguments.inRange(value, 1200, 8952, "datagramBytesMax");
            return this;
        }

        /** See {@link HtpLimits#ghostRate}; 1 to 1000. */
        public Builder ghostRate(int value) {
            ghostRate = (int) Arguments.inRange(value, 1, 1000, "ghostRate");
            return this;
        }

        /** See {@link HtpLimits#ghostRateTotal}; 0 to 1,000,000. */
        public Builder ghostRateTotal(int value) {
            ghostRateTotal = (int) Arguments.inRange(value, 0, 1_000_000, "ghostRateTotal");
            return this;
        }

        /** The immutable limits. */
        public HtpLimits build() {
            return new HtpLimits(this);
        }
    }
}
