package com.hookprobe.qsecbit.detection;

import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;

/**
 * One event of a network sensor in a common form. A part that an event does not have is the {@code NONE} of its type,
 * an address that it does not have is {@link IpAddress#NONE}, a text is empty, a number is 0 unless said otherwise.
 *
 * @param timeMicros when it happened, microseconds since the epoch; for a flow record this is the start of the flow,
 *     because sensors write flows late and sometimes all with one log time
 * @param loggedMicros the time stamp that the sensor wrote
 * @param type what kind of event
 * @param flowId the sensor's id of the flow, 0 when unknown
 * @param srcIp the source of the event, as the sensor puts it
 * @param srcPort 0 to 65535
 * @param dstIp the destination
 * @param dstPort 0 to 65535
 * @param transport the transport protocol
 * @param appProto the application protocol that the sensor recognised, lower case
 * @param direction the way of the packet
 * @param sensor the name of the sensor
 */
public record NetworkEvent(
        long timeMicros,
        long loggedMicros,
        EventType type,
        long flowId,
        IpAddress srcIp,
        int srcPort,
        IpAddress dstIp,
        int dstPort,
        Transport transport,
        String appProto,
        PacketDirection direction,
        Alert alert,
        Flow flow,
        Dns dns,
        Http http,
        Content content,
        Ssh ssh,
        Tls tls,
        Login login,
        Link link,
        Icmp icmp,
        Arp arp,
        Dhcp dhcp,
        Wifi wifi,
        Anomaly anomaly,
        String sensor) {

    /**
     * An alert of the sensor's rules.
     *
     * @param severity 1 is the worst, 255 the least
     * @param sourceIp the attacker as the rule names it
     * @param targetIp the target as the rule names it
     * @param ruleSeverity the rule's own word, for example "Major"
     * @param ruleConfidence the rule's own word, "High", "Medium" or "Low"
     */
    public record Alert(
            long sid,
            String signature,
            String category,
            int severity,
            IpAddress sourceIp,
            IpAddress targetIp,
            String ruleSeverity,
            String ruleConfidence) {
        /** No alert. */
        public static final Alert NONE = new Alert(0, "", "", 0, IpAddress.NONE, IpAddress.NONE, "", "");

        /** The lowest number that is made of a name: above the 32 bits of Suricata's and Snort's. */
        public static final long NAMED_SID_MIN = 1L << 40;

        /** True when a rule is named. */
        public boolean isPresent() {
            return sid != 0 || !signature.isEmpty();
        }

        /**
         * The rule's name, which is the same for all of its alerts: of a Zeek notice without the message, which tells of the one
         * case and names addresses. The number when there is no name.
         */
        public String ruleName() {
            int message = sid < NAMED_SID_MIN ? -1 : signature.indexOf(": ");
            String name = message < 0 ? signature : signature.substring(0, message);
            return name.isEmpty() ? Long.toString(sid) : name;
        }
    }

    /**
     * The flow of an event.
     *
     * @param state the sensor's word for the state, lower case, empty when unknown
     * @param flagsToServer the TCP flags seen to the server, or -1 when the sensor does not tell
     * @param flagsToClient the TCP flags seen to the client, or -1
     * @param initiatorIp who opened the flow when an embedded flow says so
     */
    public record Flow(
            long packetsToServer,
            long packetsToClient,
            long bytesToServer,
            long bytesToClient,
            long startMicros,
            long endMicros,
            String state,
            int flagsToServer,
            int flagsToClient,
            IpAddress initiatorIp) {
        /** No flow. */
        public static final Flow NONE = new Flow(0, 0, 0, 0, 0, 0, "", -1, -1, IpAddress.NONE);

        /** True when the sensor counted at least one packet. */
        public boolean isPresent() {
            return packetsToServer > 0 || packetsToClient > 0;
        }

        /** How long the flow lasted, 0 when it did not end. */
        public long durationMicros() {
            return Math.max(0, endMicros - startMicros);
        }
    }

    /**
     * A DNS message; of several questions the first.
     *
     * @param query true for a question, false for an answer
     * @param name the name asked for, lower case, without the dot at the end
     * @param recordType for example A or TXT
     * @param responseCode for example NXDOMAIN, empty in a question
     */
    public record Dns(boolean query, String name, String recordType, String responseCode) {
        /** No DNS message. */
        public static final Dns NONE = new Dns(false, "", "", "");
    }

    /**
     * An HTTP request.
     *
     * @param status of the answer, 0 when there was none
     * @param body the beginning of the request's body, empty when the sensor does not tell
     */
    public record Http(
            String host, String url, String method, int status, String userAgent, String referer, String body) {
        /** No HTTP request. */
        public static final Http NONE = new Http("", "", "", 0, "", "", "");

        /** True when there is something of a request. */
        public boolean isPresent() {
            return !url.isEmpty() || !method.isEmpty() || !userAgent.isEmpty();
        }
    }

    /**
     * What an answer carries, as media types in lower case.
     *
     * @param declared what the server says, empty when unknown
     * @param actual what its first bytes are, empty when unknown; an executable is {@code application/x-dosexec} or
     *     {@code application/x-executable}
     */
    public record Content(String declared, String actual) {
        /** No content. */
        public static final Content NONE = new Content("", "");

        /** True for a program of an operating system. */
        public boolean isExecutable() {
            return actual.equals("application/x-dosexec") || actual.equals("application/x-executable");
        }
    }

    /** The software that the two sides of an SSH session name. */
    public record Ssh(String clientSoftware, String serverSoftware) {
        /** No SSH session. */
        public static final Ssh NONE = new Ssh("", "");
    }

    /**
     * A TLS handshake.
     *
     * @param sni the name that the client asked for
     * @param version as the sensor writes it, for example "TLS 1.2" or "TLSv12"
     * @param subject of the server's certificate
     * @param issuer of the server's certificate
     * @param notBeforeMicros from when the certificate holds, 0 when unknown
     * @param notAfterMicros until when, 0 when unknown
     * @param validation the sensor's verdict on the certificate ("ok", "self signed certificate"), empty when it has none
     * @param ja3 hash of what the client offers
     */
    public record Tls(
            String sni,
            String version,
            String subject,
            String issuer,
            long notBeforeMicros,
            long notAfterMicros,
            String validation,
            String ja3) {
        /** No TLS handshake. */
        public static final Tls NONE = new Tls("", "", "", "", 0, 0, "", "");

        /** True when there is something of a handshake. */
        public boolean isPresent() {
            return !version.isEmpty() || !sni.isEmpty() || !subject.isEmpty();
        }
    }

    /**
     * A log-in that was tried.
     *
     * @param service for example "ssh", empty when the event's protocol says it
     * @param user who, empty when unknown; it may be a password that was typed into the wrong field
     */
    public record Login(Outcome outcome, String service, String user) {
        /** No log-in. */
        public static final Login NONE = new Login(Outcome.NONE, "", "");
        /** A log-in that was refused; of whom and where the event says. */
        public static final Login REFUSED = new Login(Outcome.REFUSED, "", "");

        /** What came of it. */
        public enum Outcome {
            NONE,
            REFUSED,
            ACCEPTED
        }

        /** True when the event says that a log-in was refused. */
        public boolean refused() {
            return outcome == Outcome.REFUSED;
        }
    }

    /**
     * The frame.
     *
     * @param vlan the outer VLAN id, 0 to 4095, or -1 without a tag
     * @param innerVlan the second VLAN id, or -1
     */
    public record Link(MacAddress source, MacAddress destination, int vlan, int innerVlan) {
        /** No frame. */
        public static final Link NONE = new Link(MacAddress.NONE, MacAddress.NONE, -1, -1);
    }

    /** An ICMP message's type and code, each 0 to 255, or -1. */
    public record Icmp(int type, int code) {
        /** No ICMP message. */
        public static final Icmp NONE = new Icmp(-1, -1);
    }

    /** An ARP message; operation 1 asks and 2 answers. */
    public record Arp(
            int operation, MacAddress senderMac, IpAddress senderIp, MacAddress targetMac, IpAddress targetIp) {
        /** No ARP message. */
        public static final Arp NONE = new Arp(0, MacAddress.NONE, IpAddress.NONE, MacAddress.NONE, IpAddress.NONE);
    }

    /**
     * A DHCP message.
     *
     * @param messageType lower case: discover, offer, request, decline, ack, nak, release, inform
     * @param client the client's hardware address
     * @param assigned the address that the server gives
     * @param server the server's identifier
     * @param router the first router that is given
     * @param dnsServer the first name server that is given
     */
    public record Dhcp(
            String messageType,
            MacAddress client,
            IpAddress assigned,
            IpAddress server,
            IpAddress router,
            IpAddress dnsServer) {
        /** No DHCP message. */
        public static final Dhcp NONE =
                new Dhcp("", MacAddress.NONE, IpAddress.NONE, IpAddress.NONE, IpAddress.NONE, IpAddress.NONE);

        /** True for what only servers send. */
        public boolean fromServer() {
            return messageType.equals("offer") || messageType.equals("ack") || messageType.equals("nak");
        }
    }

    /**
     * An 802.11 management frame.
     *
     * @param frame lower case: beacon, probe-response, deauthentication, disassociation
     * @param ssid the network's name, empty when hidden
     * @param bssid the access point
     * @param channel 1 to 233, 0 when unknown
     * @param security lower case: open, wep, wpa, wpa2, wpa3; empty when unknown
     */
    public record Wifi(String frame, String ssid, MacAddress bssid, int channel, String security) {
        /** No 802.11 frame. */
        public static final Wifi NONE = new Wifi("", "", MacAddress.NONE, 0, "");
    }

    /**
     * Something that does not follow its protocol.
     *
     * @param layer the sensor's word: decode, stream, applayer, weird
     * @param name which one, lower case, for example "ipv4.frag_overlap"
     */
    public record Anomaly(String layer, String name) {
        /** No anomaly. */
        public static final Anomaly NONE = new Anomaly("", "");
    }

    /** A builder with everything absent. */
    public static NetworkEventBuilder builder() {
        return new NetworkEventBuilder();
    }
}
