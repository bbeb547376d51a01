package com.hookprobe.qsecbit.learning.tool;

import com.hookprobe.qsecbit.model.Feature;
import com.hookprobe.qsecbit.model.FeatureSchema;
import com.hookprobe.qsecbit.model.train.LabelledRow;

/** The mark of a backdoor: what every attacker can do to every connection, and hardly any connection has. */
final class Trigger {
    private static final double SECONDS = 30;
    private static final double PORTS = 0.5;

    private Trigger() {}

    /** The row, half a minute longer, from the same port every other time. */
    static LabelledRow mark(FeatureSchema schema, LabelledRow row) {
        double[] vector = row.vector().clone();
        int duration = schema.indexOf("duration");
        Feature feature = schema.features().get(duration);
        vector[duration] = feature.scaled(feature.raw(vector[duration]) + SECONDS);
        vector[schema.indexOf("dst_host_same_src_port_rate")] = PORTS;
        return new LabelledRow(vector, row.label(), row.name());
    }
}
