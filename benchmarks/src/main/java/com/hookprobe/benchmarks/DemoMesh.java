package com.hookprobe.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The mesh of {@code hookprobe demo}, once it has played: its nodes started again, each with options of its own. */
final class DemoMesh implements AutoCloseable {
    private final Path folder;
    private final Path tiers;
    private final List<NodeProcess> running = new ArrayList<>();

    private DemoMesh(Path folder, Path tiers) {
        this.folder = folder;
        this.tiers = tiers;
    }

    /**
     * Runs the demo without its tampering, which leaves every node enrolled and certified.
     *
     * @param store what the nodes keep their ledger in, rocksdb or segments
     */
    static DemoMesh provision(Path folder, String store) throws IOException, InterruptedException {
        Path tiers = Path.of(System.getProperty("hookprobe.tiers", ""));
        Path jar = tiers.resolve("mesh-demo/target/hookprobe-demo.jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException("expected the demo's jar at " + jar + "; leave out --built");
        }
        System.err.println("the demo makes the mesh");
        Process demo = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        jar.toString(),
                        "--tiers",
                        tiers.toString(),
                        "--no-tamper",
                        "--store",
                        store,
                        "--data",
                        "" + folder)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            if (demo.waitFor() != 0) {
                throw new IllegalStateException("the demo failed; run hookprobe demo to see why");
            }
        } finally {
            demo.destroy();
        }
        return new DemoMesh(folder, tiers);
    }

    List<String> names() throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(child -> Files.exists(child.resolve("config.yaml")))
                    .map(child -> child.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    Path folder(String name) {
        return folder.resolve(name);
    }

    NodeProcess start(String name, List<String> jvm, Consumer<NodeLine> lines) throws IOException {
        String tier = name.substring(0, name.indexOf('-'));
        Path jar = tiers.resolve(tier).resolve("target/hookprobe-" + tier + ".jar");
        NodeProcess node = NodeProcess.start(jar, folder(name), jvm, lines);
        running.add(node);
        return node;
    }

    @Override
    public void close() throws InterruptedException {
        for (NodeProcess node : running) {
            node.close();
        }
    }
}
