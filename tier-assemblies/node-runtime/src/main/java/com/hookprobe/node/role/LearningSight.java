package com.hookprobe.node.role;

import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.Detector;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.metric.Cidr;
import java.util.List;
import java.util.Optional;

/** What learning together has to do with a site's sensors and detections. Nothing, unless it says otherwise. */
interface LearningSight {
    LearningSight NONE = new LearningSight() {};

    /**
     * Looks at the events of one sensor's thread.
     *
     * @param own this site's networks, with what was learnt of them
     * @param findings of that thread
     */
    default Optional<Detector> detector(LocalNetworks own, Findings findings) {
        return Optional.empty();
    }

    /** Hears of detections, on the loop, and takes out what this site's own experience contradicts. */
    default List<Detection> admitted(List<Detection> found) {
        return found;
    }

    /** A person says that these are no attackers; on the loop. */
    default void pardoned(List<Cidr> prefixes) {}
}
