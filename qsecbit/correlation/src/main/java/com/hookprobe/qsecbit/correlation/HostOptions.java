package com.hookprobe.qsecbit.correlation;

import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import java.nio.file.Path;
import java.util.Map;

/**
 * How a host is opened.
 *
 * @param folder of its own on this machine
 * @param sharding of everyone who uses the same log
 * @param reader what the reader of outputs wants next, as it has stored it; {@link Cursor#start} the first time
 * @param wake called by a thread of the host when there are new outputs; it must not wait
 * @param properties further ones of the kind of host
 */
public record HostOptions(
        Path folder, Sharding sharding, Cursor reader, Runnable wake, Map<String, String> properties) {
    /** Copies the properties. */
    public HostOptions {
        properties = Map.copyOf(properties);
    }
}
