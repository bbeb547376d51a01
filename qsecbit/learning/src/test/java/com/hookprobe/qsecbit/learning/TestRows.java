package com.hookprobe.qsecbit.learning;

import com.hookprobe.qsecbit.model.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Connections that are easy to tell apart: many unanswered ones are attacks. */
public final class TestRows {
    public static final Layout LAYOUT = Layout.of(Schemas.FLOW);

    private TestRows() {}

    public static double[] vector(SplittableRandom random, boolean attack) {
        double[] vector = new double[Schemas.FLOW.size()];
        set(vector, "protocol_type=tcp", 1);
        set(vector, "service=web", 1);
        set(vector, attack ? "flag=S0" : "flag=SF", 1);
        set(vector, "src_bytes", attack ? 0 : StrictMath.log1p(100 + random.nextInt(900)));
        set(vector, "dst_bytes", attack ? 0 : StrictMath.log1p(500 + random.nextInt(9_000)));
        set(vector, "count", attack ? 100 + random.nextInt(200) : 1 + random.nextInt(10));
        set(vector, "serror_rate", attack ? 1 : random.nextInt(10) / 100.0);
        set(vector, "dst_host_same_src_port_rate", random.nextInt(100) / 100.0);
        return vector;
    }

    public static List<FlowExample> examples(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        List<FlowExample> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean attack = i % 3 == 0;
            rows.add(FlowExample.of(LAYOUT, vector(random, attack), attack));
        }
        return rows;
    }

    private static void set(double[] vector, String feature, double value) {
        vector[Schemas.FLOW.indexOf(feature)] = value;
    }
}
