package com.hookprobe.benchmarks;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * As many transfers as a session may have, all at once, up and then down, with little heap on both sides. Started by
 * {@code benchmarks/files}, which says how. The sources are sparse files that differ; all their bytes go over the wire and
 * are written on the other side.
 */
public final class FilesHeap implements Options.Program {
    private static final int FILES = 16;
    private static final int HEAP_MB = 64;
    private static final long MB = 1_000_000;
    private static final double MIB = 1 << 20;
    private static final long MEGABYTES_MAX = 1073;
    private static final long MEGABYTES_DEFAULT = 1000;
    /** The longest that all files one way may take, were it at 1 MB/s. */
    private static final long SECONDS_PER_MEGABYTE = FILES;

    private long megabytes;
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

    /** Ends with 0 when all was measured, 1 when something failed, 2 when the arguments are wrong. */
    public static void main(String[] args) {
        Options.main("files", "heap", new FilesHeap(), args);
    }

    @Override
    public void option(String name, String value) {
        switch (name) {
            case "--megabytes" -> megabytes = Options.number(name, value, 1, MEGABYTES_MAX);
            case "--dir" -> directory = Options.directory(name, value);
            default -> throw Options.unknown(name);
        }
    }

    @Override
    public void run(boolean json) throws Exception {
        try (WorkDirectory work = new WorkDirectory(directory)) {
            long each = MB * (megabytes > 0 ? megabytes : fitting(work.path()));
            List<String> names = new ArrayList<>();
            for (int i = 0; i < FILES; i++) {
                names.add("file" + i + ".bin");
                sparse(work.path().resolve("file" + i + ".bin"), i + 1, each);
            }
            String dir = work.path().toString();
            try (PeerProcess server = new PeerProcess(FilesPeer.class, HEAP_MB, "server", dir)) {
                String port = server.answer()[1];
                try (PeerProcess client = new PeerProcess(FilesPeer.class, HEAP_MB, "client", dir, port)) {
                    client.answer();
                    double up = all(client, "put", names, each);
                    double down = all(client, "get", names, each);
                    Measured measured = new Measured(each, up, down, heap(client), heap(server));
                    if (json) {
                        Options.printJson(measured.report());
                    } else {
                        measured.print();
                    }
                }
            }
        }
    }

    /** What one side's JVM had in use, in bytes. */
    private record Heap(long limit, long peak, long peakAfterCollection, long peakResident) {
        Map<String, Object> report() {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("limitBytes", limit);
            report.put("peakBytes", peak);
            report.put("peakAfterCollectionBytes", peakAfterCollection);
            report.put("peakResidentBytes", peakResident);
            return report;
        }

        void print(String side) {
            System.out.printf(
                    Locale.ROOT,
                    "%-8s %14.1f MiB %26.1f MiB %18.1f MiB%n",
                    side,
                    peak / MIB,
                    peakAfterCollection / MIB,
                    peakResident / MIB);
        }
    }

    private record Measured(long bytesEach, double upSeconds, double downSeconds, Heap client, Heap server) {
        Map<String, Object> report() {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("jdk", Runtime.version().toString());
            report.put("files", FILES);
            report.put("bytesEach", bytesEach);
            report.put("uploadSeconds", upSeconds);
            report.put("downloadSeconds", downSeconds);
            report.put("client", client.report());
            report.put("server", server.report());
            return report;
        }

        void print() {
            System.out.printf(
                    Locale.ROOT,
                    "%d files of %d MB at once, -Xmx%dm on each side; up %.1f s, then down %.1f s; JDK %s%n",
                    FILES,
                    bytesEach / MB,
                    HEAP_MB,
                    upSeconds,
                    downSeconds,
                    Runtime.version());
            System.out.printf(
                    "%-8s %18s %30s %22s%n", "", "peak heap in use", "most after a collection", "peak resident");
            client.print("client");
            server.print("server");
        }
    }

    /** Sparse sources, what the server holds, and what comes back at the same time. */
    private static long fitting(Path work) throws IOException {
        long usable = Files.getFileStore(work).getUsableSpace();
        return Math.max(1, Math.min(MEGABYTES_DEFAULT, usable * 8 / 10 / (2L * FILES) / MB));
    }

    private static double all(PeerProcess client, String what, List<String> names, long each) throws Exception {
        client.tell(what + " " + String.join(" ", names));
        String[] answer = client.line(60 + SECONDS_PER_MEGABYTE * each / MB).split(" ");
        if (Long.parseLong(answer[2]) != each * names.size()) {
            throw new IllegalStateException("moved " + answer[2] + " bytes, expected " + each * names.size());
        }
        return Long.parseLong(answer[1]) / 1e9;
    }

    private static Heap heap(PeerProcess peer) throws Exception {
        peer.tell("heap");
        String[] answer = peer.answer();
        return new Heap(
                Long.parseLong(answer[1]),
                Long.parseLong(answer[2]),
                Long.parseLong(answer[3]),
                Long.parseLong(answer[4]));
    }

    private static void sparse(Path file, int first, long bytes) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(first);
            out.setLength(bytes);
        }
    }
}
