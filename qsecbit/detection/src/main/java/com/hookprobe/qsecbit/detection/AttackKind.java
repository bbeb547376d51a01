package com.hookprobe.qsecbit.detection;

/** What an attack is, with its technique in MITRE ATT&amp;CK and the layer at which it is seen. */
public enum AttackKind {
    /** Many ports of one host, or many ports of many hosts. */
    PORT_SCAN("T1046", 4),
    /** One port of many hosts. */
    HOST_SWEEP("T1595.001", 4),
    /** A few knocks at doors that nobody opened. */
    PROBE("T1595", 4),
    BRUTE_FORCE("T1110", 7),
    SQL_INJECTION("T1190", 7),
    XSS("T1059.007", 7),
    PATH_TRAVERSAL("T1083", 7),
    COMMAND_INJECTION("T1059", 7),
    /** A request that only an exploit of a known hole sends. */
    WEB_EXPLOIT("T1190", 7),
    /** Guessing at files and folders, or a scanner that names itself. */
    WEB_SCAN("T1595.003", 7),
    HTTP_FLOOD("T1499.002", 7),
    DNS_TUNNEL("T1071.004", 7),
    /** Traffic of a known malicious program or its controller, as a sensor's rule says. */
    MALWARE("T1071", 7),
    /** An exploit, as a sensor's rule says. */
    EXPLOIT("T1190", 7),
    /** An address with a bad name, as a sensor's rule says. */
    BAD_REPUTATION("T1595", 3),
    FLOOD("T1498", 4),
    /** Not an attack by itself: a policy, a protocol oddity. */
    POLICY("", 7),
    /** Any other alert of a sensor. */
    IDS_ALERT("", 7);

    private final String mitreId;
    private final int layer;

    AttackKind(String mitreId, int layer) {
        this.mitreId = mitreId;
        this.layer = layer;
    }

    /** For example "T1110" or "T1595.003"; empty when there is none. */
    public String mitreId() {
        return mitreId;
    }

    /** The digits of the technique without the sub-technique, for example 1110; 0 when there is none. */
    public int mitreNumber() {
        return mitreId.isEmpty() ? 0 : Integer.parseInt(mitreId.substring(1, 5));
    }

    /** The OSI layer, 2 to 7. */
    public int layer() {
        return layer;
    }
}
