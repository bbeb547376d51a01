package com.hookprobe.qsecbit.learning.tool;

import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.Layout;
import com.hookprobe.qsecbit.model.FeatureSchema;
import com.hookprobe.qsecbit.model.train.DataFormat;
import com.hookprobe.qsecbit.model.train.DataSet;
import com.hookprobe.qsecbit.model.train.DataSetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Labelled traffic: a file, or a folder with NSL-KDD's training files. */
final class Data {
    @Option(
            names = "--data",
            required = true,
            paramLabel = "PATH",
            description = "labelled traffic: a file, or a folder with KDDTrain*.txt or .gz")
    private Path data = Path.of("");

    @Option(names = "--zeek", description = "the file is Zeek's conn.log with a column 'label', and not NSL-KDD")
    private boolean zeek;

    Data() {}

    DataSet read(FeatureSchema schema) throws IOException {
        DataFormat format = zeek ? DataFormat.ZEEK : DataFormat.NSL_KDD;
        DataSet rows = format.read(schema, files());
        if (rows.rows().isEmpty()) {
            throw new DataSetException(data + ": expected labelled rows; found none");
        }
        return rows;
    }

    /** As examples of a layout. */
    List<FlowExample> examples(Layout layout) throws IOException {
        return read(layout.schema()).rows().stream()
                .map(row -> FlowExample.of(layout, row.vector(), row.label().isAttack()))
                .toList();
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(data)) {
            return List.of(data);
        }
        try (Stream<Path> all = Files.list(data)) {
            List<Path> found = all.filter(f -> f.getFileName().toString().matches("KDDTrain.*\\.(txt|gz)"))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new DataSetException(data + ": expected a file named KDDTrain*.txt or .gz; found none");
            }
            return found;
        }
    }
}
