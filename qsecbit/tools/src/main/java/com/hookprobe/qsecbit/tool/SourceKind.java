package com.hookprobe.qsecbit.tool;

/** What a file holds. */
enum SourceKind {
    EVE,
    ZEEK,
    SNORT,
    LOG,
    PCAP,
    /** Its name and its first bytes say what it is. */
    ANY
}
