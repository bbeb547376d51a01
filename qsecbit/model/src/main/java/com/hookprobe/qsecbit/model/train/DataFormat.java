package com.hookprobe.qsecbit.model.train;

import com.hookprobe.qsecbit.model.FeatureSchema;
import com.hookprobe.qsecbit.model.Schemas;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Formats of labelled traffic. */
public enum DataFormat {
    /** KDD Cup 1999 and NSL-KDD: text or ARFF, plain or gzip. */
    NSL_KDD,
    /** Zeek's conn.log with a label column, plain or gzip. */
    ZEEK;

    /**
     * Reads files one after the other.
     *
     * @param schema what the vectors are to hold
     * @throws IOException when a file cannot be read, a line is no record, or Zeek is asked for features of KDD
     */
    public DataSet read(FeatureSchema schema, List<Path> files) throws IOException {
        if (this == NSL_KDD) {
            return KddReader.read(schema, files);
        }
        if (schema != Schemas.FLOW) {
            throw new DataSetException(
                    "Zeek's conn.log has no features of schema " + schema.name() + "; expected a model of schema flow");
        }
        return ZeekReader.read(files);
    }
}
