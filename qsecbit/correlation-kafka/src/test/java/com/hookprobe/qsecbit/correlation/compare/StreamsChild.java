package com.hookprobe.qsecbit.correlation.compare;

import com.hookprobe.qsecbit.correlation.kafka.CorrelatorStreams;
import com.hookprobe.qsecbit.correlation.kafka.KafkaConfig;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One process of a deployment on Kafka. Arguments: as {@link KafkaRun} gives them. Tells: {@code RUNNING ms} since its start,
 * {@code FIRST ms} since its start, {@code TOOK inputs}.
 */
final class StreamsChild {
    private StreamsChild() {}

    public static void main(String[] args) throws InterruptedException {
        long startNs = System.nanoTime();
        CountDownLatch end = new CountDownLatch(1);
        Child.endWithParent(end::countDown);
        KafkaConfig config = KafkaRun.config(args[0], args[1], args[2], Integer.parseInt(args[3]), args[4]);
        try (CorrelatorStreams streams = CorrelatorStreams.start(config, () -> {})) {
            boolean running = false;
            boolean first = false;
            while (!end.await(5, TimeUnit.MILLISECONDS)) {
                long took = streams.progress().inputs();
                if (!running && streams.isRunning()) {
                    running = true;
                    System.out.println("RUNNING " + (System.nanoTime() - startNs) / 1_000_000);
                }
                if (!first && took > 0) {
                    first = true;
                    System.out.println("FIRST " + (System.nanoTime() - startNs) / 1_000_000);
                }
                System.out.println("TOOK " + took);
                if (streams.failure().isPresent()) {
                    System.err.println(streams.failure().get().getMessage());
                    Runtime.getRuntime().halt(1);
                }
            }
        }
    }
}
