package com.hookprobe.qsecbit.model.train;

import com.hookprobe.qsecbit.model.FeatureSchema;

/**
 * One record of KDD Cup 1999 or NSL-KDD.
 *
 * @param vector of the schema that was asked for; not copied
 * @param label the attack's name, "normal", or empty when the record does not say
 */
public record KddLine(double[] vector, String label) {
    /**
     * Reads a line of 41 to 43 fields.
     *
     * @throws DataSetException when it is none; the message says what was expected
     */
    public static KddLine parse(FeatureSchema schema, String line) throws DataSetException {
        try {
            return new KddLine(KddRecord.vector(schema, line), KddRecord.label(line));
        } catch (IllegalArgumentException e) {
            throw new DataSetException("expected " + e.getMessage());
        }
    }
}
