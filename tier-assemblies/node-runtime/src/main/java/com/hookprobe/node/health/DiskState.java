package com.hookprobe.node.health;

/** How much room a node's disk has (failures 2.1). */
public enum DiskState {
    /** Enough. */
    OK,
    /** Somebody should make room; the node does all its duties. */
    LOW,
    /** Nothing can be relied on to be written. */
    FULL
}
