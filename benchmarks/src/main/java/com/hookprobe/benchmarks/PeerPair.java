package com.hookprobe.benchmarks;

import org.jspecify.annotations.Nullable;

/** The server and the client of one transport, in a JVM each, and what the machine spends while the client does something. */
final class PeerPair implements AutoCloseable {
    private static final double NS = 1e9;

    final PeerProcess server;
    final PeerProcess client;

    /**
     * What one command cost.
     *
     * @param serverCompilerCpuSeconds the part of the server's time that its JVM spent compiling
     * @param foreignCpuPercent what others took of the whole machine meanwhile
     */
    record Run(
            String[] answer,
            double clientCpuSeconds,
            double serverCpuSeconds,
            double serverCompilerCpuSeconds,
            double foreignCpuPercent) {}

    /** Starts {@code main server KIND}, which says {@code ready PORT}, and {@code main client KIND PORT}. */
    PeerPair(Class<?> main, int heapMegabytes, String kind) throws Exception {
        this.server = new PeerProcess(main, heapMegabytes, "server", kind);
        @Nullable PeerProcess started = null;
        try {
            String port = server.answer()[1];
            started = new PeerProcess(main, heapMegabytes, "client", kind, port);
            started.answer();
        } finally {
            if (started == null) {
                server.close();
            }
        }
        this.client = started;
    }

    /** Has the client do it, and waits for its answer. */
    Run run(String command) throws Exception {
        double client0 = client.cpuSeconds();
        double server0 = server.cpuSeconds();
        double compiler0 = server.compilerCpuSeconds();
        double machine0 = PeerProcess.machineCpuSeconds();
        long startNs = System.nanoTime();
        client.tell(command);
        String[] answer = client.answer();
        double all = (System.nanoTime() - startNs) / NS * Runtime.getRuntime().availableProcessors();
        double clientUsed = client.cpuSeconds() - client0;
        double serverUsed = server.cpuSeconds() - server0;
        double compilerUsed = server.compilerCpuSeconds() - compiler0;
        double foreign = Math.max(0, PeerProcess.machineCpuSeconds() - machine0 - clientUsed - serverUsed);
        return new Run(answer, clientUsed, serverUsed, compilerUsed, 100 * foreign / all);
    }

    @Override
    public void close() throws Exception {
        client.close();
        server.close();
    }
}
