package com.hookprobe.qsecbit.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * Writes {@code vectors/model-scores.txt}: the hash of a model that is made by hand, and what it says of drawn vectors,
 * as the bits of the doubles. {@code main} takes the file's name.
 */
final class ScoreVectors {
    private static final int VECTORS = 64;

    private ScoreVectors() {}

    public static void main(String[] args) throws Exception {
        Files.writeString(Path.of(args[0]), text());
    }

    static String text() {
        AttackModel model = Models.flow();
        StringBuilder out = new StringBuilder("# index, share of attack, anomaly and confidence as bits, class\n");
        byte[] hash = FeatureSchema.sha256(ModelFile.encode(model));
        out.append("model ").append(HexFormat.of().formatHex(hash)).append('\n');
        SplittableRandom random = new SplittableRandom(2026);
        for (int i = 0; i < VECTORS; i++) {
            double[] vector = new double[model.schema().size()];
            for (int at = 0; at < vector.length; at++) {
                Feature feature = model.schema().features().get(at);
                boolean rate = feature.name().endsWith("_rate");
                vector[at] = feature.scaled(rate ? random.nextDouble() : random.nextInt(60));
            }
            Judgement judgement = model.judge(vector);
            out.append(i).append(' ').append(Long.toHexString(Double.doubleToLongBits(judgement.attack())));
            out.append(' ').append(Long.toHexString(Double.doubleToLongBits(judgement.anomaly())));
            out.append(' ').append(Long.toHexString(Double.doubleToLongBits(judgement.confidence())));
            out.append(' ').append(judgement.likeliest().text()).append('\n');
        }
        return out.toString();
    }
}
