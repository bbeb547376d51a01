package com.hookprobe.node.role;

import com.hookprobe.qsecbit.detection.NetworkEvent;
import java.util.function.Consumer;

/** Something that the sensors' thread reads in turns. Nothing here waits or throws for what a disk or a peer does. */
interface Polled {
    /** Delivers what is there; true when there may be more at once. */
    boolean poll(Consumer<NetworkEvent> out, int eventsMax);

    /**
     * What was read so far has gone its way.
     *
     * @param save true when it is time to write down how far that is
     */
    void dealtWith(boolean save);

    /** How it stands; on the thread that reads it. */
    DetectionMetrics.Seen seen();

    /** Writes down how far it has come, and lets go. */
    void close();
}
