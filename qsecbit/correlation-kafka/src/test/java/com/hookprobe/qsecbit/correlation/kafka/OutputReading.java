package com.hookprobe.qsecbit.correlation.kafka;

import com.hookprobe.qsecbit.correlation.CorrelationException;
import com.hookprobe.qsecbit.correlation.OutputBuffer;
import com.hookprobe.qsecbit.correlation.core.Cursor;

/** Opens the package's reader of outputs to the comparison. */
public final class OutputReading implements AutoCloseable {
    private final OutputReader reader;

    private OutputReading(OutputReader reader) {
        this.reader = reader;
    }

    public static OutputReading start(KafkaConfig config, OutputBuffer buffer, Cursor cursor) {
        return new OutputReading(new OutputReader(config, buffer, KafkaCorrelator.OUTPUT_BYTES_MAX, cursor, () -> {}));
    }

    /** The sum of the offsets up to which everything committed has been read. */
    public long position() {
        return reader.position();
    }

    public void confirm(Cursor cursor) {
        reader.confirm(cursor);
    }

    public void requireAlive() throws CorrelationException {
        CorrelationException failed = reader.failure();
        if (failed != null) {
            throw failed;
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
