package com.hookprobe.qsecbit.correlation.kafka;

import com.hookprobe.qsecbit.correlation.CorrelationException;
import com.hookprobe.qsecbit.correlation.CorrelatorHost;
import com.hookprobe.qsecbit.correlation.OutputBuffer;
import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.Output;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.KafkaException;

/**
 * The correlator on Kafka, for several processes: each writes inputs, takes its part of the shards, and reads the outputs of
 * all of them (CORRELATION 5). Thread-safe.
 */
public final class KafkaCorrelator implements CorrelatorHost {
    /** The most bytes of outputs that the reader may leave before no more are fetched. */
    public static final long OUTPUT_BYTES_MAX = 64L << 20;

    private final InputWriter inputs;
    private final CorrelatorStreams streams;
    private final OutputBuffer outputs;
    private final OutputReader reader;

    private KafkaCorrelator(InputWriter inputs, CorrelatorStreams streams, OutputBuffer outputs, OutputReader reader) {
        this.inputs = inputs;
        this.streams = streams;
        this.outputs = outputs;
        this.reader = reader;
    }

    /**
     * Joins the deployment.
     *
     * @param cursor what the reader of outputs wants next, as it has stored it; {@link Cursor#start} the first time
     * @param wake called by the host's thread when there are new outputs; it must not wait
     * @throws CorrelationException when there are no brokers, or the topics are not what they have to be
     */
    public static KafkaCorrelator open(KafkaConfig config, Cursor cursor, Runnable wake) throws CorrelationException {
        Topics.require(config);
        OutputBuffer outputs = new OutputBuffer(config.sharding(), cursor);
        InputWriter inputs = new InputWriter(config);
        try {
            OutputReader reader = new OutputReader(config, outputs, OUTPUT_BYTES_MAX, cursor, wake);
            return new KafkaCorrelator(inputs, CorrelatorStreams.start(config), outputs, reader);
        } catch (KafkaException e) {
            inputs.close();
            throw new CorrelationException(
                    "Kafka's clients refuse their configuration: " + e.getMessage() + "; see correlation.md 6", e);
        }
    }

    @Override
    public CompletableFuture<Void> submit(Input input) {
        return inputs.write(input);
    }

    @Override
    public List<Output> poll(Cursor from, int max) throws CorrelationException {
        List<Output> found = outputs.poll(from, max);
        CorrelationException failed = reader.failure();
        if (found.isEmpty() && failed != null) {
            throw new CorrelationException(String.valueOf(failed.getMessage()), failed);
        }
        return found;
    }

    @Override
    public void confirm(Cursor upTo) {
        outputs.confirm(upTo);
        reader.confirm(upTo);
    }

    @Override
    public Optional<CorrelationException> failure() {
        return Optional.ofNullable(reader.failure()).or(streams::failure);
    }

    /** What this process has taken of the shards' work. */
    public Progress progress() {
        return streams.progress();
    }

    @Override
    public void close() {
        inputs.close();
        streams.close();
        reader.close();
    }
}
