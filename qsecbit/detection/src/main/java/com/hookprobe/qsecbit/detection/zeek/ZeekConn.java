package com.hookprobe.qsecbit.detection.zeek;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.NetworkEventBuilder;
import com.hookprobe.qsecbit.detection.Transport;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;

/**
 * Makes a flow of a record of {@code conn.log}.
 *
 * <p>Zeek tells no TCP flags. The letters of its history do: upper case is the originator, lower case the responder.
 * Where there is no history, the state of the connection tells the least that must have been seen.
 *
 * @see <a href="https://docs.zeek.org/en/master/logs/conn.html">conn.log: conn_state and history</a>
 */
final class ZeekConn {
    private static final int FIN = 0x01;
    private static final int SYN = 0x02;
    private static final int RST = 0x04;
    private static final int PSH = 0x08;
    private static final int ACK = 0x10;
    private static final int ICMP_MAX = 255;

    private ZeekConn() {}

    static void read(ZeekRecord record, NetworkEventBuilder event) {
        long start = record.micros(ZeekField.TS);
        Transport transport = Transport.of(record.text(ZeekField.PROTO));
        boolean tcp = transport == Transport.TCP;
        event.type(EventType.FLOW)
                .appProto(service(record.text(ZeekField.SERVICE)))
                .flow(new NetworkEvent.Flow(
                        record.count(ZeekField.ORIG_PACKETS),
                        record.count(ZeekField.RESP_PACKETS),
                        bytes(record, ZeekField.ORIG_IP_BYTES, ZeekField.ORIG_BYTES),
                        bytes(record, ZeekField.RESP_IP_BYTES, ZeekField.RESP_BYTES),
                        start,
                        start + record.intervalMicros(ZeekField.DURATION),
                        ZeekEvents.lower(record.text(ZeekField.CONN_STATE)),
                        tcp ? flags(record, true) : -1,
                        tcp ? flags(record, false) : -1,
                        IpAddress.NONE));
        if (transport == Transport.ICMP) {
            // Zeek puts type and code where the ports are.
            event.icmp(new NetworkEvent.Icmp(
                            Math.min(ICMP_MAX, record.port(ZeekField.ORIG_PORT)),
                            Math.min(ICMP_MAX, record.port(ZeekField.RESP_PORT))))
                    .from(record.address(ZeekField.ORIG_HOST), 0)
                    .to(record.address(ZeekField.RESP_HOST), 0);
        }
        MacAddress source = record.mac(ZeekField.ORIG_MAC);
        MacAddress destination = record.mac(ZeekField.RESP_MAC);
        int vlan = record.vlan(ZeekField.VLAN);
        if (source.isPresent() || destination.isPresent() || vlan >= 0) {
            event.link(new NetworkEvent.Link(source, destination, vlan, record.vlan(ZeekField.INNER_VLAN)));
        }
    }

    /** Headers included, as the other sensors count; the payload only when that is all that is told. */
    private static long bytes(ZeekRecord record, ZeekField withHeaders, ZeekField payload) {
        return record.count(record.has(withHeaders) ? withHeaders : payload);
    }

    /** The first protocol of those that Zeek found, in the words of EVE; what only carries others counts last. */
    static String service(String services) {
        String first = "";
        int at = 0;
        while (at < services.length()) {
            int end = services.indexOf(',', at);
            end = end < 0 ? services.length() : end;
            String name = ZeekEvents.lower(services.substring(at, end));
            at = end + 1;
            first = first.isEmpty() ? name : first;
            if (!name.equals("gssapi") && !name.equals("spnego") && !name.equals("ntlm")) {
                return switch (name) {
                    case "ssl" -> "tls";
                    case "krb", "krb_tcp" -> "krb5";
                    case "postgresql" -> "pgsql";
                    case "ldap_tcp", "ldap_udp" -> "ldap";
                    case "dce_rpc" -> "dcerpc";
                    default -> name;
                };
            }
        }
        return first;
    }

    private static int flags(ZeekRecord record, boolean originator) {
        String history = record.text(ZeekField.HISTORY);
        return history.isEmpty()
                ? ofState(record.text(ZeekField.CONN_STATE), originator)
                : ofHistory(history, originator);
    }

    private static int ofHistory(String history, boolean originator) {
        int flags = 0;
        for (int i = 0; i < history.length(); i++) {
            char letter = history.charAt(i);
            if (Character.isUpperCase(letter) != originator) {
                continue;
            }
            flags |= switch (Character.toLowerCase(letter)) {
                case 's' -> SYN;
                case 'h' -> SYN | ACK;
                case 'a', 'w' -> ACK;
                // Whoever sends data acknowledges with it.
                case 'd', 't' -> PSH | ACK;
                case 'f' -> FIN;
                case 'r' -> RST;
                case 'q' -> SYN | FIN;
                // Gaps, bad checksums and turned connections tell of no flag.
                default -> 0;
            };
        }
        return flags;
    }

    private static int ofState(String state, boolean originator) {
        int open = SYN | ACK;
        return switch (state) {
            case "S0" -> originator ? SYN : 0;
            case "S1" -> open;
            case "SF" -> open | FIN | PSH;
            case "REJ" -> originator ? SYN : RST | ACK;
            case "S2" -> originator ? open | FIN : open;
            case "S3" -> originator ? open : open | FIN;
            case "RSTO" -> originator ? open | RST : open;
            case "RSTR" -> originator ? open : open | RST;
            case "RSTOS0" -> originator ? SYN | RST : 0;
            case "RSTRH" -> originator ? 0 : open | RST;
            case "SH" -> originator ? SYN | FIN : 0;
            case "SHR" -> originator ? 0 : open | FIN;
            default -> -1;
        };
    }
}
