package com.hookprobe.qsecbit.detection;

/**
 * What an attack is, with its technique in MITRE ATT&amp;CK (Enterprise, version 17) and the layer at which it is seen.
 * Where ATT&amp;CK has no technique for an attack on the network itself, the nearest one is named that its text covers.
 */
public enum AttackKind {
    /** Addresses of others claimed in ARP. */
    ARP_SPOOFING(19, "T1557.002", 2),
    /** A switch's table filled with invented addresses, so that it sends everything to everybody. */
    MAC_FLOODING(20, "T1040", 2),
    /** Frames with two tags, or of a VLAN that does not belong here. */
    VLAN_HOPPING(21, "T1599", 2),
    /** An access point with the name of ours. */
    EVIL_TWIN(22, "T1557.004", 2),
    /** A DHCP server that nobody has put there. */
    ROGUE_DHCP(23, "T1557.003", 2),
    /** Stations thrown out of a wireless network. */
    WIFI_DEAUTHENTICATION(24, "T1498.001", 2),
    /** Source addresses that cannot be there. */
    IP_SPOOFING(25, "T1498", 3),
    ICMP_FLOOD(26, "T1498.001", 3),
    /** Pings to a whole network in the name of the victim. */
    SMURF(27, "T1498.002", 3),
    /** Routes changed by ICMP redirects or router advertisements. */
    ROUTING(28, "T1557", 3),
    /** Overlapping, tiny or never ending fragments. */
    FRAGMENTATION(29, "T1499.004", 3),
    /** Data in pings. */
    ICMP_TUNNEL(30, "T1095", 3),
    SYN_FLOOD(31, "T1499.001", 4),
    UDP_FLOOD(32, "T1498.001", 4),
    /** Connections of others ended by forged resets. */
    TCP_RESET(33, "T1565.002", 4),
    /** Segments of somebody else in a connection. */
    SESSION_HIJACK(34, "T1557", 4),
    /** Many ports of one host, or many ports of many hosts. */
    PORT_SCAN(1, "T1046", 4),
    /** One port of many hosts. */
    HOST_SWEEP(2, "T1595.001", 4),
    /** A few knocks at doors that nobody opened. */
    PROBE(3, "T1595", 4),
    /** Pages that should be encrypted are not any more. */
    SSL_STRIP(35, "T1557", 5),
    /** An old version of TLS, or an export or null cipher. */
    TLS_DOWNGRADE(36, "T1562.010", 5),
    /** A certificate that does not hold, at a name that had one that did. */
    CERTIFICATE_FORGED(37, "T1557", 5),
    BRUTE_FORCE(4, "T1110", 7),
    /** A log-in that worked after many that did not. */
    AUTH_BYPASS(38, "T1110.001", 5),
    SQL_INJECTION(5, "T1190", 7),
    XSS(6, "T1059.007", 7),
    PATH_TRAVERSAL(7, "T1083", 7),
    COMMAND_INJECTION(8, "T1059", 7),
    /** A request that only an exploit of a known hole sends. */
    WEB_EXPLOIT(9, "T1190", 7),
    /** Guessing at files and folders, or a scanner that names itself. */
    WEB_SCAN(10, "T1595.003", 7),
    HTTP_FLOOD(11, "T1499.002", 7),
    DNS_TUNNEL(12, "T1071.004", 7),
    /** Names that a program has made up, most of which do not exist. */
    DGA(39, "T1568.002", 7),
    /** A host that calls the same address again and again, on time. */
    BEACONING(40, "T1071", 7),
    /** Much more sent out than ever before. */
    EXFILTRATION(41, "T1048", 7),
    /** Traffic of a known malicious program or its controller, as a sensor's rule says. */
    MALWARE(13, "T1071", 7),
    /** An exploit, as a sensor's rule says. */
    EXPLOIT(14, "T1190", 7),
    /** An address with a bad name, as a sensor's rule says. */
    BAD_REPUTATION(15, "T1595", 3),
    FLOOD(16, "T1498", 4),
    /** Not an attack by itself: a policy, a protocol oddity. */
    POLICY(17, "", 7),
    /** Any other alert of a sensor. */
    IDS_ALERT(18, "", 7);

    private final int code;
    private final String mitreId;
    private final int layer;

    AttackKind(int code, String mitreId, int layer) {
        this.code = code;
        this.mitreId = mitreId;
        this.layer = layer;
    }

    /** The number of the kind in what nodes tell each other, 1 to 255; it never changes. */
    public int code() {
        return code;
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
