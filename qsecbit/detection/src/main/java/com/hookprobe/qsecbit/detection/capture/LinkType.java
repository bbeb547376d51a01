package com.hookprobe.qsecbit.detection.capture;

/** The link types that are decoded, by their numbers in the registry of LINKTYPE values. */
public final class LinkType {
    /** BSD loopback: the address family in the byte order of the host that captured. */
    public static final int NULL = 0;

    public static final int ETHERNET = 1;
    /** Raw IP, as some systems number it in files. */
    public static final int RAW_12 = 12;
    /** Raw IP, as OpenBSD numbers it in files. */
    public static final int RAW_14 = 14;
    /** Raw IP; the first four bits tell the version. */
    public static final int RAW = 101;
    /** 802.11 without anything in front. */
    public static final int IEEE802_11 = 105;
    /** OpenBSD loopback: the address family in network order. */
    public static final int LOOP = 108;
    /** Linux cooked, version 1. */
    public static final int LINUX_SLL = 113;
    /** 802.11 behind a radiotap header. */
    public static final int RADIOTAP = 127;

    public static final int IPV4 = 228;
    public static final int IPV6 = 229;
    /** Linux cooked, version 2. */
    public static final int LINUX_SLL2 = 276;

    private LinkType() {}
}
