package com.hookprobe.qsecbit.detection.syslog;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.NetworkEventBuilder;
import com.hookprobe.qsecbit.detection.Transport;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the LOG targets of iptables and nftables write of a packet: a flow of one packet that nobody has answered.
 * Of a packet that the rule's prefix says to have let pass it is not known whether it was answered, so that one is no
 * flow.
 */
final class NetfilterLine {
    private static final int MAC_CHARS = 17;
    private static final int BYTE_MAX = 255;
    private static final int PORT_MAX = 65_535;

    private final LogEvents events;

    NetfilterLine(LogEvents events) {
        this.events = events;
    }

    static boolean isOne(String message) {
        int in = message.indexOf("IN=");
        return in >= 0 && message.indexOf(" SRC=", in) > 0 && message.indexOf(" DST=", in) > 0;
    }

    @Nullable NetworkEvent read(LogLine line) {
        String text = line.message();
        int at = text.indexOf("IN=");
        boolean passed = isPassed(text.substring(0, at));
        Packet packet = new Packet();
        while (at < text.length()) {
            int end = text.indexOf(' ', at);
            end = end < 0 ? text.length() : end;
            if (end > at && text.charAt(at) == '[') {
                // The packet that an ICMP error is about.
                break;
            }
            int equals = text.indexOf('=', at);
            if (equals > at && equals < end) {
                packet.value(text.substring(at, equals), text.substring(equals + 1, end));
            } else {
                packet.flag(text.substring(at, end));
            }
            at = end + 1;
        }
        return packet.finish(events.at(line.requireTime()), passed, line.timeMicros());
    }

    private static boolean isPassed(String prefix) {
        String lower = prefix.toLowerCase(Locale.ROOT);
        return lower.contains("allow") || lower.contains("accept") || lower.contains("audit");
    }

    /** The fields of one line. */
    private static final class Packet {
        private IpAddress source = IpAddress.NONE;
        private IpAddress destination = IpAddress.NONE;
        private Transport transport = Transport.OTHER;
        private int sourcePort;
        private int destinationPort;
        private int icmpType = -1;
        private int icmpCode;
        private int flags;
        private long bytes = -1;
        private NetworkEvent.Link link = NetworkEvent.Link.NONE;

        void value(String name, String value) {
            switch (name) {
                case "SRC" -> source = address(value);
                case "DST" -> destination = address(value);
                case "SPT" -> sourcePort = number(value, PORT_MAX);
                case "DPT" -> destinationPort = number(value, PORT_MAX);
                case "TYPE" -> icmpType = number(value, BYTE_MAX);
                case "CODE" -> icmpCode = number(value, BYTE_MAX);
                // Of UDP a second length follows, without the header.
                case "LEN" -> bytes = bytes < 0 ? number(value, PORT_MAX) : bytes;
                case "MAC" -> link = link(value);
                case "PROTO" ->
                    transport = switch (value) {
                        case "6" -> Transport.TCP;
                        case "17" -> Transport.UDP;
                        case "1", "58" -> Transport.ICMP;
                        default -> Transport.of(value);
                    };
                default -> {
                    // Interfaces, windows and the like.
                }
            }
        }

        void flag(String name) {
            flags |= switch (name) {
                case "FIN" -> 0x01;
                case "SYN" -> 0x02;
                case "RST" -> 0x04;
                case "PSH" -> 0x08;
                case "ACK" -> 0x10;
                case "URG" -> 0x20;
                default -> 0;
            };
        }

        NetworkEvent finish(NetworkEventBuilder event, boolean passed, long timeMicros) {
            boolean tcp = transport == Transport.TCP;
            event.from(source, sourcePort)
                    .to(destination, destinationPort)
                    .transport(transport)
                    .link(link);
            if (transport == Transport.ICMP && icmpType >= 0) {
                event.icmp(new NetworkEvent.Icmp(icmpType, icmpCode));
            }
            if (passed) {
                return event.build();
            }
            return event.type(EventType.FLOW)
                    .flow(new NetworkEvent.Flow(
                            1,
                            0,
                            Math.max(0, bytes),
                            0,
                            timeMicros,
                            timeMicros,
                            "new",
                            tcp ? flags : -1,
                            tcp ? 0 : -1,
                            IpAddress.NONE))
                    .build();
        }

        private static IpAddress address(String text) {
            return IpAddress.parse(text)
                    .orElseThrow(() -> new IllegalArgumentException("expected an address, found " + text));
        }

        private static int number(String text, int max) {
            int value = Integer.parseInt(text);
            if (value < 0 || value > max) {
                throw new IllegalArgumentException("expected 0.." + max + ", found " + value);
            }
            return value;
        }

        /** The bytes of an Ethernet header: destination, source, type. Other links write other things, or nothing. */
        private static NetworkEvent.Link link(String text) {
            if (text.length() < 2 * MAC_CHARS + 1) {
                return NetworkEvent.Link.NONE;
            }
            MacAddress to = MacAddress.parse(text.substring(0, MAC_CHARS)).orElse(MacAddress.NONE);
            MacAddress from = MacAddress.parse(text.substring(MAC_CHARS + 1, 2 * MAC_CHARS + 1))
                    .orElse(MacAddress.NONE);
            return new NetworkEvent.Link(from, to, -1, -1);
        }
    }
}
