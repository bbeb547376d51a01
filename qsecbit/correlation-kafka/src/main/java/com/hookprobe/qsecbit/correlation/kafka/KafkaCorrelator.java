package com.hookprobe.qsecbit.correlation.kafka;

import com.hookprobe.qsecbit.correlation.CorrelationException;
import com.hookprobe.qsecbit.correlation.CorrelatorHost;
import com.hookprobe.qsecbit.correlation.HostOptions;
import com.hookprobe.qsecbit.correlation.HostStatus;
import com.hookprobe.qsecbit.correlation.OutputBuffer;
import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.Output;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.common.KafkaException;

/**
 * The correlator on Kafka, for several processes: each writes inputs, takes its part of the shards, and reads the outputs of
 * all of them (CORRELATION 5). Thread-safe.
 */
public final class KafkaCorrelator implements CorrelatorHost {
    /** The most bytes of outputs that the reader may leave before no more are fetched. */
    public static final long OUTPUT_BYTES_MAX = 64L << 20;

    private static final System.Logger LOG = System.getLogger(KafkaCorrelator.class.getName());

    private final InputWriter inputs;
    private final CorrelatorStreams streams;
    private final OutputBuffer outputs;
    private final OutputReader reader;
    private final LongSupplier wallMicros;
    private final AtomicLong early = new AtomicLong();

    private KafkaCorrelator(
            InputWriter inputs,
            CorrelatorStreams streams,
            OutputBuffer outputs,
            OutputReader reader,
            LongSupplier wallMicros) {
        this.inputs = inputs;
        this.streams = streams;
        this.outputs = outputs;
        this.reader = reader;
        this.wallMicros = wallMicros;
    }

    /**
     * Joins the deployment.
     *
     * @param options the properties do not matter: they are in the configuration
     * @throws CorrelationException when there are no brokers, the topics are not what they have to be, or Kafka refuses a
     *     property; whatever was opened is closed again
     */
    public static KafkaCorrelator open(KafkaConfig config, HostOptions options) throws CorrelationException {
        OutputBuffer outputs = options.buffer();
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        try {
            Topics.require(config);
            InputWriter inputs = new InputWriter(config);
            opened.push(inputs);
            OutputReader reader = OutputReader.start(config, outputs, OUTPUT_BYTES_MAX, options);
            opened.push(reader);
            CorrelatorStreams streams = CorrelatorStreams.start(config, options.wake());
            return new KafkaCorrelator(inputs, streams, outputs, reader, options.wallMicros());
        } catch (KafkaException e) {
            closeAll(opened);
            throw new CorrelationException(
                    "Kafka's clients refuse their configuration: " + reasons(e)
                            + "; a property client.X sets X, see correlation.md 6",
                    e);
        } catch (CorrelationException | RuntimeException | Error e) {
            closeAll(opened);
            throw e;
        }
    }

    /** Kafka says of a property only in the innermost exception which one it is. */
    static String reasons(Throwable outermost) {
        StringBuilder reasons = new StringBuilder(String.valueOf(outermost.getMessage()));
        for (Throwable cause = outermost.getCause(); cause != null; cause = cause.getCause()) {
            reasons.append(": ").append(cause.getMessage());
        }
        return reasons.toString();
    }

    /** One that cannot be closed must not leave the others open. */
    private static void closeAll(Deque<AutoCloseable> opened) {
        for (AutoCloseable each : opened) {
            try {
                each.close();
            } catch (Exception e) {
                LOG.log(System.Logger.Level.WARNING, "a part of the correlator on Kafka does not end", e);
            }
        }
    }

    @Override
    public CompletableFuture<Void> submit(Input input) {
        long clockMicros = wallMicros.getAsLong();
        if (input.isEarly(clockMicros)) {
            early.incrementAndGet();
            return CompletableFuture.failedFuture(CorrelationException.early(input, clockMicros));
        }
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

    /** The log is others' too, and has no start of its own. */
    @Override
    public long openedAtMicros() {
        return 0;
    }

    /** Early inputs are those of this edge, and those of others that reached this process' shards. */
    @Override
    public HostStatus status() {
        return new HostStatus(early.get() + streams.progress().early(), 0, outputs.bytes());
    }

    /** What this process has taken of the shards' work. */
    public Progress progress() {
        return streams.progress();
    }

    @Override
    public void close() {
        closeAll(new ArrayDeque<>(List.of(inputs, streams, reader)));
    }
}
