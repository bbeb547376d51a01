package com.hookprobe.qsecbit.model.train;

import com.hookprobe.qsecbit.model.AttackClass;
import com.hookprobe.qsecbit.model.FeatureSchema;
import com.hookprobe.qsecbit.model.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Made connections. An attack is smaller than a normal one, always, which an attacker can hide; and it differs in five
 * rates, each of which is wrong now and then, which he cannot. A forest that was not hardened relies on the size.
 */
final class SyntheticRows {
    private static final List<String> SIGNS =
            List.of("serror_rate", "diff_srv_rate", "rerror_rate", "srv_diff_host_rate", "dst_host_diff_srv_rate");
    private static final int WRONG = 12;

    private SyntheticRows() {}

    static DataSet dataSet(int rows, long seed) {
        return new DataSet(Schemas.KDD, "synthetic", "00".repeat(32), rows(rows, seed), 0);
    }

    static List<LabelledRow> rows(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<LabelledRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(i % 2 == 0 ? normal(random) : attack(random, i % 4 == 1));
        }
        return rows;
    }

    private static LabelledRow normal(SplittableRandom random) {
        double[] vector = connection();
        put(vector, "src_bytes", 400 + random.nextInt(4_000));
        signs(vector, random, false);
        return new LabelledRow(vector, AttackClass.NORMAL, "normal");
    }

    private static LabelledRow attack(SplittableRandom random, boolean flood) {
        double[] vector = connection();
        put(vector, "src_bytes", 20 + random.nextInt(60));
        signs(vector, random, true);
        put(vector, "dst_host_count", flood ? 255 : 3);
        return flood
                ? new LabelledRow(vector, AttackClass.DOS, "flood")
                : new LabelledRow(vector, AttackClass.PROBE, "scan");
    }

    private static void signs(double[] vector, SplittableRandom random, boolean attack) {
        put(vector, "dst_host_count", random.nextInt(2) == 0 ? 255 : 3);
        put(vector, "dst_host_same_src_port_rate", random.nextDouble());
        for (String sign : SIGNS) {
            boolean wrong = random.nextInt(100) < WRONG;
            put(vector, sign, (attack != wrong ? 0.6 : 0.1) + 0.3 * random.nextDouble());
        }
    }

    private static double[] connection() {
        double[] vector = new double[Schemas.KDD.size()];
        put(vector, "protocol_type=tcp", 1);
        put(vector, "service=web", 1);
        put(vector, "flag=SF", 1);
        put(vector, "dst_bytes", 1_000);
        return vector;
    }

    static void put(double[] vector, String feature, double raw) {
        FeatureSchema schema = Schemas.KDD;
        int at = schema.indexOf(feature);
        vector[at] = schema.features().get(at).scaled(raw);
    }
}
