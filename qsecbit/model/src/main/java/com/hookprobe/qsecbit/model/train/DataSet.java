package com.hookprobe.qsecbit.model.train;

import com.hookprobe.qsecbit.model.FeatureSchema;
import java.util.List;

/**
 * Labelled rows of one schema.
 *
 * @param schema what the vectors hold
 * @param source "nsl-kdd" or "zeek"
 * @param hash SHA-256 of the files' bytes, one after the other, 64 hex digits
 * @param rows in the order of the files
 * @param skipped records without a usable label
 */
public record DataSet(FeatureSchema schema, String source, String hash, List<LabelledRow> rows, int skipped) {
    /** Copies the list. */
    public DataSet {
        rows = List.copyOf(rows);
    }
}
