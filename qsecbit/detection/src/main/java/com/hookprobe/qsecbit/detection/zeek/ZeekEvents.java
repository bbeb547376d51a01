package com.hookprobe.qsecbit.detection.zeek;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.NetworkEventBuilder;
import com.hookprobe.qsecbit.detection.Transport;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import java.util.Locale;
import java.util.function.Consumer;

/** Makes events of records, by the log that they are of. */
final class ZeekEvents {
    private static final int STATUS_MAX = 999;
    private static final int DHCP_SERVER_PORT = 67;
    private static final int DHCP_CLIENT_PORT = 68;

    private final String sensor;

    ZeekEvents(String sensor) {
        this.sensor = sensor;
    }

    /**
     * Delivers the events of a record: mostly one; two for a DNS exchange, which is one record.
     *
     * @throws IllegalArgumentException when a value is of the wrong kind; nothing was delivered then
     */
    void deliver(String path, ZeekRecord record, Consumer<NetworkEvent> out) {
        NetworkEventBuilder event = common(record);
        switch (path) {
            case "conn" -> ZeekConn.read(record, event);
            case "dns" -> {
                dns(record, out);
                return;
            }
            case "http" -> http(record, event);
            case "ssl" ->
                event.type(EventType.TLS)
                        .appProto("tls")
                        .transport(Transport.TCP)
                        .tls(tls(record));
            // A certificate comes without the addresses of its connection, so it is nobody's handshake.
            case "x509" -> event.appProto("tls").tls(tls(record));
            case "ssh" -> {
                event.type(EventType.SSH).appProto("ssh").transport(Transport.TCP);
                event.ssh(new NetworkEvent.Ssh(record.text(ZeekField.CLIENT), record.text(ZeekField.SERVER)));
                event.login(ZeekLogins.of(path, record));
            }
            case "dhcp" -> dhcp(record, event);
            case "arp" -> arp(record, event);
            case "notice" -> ZeekNotice.read(record, event);
            case "weird" ->
                event.type(EventType.ANOMALY)
                        .anomaly(new NetworkEvent.Anomaly("weird", lower(record.text(ZeekField.NAME))));
            case "software" -> event.from(record.address(ZeekField.HTTP_HOST), 0);
            case "files" -> files(record, event);
            default -> other(path, record, event);
        }
        out.accept(event.build());
    }

    private NetworkEventBuilder common(ZeekRecord record) {
        return NetworkEvent.builder()
                .sensor(sensor)
                .loggedMicros(record.micros(ZeekField.TS))
                .flowId(flowId(record.text(ZeekField.UID)))
                .transport(Transport.of(record.text(ZeekField.PROTO)))
                .from(record.address(ZeekField.ORIG_HOST), record.port(ZeekField.ORIG_PORT))
                .to(record.address(ZeekField.RESP_HOST), record.port(ZeekField.RESP_PORT));
    }

    /** FNV-1a of the id of the connection; 0 when there is none. */
    static long flowId(String uid) {
        if (uid.isEmpty()) {
            return 0;
        }
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < uid.length(); i++) {
            hash = (hash ^ uid.charAt(i)) * 0x100000001b3L;
        }
        return hash == 0 ? 1 : hash;
    }

    private void dns(ZeekRecord record, Consumer<NetworkEvent> out) {
        String lower = lower(record.text(ZeekField.QUERY));
        String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        String type = record.has(ZeekField.QUERY_TYPE)
                ? record.text(ZeekField.QUERY_TYPE)
                : record.text(ZeekField.QUERY_TYPE_NUMBER);
        String code = record.text(ZeekField.RESPONSE_CODE);
        boolean answered = !code.isEmpty();
        // Names of the local network are no names of the DNS, though Zeek reads them with the same analyser.
        String protocol = switch (record.port(ZeekField.RESP_PORT)) {
            case 137 -> "nbns";
            case 5353 -> "mdns";
            case 5355 -> "llmnr";
            default -> "dns";
        };
        EventType eventType = protocol.equals("dns") ? EventType.DNS : EventType.OTHER;
        NetworkEvent question = common(record)
                .type(eventType)
                .appProto(protocol)
                .dns(new NetworkEvent.Dns(true, name, type, ""))
                .build();
        NetworkEvent answer = common(record)
                .type(eventType)
                .appProto(protocol)
                .loggedMicros(record.micros(ZeekField.TS) + record.intervalMicros(ZeekField.RTT))
                .from(question.dstIp(), question.dstPort())
                .to(question.srcIp(), question.srcPort())
                .dns(new NetworkEvent.Dns(false, name, type, code))
                .build();
        if (!name.isEmpty() || !answered) {
            out.accept(question);
        }
        if (answered) {
            out.accept(answer);
        }
    }

    private static void http(ZeekRecord record, NetworkEventBuilder event) {
        event.type(EventType.HTTP)
                .appProto("http")
                .transport(Transport.TCP)
                .http(new NetworkEvent.Http(
                        record.text(ZeekField.HTTP_HOST),
                        record.text(ZeekField.URI),
                        record.text(ZeekField.METHOD),
                        (int) Math.min(STATUS_MAX, record.count(ZeekField.STATUS_CODE)),
                        record.text(ZeekField.USER_AGENT),
                        record.text(ZeekField.REFERRER),
                        record.text(ZeekField.POST_BODY)));
        String actual = record.text(ZeekField.RESP_MIME_TYPES);
        if (!actual.isEmpty()) {
            event.content(new NetworkEvent.Content("", actual.toLowerCase(Locale.ROOT)));
        }
    }

    private static NetworkEvent.Tls tls(ZeekRecord record) {
        return new NetworkEvent.Tls(
                record.text(ZeekField.SERVER_NAME),
                record.text(ZeekField.VERSION),
                record.text(ZeekField.SUBJECT),
                record.text(ZeekField.ISSUER),
                record.microsOrZero(ZeekField.NOT_BEFORE),
                record.microsOrZero(ZeekField.NOT_AFTER),
                record.text(ZeekField.VALIDATION),
                record.text(ZeekField.JA3));
    }

    /** One record holds a whole exchange; the last message says what came of it. */
    private static void dhcp(ZeekRecord record, NetworkEventBuilder event) {
        IpAddress client = record.address(ZeekField.CLIENT_ADDRESS);
        IpAddress server = record.address(ZeekField.SERVER_ADDRESS);
        NetworkEvent.Dhcp dhcp = new NetworkEvent.Dhcp(
                lower(record.text(ZeekField.MESSAGE_TYPES)),
                record.mac(ZeekField.MAC),
                record.address(ZeekField.ASSIGNED_ADDRESS),
                server,
                IpAddress.NONE,
                IpAddress.NONE);
        event.type(EventType.DHCP).appProto("dhcp").transport(Transport.UDP).dhcp(dhcp);
        if (dhcp.fromServer()) {
            event.from(server, DHCP_SERVER_PORT).to(client, DHCP_CLIENT_PORT);
        } else {
            event.from(client, DHCP_CLIENT_PORT).to(server, DHCP_SERVER_PORT);
        }
    }

    /** Zeek has no such log of its own; the names are those of the common scripts that write one. */
    private static void arp(ZeekRecord record, NetworkEventBuilder event) {
        int operation = switch (lower(record.text(ZeekField.OPERATION))) {
            case "request", "1" -> 1;
            case "reply", "2" -> 2;
            default -> 0;
        };
        MacAddress frameSource = record.mac(ZeekField.FRAME_SOURCE);
        MacAddress frameDestination = record.mac(ZeekField.FRAME_DESTINATION);
        IpAddress sender = record.address(ZeekField.SENDER_IP);
        IpAddress target = record.address(ZeekField.TARGET_IP);
        event.type(EventType.ARP)
                .from(sender, 0)
                .to(target, 0)
                .arp(new NetworkEvent.Arp(
                        operation, record.mac(ZeekField.SENDER_MAC), sender, record.mac(ZeekField.TARGET_MAC), target));
        if (frameSource.isPresent() || frameDestination.isPresent()) {
            event.link(new NetworkEvent.Link(frameSource, frameDestination, -1, -1));
        }
    }

    /** Before version 6 a file's record names its hosts and no connection. */
    private static void files(ZeekRecord record, NetworkEventBuilder event) {
        if (!record.has(ZeekField.ORIG_HOST)) {
            event.from(record.address(ZeekField.SENDING_HOSTS), 0).to(record.address(ZeekField.RECEIVING_HOSTS), 0);
        }
    }

    private static void other(String path, ZeekRecord record, NetworkEventBuilder event) {
        String protocol = protocol(path);
        NetworkEvent.Login login = ZeekLogins.of(path, record);
        if (!login.equals(NetworkEvent.Login.NONE)) {
            event.type(EventType.LOGIN).login(login);
        }
        event.appProto(protocol);
        if (!record.has(ZeekField.PROTO) && !protocol.isEmpty() && !protocol.equals("krb5")) {
            event.transport(Transport.TCP);
        }
    }

    /** The application protocol of a log, in the words of EVE; empty when it is of none that has log-ins. */
    private static String protocol(String path) {
        return switch (path) {
            case "smb_files", "smb_mapping", "smb_cmd" -> "smb";
            case "kerberos" -> "krb5";
            case "postgresql" -> "pgsql";
            case "ftp", "smtp", "rdp", "rfb", "mysql", "ntlm", "ldap" -> path;
            default -> "";
        };
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
