package com.hookprobe.htp;

/**
 * How one channel behaves.
 *
 * @param ordered true: messages are delivered in the order they were sent; a message that waits for an earlier one
 *     occupies credit
 * @param messageBytesMax the largest message, sent or received, 1 to 1 MiB
 * @param urgent true: sent before the messages of channels that are not urgent
 */
public record ChannelConfig(boolean ordered, int messageBytesMax, boolean urgent) {
    /** The largest message that HTP carries, 1 MiB. */
    public static final int MESSAGE_BYTES_MAX = 1 << 20;

    public ChannelConfig {
        Arguments.inRange(messageBytesMax, 1, MESSAGE_BYTES_MAX, "messageBytesMax");
    }

    /** What HTP 4 says for a channel. */
    public static ChannelConfig standard(int channel) {
        return switch (channel) {
            case Channels.CONTROL -> new ChannelConfig(false, 8 * 1024, true);
            case Channels.TELEMETRY, Channels.FILES -> new ChannelConfig(true, MESSAGE_BYTES_MAX, false);
            case Channels.RELAY -> new ChannelConfig(false, 2048, false);
            case Channels.ALERTS, Channels.SWARM_ALERTS -> new ChannelConfig(false, MESSAGE_BYTES_MAX, true);
            default -> new ChannelConfig(false, MESSAGE_BYTES_MAX, false);
        };
    }
}
