package com.hookprobe.network.core;

/** What happens to an application. */
public sealed interface Input {
    /** Begin, or go on with taking back what was found unfinished. */
    record Begin() implements Input {}

    /** The last effect that had to be answered is done. */
    record Done(long nowMs) implements Input {}

    /** The last effect that had to be answered could not be done. */
    record Failed(String reason) implements Input {}

    /** A person says that the machine is still reachable and all is well. */
    record Confirm(String id) implements Input {}

    /** Take everything back. */
    record Abort(String reason) implements Input {}

    /** Time passes. */
    record Tick() implements Input {}
}
