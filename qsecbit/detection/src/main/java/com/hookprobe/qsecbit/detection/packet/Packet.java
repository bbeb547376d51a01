package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;

/**
 * A frame as it was understood: a view that is filled again for each frame, so a detector must not keep it. What a frame
 * does not have is -1 for numbers that may be 0, and 0 otherwise. Addresses are two longs, IPv4 in its mapped form as in
 * {@link IpAddress}. Not thread-safe.
 */
public final class Packet {
    public static final int TCP_FIN = 0x01;
    public static final int TCP_SYN = 0x02;
    public static final int TCP_RST = 0x04;
    public static final int TCP_PSH = 0x08;
    public static final int TCP_ACK = 0x10;

    /** The IP header contradicts itself or the frame. */
    public static final int BAD_IP_HEADER = 0x01;
    /** The checksum of the IPv4 header is wrong; one of 0 is left to the hardware and is none. */
    public static final int BAD_IP_CHECKSUM = 0x02;
    /** The header above IP contradicts itself or the packet. */
    public static final int BAD_TRANSPORT = 0x04;
    /** Not all of a header was captured. */
    public static final int TRUNCATED = 0x08;
    /** More tags or extension headers than are followed. */
    public static final int TOO_DEEP = 0x10;

    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;
    static final int ICMP6 = 58;

    byte[] data = new byte[0];
    int offset;
    int end;
    int wireLength;
    int linkType;
    long timeMicros;
    int problems;

    long srcMac;
    long dstMac;
    int vlan;
    int innerVlan;
    int etherType;
    /** True when the capture says that this host has sent the frame, as Linux cooked captures do. */
    boolean outgoing;

    int ipVersion;
    long srcHigh;
    long srcLow;
    long dstHigh;
    long dstLow;
    int ttl;
    int ipProtocol;
    int ipId;
    int fragmentOffset;
    boolean moreFragments;
    boolean ipOptions;
    int ipPayloadLength;
    int ipPayloadAt;

    int srcPort;
    int dstPort;
    int tcpFlags;
    int tcpSeq;
    int tcpAck;
    int tcpWindow;
    int icmpType;
    int icmpCode;
    int payloadAt;
    int payloadLength;
    int payloadWireLength;

    int arpOperation;
    int arpAt;
    int wifiSubtype;
    int wifiBodyAt;
    long wifiBssid;
    int wifiChannel;

    int flow;
    boolean flowNew;
    boolean fromInitiator;
    /** True when this packet completes a handshake. */
    boolean completes;
    /** True when the other side of the flow has sent something before. */
    boolean answered;
    /** True when the flow was established before this packet. */
    boolean established;
    /** False when a segment does not lie where the flow is. */
    boolean fitsSequence;
    /** What is unusual in the flow: {@link TcpTracker#CONFLICT}, {@link TcpTracker#TTL_ODD}, {@link TcpTracker#AFTER_RESET}, {@link TcpTracker#DESYNC}. */
    int oddities;
    /** How far a segment lies ahead of what its side has sent so far. */
    int ahead;
    /** True when the outer tag is one that providers set (802.1ad). */
    boolean providerTag;

    void begin(byte[] bytes, int from, int length, int wire, int link, long micros) {
        data = bytes;
        offset = from;
        end = from + length;
        wireLength = wire;
        linkType = link;
        timeMicros = micros;
        problems = 0;
        srcMac = -1;
        dstMac = -1;
        vlan = -1;
        innerVlan = -1;
        etherType = 0;
        outgoing = false;
        ipVersion = 0;
        srcHigh = 0;
        srcLow = 0;
        dstHigh = 0;
        dstLow = 0;
        ttl = 0;
        ipProtocol = -1;
        ipId = 0;
        fragmentOffset = 0;
        moreFragments = false;
        ipOptions = false;
        ipPayloadLength = 0;
        ipPayloadAt = end;
        srcPort = 0;
        dstPort = 0;
        tcpFlags = -1;
        tcpSeq = 0;
        tcpAck = 0;
        tcpWindow = 0;
        icmpType = -1;
        icmpCode = -1;
        payloadAt = end;
        payloadLength = 0;
        payloadWireLength = 0;
        arpOperation = 0;
        arpAt = -1;
        wifiSubtype = -1;
        wifiBodyAt = -1;
        wifiBssid = -1;
        wifiChannel = 0;
        flow = -1;
        flowNew = false;
        fromInitiator = true;
        completes = false;
        answered = false;
        established = false;
        fitsSequence = true;
        oddities = 0;
        ahead = 0;
        providerTag = false;
    }

    /** When it was captured, microseconds since the epoch. */
    public long timeMicros() {
        return timeMicros;
    }

    /** The buffer that holds the frame; {@link #payloadAt()} and {@link #payloadLength()} lie within it. */
    public byte[] data() {
        return data;
    }

    /** The length of the frame on the wire. */
    public int wireLength() {
        return wireLength;
    }

    /** A set of {@link #BAD_IP_HEADER} and the like; 0 when all is well. */
    public int problems() {
        return problems;
    }

    /** The source's hardware address. */
    public MacAddress sourceMac() {
        return new MacAddress(srcMac);
    }

    /** The destination's hardware address. */
    public MacAddress destinationMac() {
        return new MacAddress(dstMac);
    }

    /** The outer VLAN id, or -1. */
    public int vlan() {
        return vlan;
    }

    /** 4, 6, or 0 when it is no IP. */
    public int ipVersion() {
        return ipVersion;
    }

    /** The source; a new object. */
    public IpAddress source() {
        return new IpAddress(srcHigh, srcLow);
    }

    /** The destination; a new object. */
    public IpAddress destination() {
        return new IpAddress(dstHigh, dstLow);
    }

    /** Time to live, or hop limit. */
    public int ttl() {
        return ttl;
    }

    /** The number of the protocol above IP, or -1. */
    public int ipProtocol() {
        return ipProtocol;
    }

    /** 0 to 65535. */
    public int sourcePort() {
        return srcPort;
    }

    /** 0 to 65535. */
    public int destinationPort() {
        return dstPort;
    }

    /** The flags of TCP, or -1. */
    public int tcpFlags() {
        return tcpFlags;
    }

    /** Where the payload of TCP, UDP or ICMP begins. */
    public int payloadAt() {
        return payloadAt;
    }

    /** How much of it was captured. */
    public int payloadLength() {
        return payloadLength;
    }

    boolean isTcp() {
        return tcpFlags >= 0;
    }

    boolean isUdp() {
        return ipProtocol == UDP && fragmentOffset == 0 && (problems & (BAD_TRANSPORT | TRUNCATED)) == 0;
    }

    boolean isFragment() {
        return fragmentOffset != 0 || moreFragments;
    }

    boolean hasFlags(int flags) {
        return tcpFlags >= 0 && (tcpFlags & flags) == flags;
    }

    /** A SYN that opens. */
    boolean isOpening() {
        return tcpFlags >= 0 && (tcpFlags & (TCP_SYN | TCP_ACK | TCP_RST | TCP_FIN)) == TCP_SYN;
    }
}
