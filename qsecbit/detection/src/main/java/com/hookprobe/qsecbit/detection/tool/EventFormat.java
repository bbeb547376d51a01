package com.hookprobe.qsecbit.detection.tool;

import com.hookprobe.qsecbit.detection.LocalNetworks;
import java.nio.file.Path;
import java.util.Optional;

/** A form in which recordings come. */
@FunctionalInterface
public interface EventFormat {
    /**
     * The events of a file, when it is of this form.
     *
     * @param file the file
     * @param head its first bytes, at most {@link EventFormats#HEAD_BYTES}
     * @param local our own networks, for what judges packets
     */
    Optional<EventSource> open(Path file, byte[] head, LocalNetworks local);
}
