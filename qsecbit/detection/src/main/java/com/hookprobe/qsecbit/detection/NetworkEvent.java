package com.hookprobe.qsecbit.detection;

import com.hookprobe.qsecbit.metric.IpAddress;

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
 * @param authFailed true when the event itself says that a log-in was refused
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
        boolean authFailed,
        Alert alert,
        Flow flow,
        Dns dns,
        Http http,
        Ssh ssh,
        Tls tls,
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

        /** True when a rule is named. */
        public boolean isPresent() {
            return sid != 0 || !signature.isEmpty();
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

    /** An HTTP request with the status of its answer (0 when there was none). */
    public record Http(String host, String url, String method, int status, String userAgent, String referer) {
        /** No HTTP request. */
        public static final Http NONE = new Http("", "", "", 0, "", "");

        /** True when there is something of a request. */
        public boolean isPresent() {
            return !url.isEmpty() || !method.isEmpty() || !userAgent.isEmpty();
        }
    }

    /** The software that the two sides of an SSH session name. */
    public record Ssh(String clientSoftware, String serverSoftware) {
        /** No SSH session. */
        public static final Ssh NONE = new Ssh("", "");
    }

    /** A TLS handshake. */
    public record Tls(String sni, String version, String subject, String ja3) {
        /** No TLS handshake. */
        public static final Tls NONE = new Tls("", "", "", "");
    }

    /** A builder with everything absent. */
    public static NetworkEventBuilder builder() {
        return new NetworkEventBuilder();
    }
}
