package com.hookprobe.qsecbit.detection;

import com.hookprobe.qsecbit.metric.IpAddress;

/** Gathers the parts of a {@link NetworkEvent}; each method returns this. Not thread-safe. */
public final class NetworkEventBuilder {
    private static final int PORT_MAX = 65_535;

    private long loggedMicros;
    private EventType type = EventType.OTHER;
    private long flowId;
    private IpAddress srcIp = IpAddress.NONE;
    private int srcPort;
    private IpAddress dstIp = IpAddress.NONE;
    private int dstPort;
    private Transport transport = Transport.OTHER;
    private String appProto = "";
    private PacketDirection direction = PacketDirection.UNKNOWN;
    private NetworkEvent.Alert alert = NetworkEvent.Alert.NONE;
    private NetworkEvent.Flow flow = NetworkEvent.Flow.NONE;
    private NetworkEvent.Dns dns = NetworkEvent.Dns.NONE;
    private NetworkEvent.Http http = NetworkEvent.Http.NONE;
    private NetworkEvent.Content content = NetworkEvent.Content.NONE;
    private NetworkEvent.Ssh ssh = NetworkEvent.Ssh.NONE;
    private NetworkEvent.Tls tls = NetworkEvent.Tls.NONE;
    private NetworkEvent.Login login = NetworkEvent.Login.NONE;
    private NetworkEvent.Link link = NetworkEvent.Link.NONE;
    private NetworkEvent.Icmp icmp = NetworkEvent.Icmp.NONE;
    private NetworkEvent.Arp arp = NetworkEvent.Arp.NONE;
    private NetworkEvent.Dhcp dhcp = NetworkEvent.Dhcp.NONE;
    private NetworkEvent.Wifi wifi = NetworkEvent.Wifi.NONE;
    private NetworkEvent.Anomaly anomaly = NetworkEvent.Anomaly.NONE;
    private String sensor = "";

    NetworkEventBuilder() {}

    /** The time stamp that the sensor wrote. */
    public NetworkEventBuilder loggedMicros(long micros) {
        loggedMicros = micros;
        return this;
    }

    /** What kind of event. */
    public NetworkEventBuilder type(EventType value) {
        type = value;
        return this;
    }

    /** The sensor's id of the flow. */
    public NetworkEventBuilder flowId(long value) {
        flowId = value;
        return this;
    }

    /** Source address and port. */
    public NetworkEventBuilder from(IpAddress ip, int port) {
        srcIp = ip;
        srcPort = port(port);
        return this;
    }

    /** Destination address and port. */
    public NetworkEventBuilder to(IpAddress ip, int port) {
        dstIp = ip;
        dstPort = port(port);
        return this;
    }

    /** The transport protocol. */
    public NetworkEventBuilder transport(Transport value) {
        transport = value;
        return this;
    }

    /** The application protocol, lower case. */
    public NetworkEventBuilder appProto(String value) {
        appProto = value;
        return this;
    }

    /** The way of the packet. */
    public NetworkEventBuilder direction(PacketDirection value) {
        direction = value;
        return this;
    }

    /** The alert. */
    public NetworkEventBuilder alert(NetworkEvent.Alert value) {
        alert = value;
        return this;
    }

    /** The flow. */
    public NetworkEventBuilder flow(NetworkEvent.Flow value) {
        flow = value;
        return this;
    }

    /** The DNS message. */
    public NetworkEventBuilder dns(NetworkEvent.Dns value) {
        dns = value;
        return this;
    }

    /** The HTTP request. */
    public NetworkEventBuilder http(NetworkEvent.Http value) {
        http = value;
        return this;
    }

    /** What an answer carries. */
    public NetworkEventBuilder content(NetworkEvent.Content value) {
        content = value;
        return this;
    }

    /** The SSH session. */
    public NetworkEventBuilder ssh(NetworkEvent.Ssh value) {
        ssh = value;
        return this;
    }

    /** The TLS handshake. */
    public NetworkEventBuilder tls(NetworkEvent.Tls value) {
        tls = value;
        return this;
    }

    /** The log-in. */
    public NetworkEventBuilder login(NetworkEvent.Login value) {
        login = value;
        return this;
    }

    /** The frame. */
    public NetworkEventBuilder link(NetworkEvent.Link value) {
        link = value;
        return this;
    }

    /** The ICMP message. */
    public NetworkEventBuilder icmp(NetworkEvent.Icmp value) {
        icmp = value;
        return this;
    }

    /** The ARP message. */
    public NetworkEventBuilder arp(NetworkEvent.Arp value) {
        arp = value;
        return this;
    }

    /** The DHCP message. */
    public NetworkEventBuilder dhcp(NetworkEvent.Dhcp value) {
        dhcp = value;
        return this;
    }

    /** The 802.11 frame. */
    public NetworkEventBuilder wifi(NetworkEvent.Wifi value) {
        wifi = value;
        return this;
    }

    /** The anomaly. */
    public NetworkEventBuilder anomaly(NetworkEvent.Anomaly value) {
        anomaly = value;
        return this;
    }

    /** The name of the sensor. */
    public NetworkEventBuilder sensor(String value) {
        sensor = value;
        return this;
    }

    /** The event. A flow record happens when its flow starts, anything else when it was logged. */
    public NetworkEvent build() {
        boolean startKnown = type == EventType.FLOW && flow.startMicros() > 0;
        return new NetworkEvent(
                startKnown ? flow.startMicros() : loggedMicros,
                loggedMicros,
                type,
                flowId,
                srcIp,
                srcPort,
                dstIp,
                dstPort,
                transport,
                appProto,
                direction,
                alert,
                flow,
                dns,
                http,
                content,
                ssh,
                tls,
                login,
                link,
                icmp,
                arp,
                dhcp,
                wifi,
                anomaly,
                sensor);
    }

    private static int port(int port) {
        if (port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException("a port lies in 0.." + PORT_MAX + ", got " + port);
        }
        return port;
    }
}
