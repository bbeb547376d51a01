package com.hookprobe.qsecbit.correlation.compare;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** How far a group has come in a topic, as the brokers know it. */
final class Offsets implements AutoCloseable {
    private final Admin admin;
    private final String group;
    private final Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    private final String topic;

    Offsets(String brokers, String group, String topic, int partitions) {
        Properties client = new Properties();
        client.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        this.admin = Admin.create(client);
        this.group = group;
        this.topic = topic;
        for (int partition = 0; partition < partitions; partition++) {
            latest.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
    }

    /** Where each partition ends now. */
    Map<Integer, Long> ends() throws ExecutionException, InterruptedException {
        Map<Integer, Long> ends = new HashMap<>();
        admin.listOffsets(latest)
                .all()
                .get()
                .forEach((partition, info) -> ends.put(partition.partition(), info.offset()));
        return ends;
    }

    /** The sum of all ends. */
    long total() throws ExecutionException, InterruptedException {
        return ends().values().stream().mapToLong(Long::longValue).sum();
    }

    /** What the group has committed of each partition. */
    Map<Integer, Long> committed() throws ExecutionException, InterruptedException {
        Map<Integer, Long> committed = new HashMap<>();
        latest.keySet().forEach(partition -> committed.put(partition.partition(), 0L));
        admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach((partition, offset) -> {
                    if (offset != null && partition.topic().equals(topic)) {
                        committed.put(partition.partition(), offset.offset());
                    }
                });
        return committed;
    }

    /** Waits until the sum of what was committed is so much. */
    void await(long sum, long seconds) throws ExecutionException, InterruptedException {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long found = -1;
        while (found < sum) {
            if (System.nanoTime() > endNs) {
                throw new IllegalStateException("expected " + sum + " inputs taken, found " + found);
            }
            TimeUnit.MILLISECONDS.sleep(20);
            found = committed().values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** True when every partition that is not done has gone on. */
    boolean areAllBeyond(Map<Integer, Long> then) throws ExecutionException, InterruptedException {
        Map<Integer, Long> now = committed();
        Map<Integer, Long> ends = ends();
        return ends.keySet().stream()
                .allMatch(partition -> now.get(partition) > then.get(partition)
                        || (ends.get(partition) > 0 && now.get(partition) >= ends.get(partition)));
    }

    @Override
    public void close() {
        admin.close();
    }
}
