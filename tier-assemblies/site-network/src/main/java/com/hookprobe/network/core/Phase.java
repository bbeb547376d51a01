package com.hookprobe.network.core;

/** How far an application is. */
public enum Phase {
    /** What it replaces is known and written down; nothing was touched. */
    PLANNED,
    /** Steps are carried out. */
    APPLYING,
    /** All steps are done; whether everything is as it should be is looked at. */
    VERIFYING,
    /** In force, until the deadline passes. */
    WAITING_FOR_CONFIRMATION,
    /** In force for good. */
    CONFIRMED,
    /** Steps are taken back, the last first. */
    ROLLING_BACK,
    /** Everything is as it was before. */
    ROLLED_BACK,
    /** Something could not be taken back; the next recovery tries again. */
    STUCK;

    /** True when nothing is left to do about it. */
    public boolean settled() {
        return this == CONFIRMED || this == ROLLED_BACK;
    }
}
