package com.hookprobe.qsecbit.correlation.compare;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** One Kafka broker on 127.0.0.1, in a process of its own: a failure of a broker ends its JVM. */
public final class KafkaBroker implements AutoCloseable {
    private static final long START_SECONDS = 120;
    private static final String CLUSTER = "aG9va3Byb2JlY29ycmVsQQ";

    private final Process process;
    private final String address;

    private KafkaBroker(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /** Formats a folder and starts a broker on it, which answers when this returns. */
    public static KafkaBroker start(Path folder) throws IOException, InterruptedException {
        int[] ports = freePorts();
        Path config = folder.resolve("server.properties");
        Files.createDirectories(folder);
        Files.writeString(config, properties(folder, ports[0], ports[1]));
        Process format = java(
                folder,
                "format.log",
                "128m",
                "kafka.tools.StorageTool",
                "format",
                "-t",
                CLUSTER,
                "-c",
                config.toString());
        if (format.waitFor() != 0) {
            throw new IOException("the broker's folder could not be formatted; see " + folder.resolve("format.log"));
        }
        KafkaBroker broker = new KafkaBroker(
                java(folder, "broker.log", "512m", "kafka.Kafka", config.toString()), "127.0.0.1:" + ports[0]);
        try {
            broker.await(folder);
        } catch (IOException | InterruptedException e) {
            broker.close();
            throw e;
        }
        return broker;
    }

    /** Its bootstrap address. */
    public String address() {
        return address;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void await(Path folder) throws IOException, InterruptedException {
        Properties client = new Properties();
        client.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address);
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        try (Admin admin = Admin.create(client)) {
            while (process.isAlive() && System.nanoTime() < endNs) {
                try {
                    admin.describeCluster().nodes().get(1, TimeUnit.SECONDS);
                    return;
                } catch (ExecutionException | TimeoutException e) {
                    TimeUnit.MILLISECONDS.sleep(100);
                }
            }
        }
        throw new IOException("no broker came up; see " + folder.resolve("broker.log"));
    }

    private static Process java(Path folder, String output, String heap, String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                Child.compiler(),
                "-cp",
                System.getProperty("java.class.path")));
        all.addAll(Arrays.asList(command));
        File log = folder.resolve(output).toFile();
        Process process = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        // Who is interrupted leaves no broker behind.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return process;
    }

    private static String properties(Path folder, int port, int controllerPort) {
        return String.join(
                "\n",
                "process.roles=broker,controller",
                "node.id=1",
                "controller.quorum.voters=1@127.0.0.1:" + controllerPort,
                "controller.listener.names=CONTROLLER",
                "listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "advertised.listeners=PLAINTEXT://127.0.0.1:" + port,
                "inter.broker.listener.name=PLAINTEXT",
                "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "log.dirs=" + folder.resolve("data"),
                "offsets.topic.replication.factor=1",
                "offsets.topic.num.partitions=1",
                "transaction.state.log.replication.factor=1",
                "transaction.state.log.num.partitions=1",
                "transaction.state.log.min.isr=1",
                "share.coordinator.state.topic.replication.factor=1",
                "share.coordinator.state.topic.min.isr=1",
                "default.replication.factor=1",
                "group.initial.rebalance.delay.ms=0",
                "auto.create.topics.enable=false",
                "log.cleaner.dedupe.buffer.size=4194304",
                "");
    }

    private static int[] freePorts() throws IOException {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new int[] {one.getLocalPort(), two.getLocalPort()};
        }
    }
}
