package com.hookprobe.qsecbit.model.train;

import com.hookprobe.qsecbit.model.FeatureSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Reads KDD Cup 1999 and NSL-KDD: text or ARFF, plain or gzip, with or without a line of names. */
final class KddReader {
    private KddReader() {}

    /**
     * Reads files one after the other.
     *
     * @throws IOException also for a line that is no record or has no label
     */
    static DataSet read(FeatureSchema schema, List<Path> files) throws IOException {
        MessageDigest hash = Hashes.sha256();
        List<LabelledRow> rows = new ArrayList<>();
        for (Path file : files) {
            try (DataLines lines = new DataLines(file, hash)) {
                for (String line = lines.next(); line != null; line = lines.next()) {
                    if (!isRecord(line)) {
                        continue;
                    }
                    try {
                        String name = KddRecord.label(line);
                        if (name.isEmpty()) {
                            throw lines.failed("a label behind the 41 features", "none");
                        }
                        double[] vector = KddRecord.vector(schema, line);
                        rows.add(new LabelledRow(vector, KddRecord.attackClass(name), name.intern()));
                    } catch (IllegalArgumentException e) {
                        throw lines.failed(String.valueOf(e.getMessage()), "this line");
                    }
                }
            }
        }
        return new DataSet(schema, "nsl-kdd", HexFormat.of().formatHex(hash.digest()), rows, 0);
    }

    private static boolean isRecord(String line) {
        return !line.isBlank() && !line.startsWith("@") && !line.startsWith("%") && !line.startsWith("duration,");
    }
}
