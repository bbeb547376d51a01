package com.hookprobe.qsecbit.model.tool;

import com.hookprobe.qsecbit.model.FeatureSchema;
import com.hookprobe.qsecbit.model.train.DataFormat;
import com.hookprobe.qsecbit.model.train.DataSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Labelled traffic, in one of the formats. */
final class Inputs {
    @Option(
            names = "--nsl-kdd",
            arity = "1..*",
            paramLabel = "FILE",
            description = "KDD Cup 1999 or NSL-KDD: text or ARFF, plain or gzip")
    private List<Path> kdd = new ArrayList<>();

    @Option(
            names = "--zeek",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Zeek's conn.log as text, with a column 'label' (Benign, Malicious)")
    private List<Path> zeek = new ArrayList<>();

    Inputs() {}

    /** True for Zeek; false for NSL-KDD. */
    boolean isZeek() {
        return !zeek.isEmpty();
    }

    DataFormat format() {
        return isZeek() ? DataFormat.ZEEK : DataFormat.NSL_KDD;
    }

    DataSet read(FeatureSchema schema) throws IOException {
        if (kdd.isEmpty() == zeek.isEmpty()) {
            throw new IOException("expected files with either --nsl-kdd or --zeek");
        }
        return format().read(schema, isZeek() ? zeek : kdd);
    }
}
