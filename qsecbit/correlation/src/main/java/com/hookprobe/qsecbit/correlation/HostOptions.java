package com.hookprobe.qsecbit.correlation;

import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.LiveTag;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * How a host is opened.
 *
 * @param folder of its own on this machine
 * @param sharding of everyone who uses the same log
 * @param reader what the reader of outputs wants next, as it has stored it; {@link Cursor#start} the first time
 * @param wake called by a thread of the host when there are new outputs, or it has failed; it must not wait
 * @param wallMicros the clock of this machine, microseconds since the epoch; asked by whoever submits
 * @param properties further ones of the kind of host
 * @param live takes the reports that an output names before that output can be polled, and once more what was live when the host was
 *     opened (CORRELATION 2.7, 4.9, 5.8); in the opening thread and in threads of the host, so it must not wait
 */
public record HostOptions(
        Path folder,
        Sharding sharding,
        Cursor reader,
        Runnable wake,
        LongSupplier wallMicros,
        Map<String, String> properties,
        Consumer<LiveTag> live) {
    /** Copies the properties. */
    public HostOptions {
        properties = Map.copyOf(properties);
    }

    /** For who needs no live reports. */
    public HostOptions(
            Path folder,
            Sharding sharding,
            Cursor reader,
            Runnable wake,
            LongSupplier wallMicros,
            Map<String, String> properties) {
        this(folder, sharding, reader, wake, wallMicros, properties, tag -> {});
    }

    /**
     * A buffer of outputs for the reader.
     *
     * @throws CorrelationException when its cursor is of another number of shards
     */
    public OutputBuffer buffer() throws CorrelationException {
        if (reader.shards() != sharding.shards()) {
            throw new CorrelationException("the reader's cursor is of " + reader.shards() + " shards, expected "
                    + sharding.shards() + ": open the log with the number of shards that it was made with");
        }
        return new OutputBuffer(sharding, reader);
    }
}
