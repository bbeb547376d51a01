package com.hookprobe.qsecbit.detection;

/** Which way the packet that caused an event went, when the sensor says so. */
public enum PacketDirection {
    UNKNOWN,
    TO_SERVER,
    TO_CLIENT
}
