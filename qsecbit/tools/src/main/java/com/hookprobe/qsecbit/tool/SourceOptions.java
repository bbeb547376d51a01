package com.hookprobe.qsecbit.tool;

import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.Threshold;
import com.hookprobe.qsecbit.detection.Thresholds;
import com.hookprobe.qsecbit.detection.packet.SiteDetectors;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.model.AttackModel;
import com.hookprobe.qsecbit.model.MalformedModelException;
import com.hookprobe.qsecbit.model.ModelDetector;
import com.hookprobe.qsecbit.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which files are read, and how they are judged. */
final class SourceOptions {
    @Option(names = "--eve", paramLabel = "FILE", description = "Suricata EVE: a record a line, or one JSON array.")
    private List<Path> eve = new ArrayList<>();

    @Option(
            names = "--zeek",
            paramLabel = "FILE",
            description = "Zeek logs, tab-separated or JSON; of a folder all its *.log and *.json.")
    private List<Path> zeek = new ArrayList<>();

    @Option(names = "--snort", paramLabel = "FILE", description = "Snort 3 alert_json.")
    private List<Path> snort = new ArrayList<>();

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "Log of sshd and other log-in services, nginx or Apache, nftables or iptables.")
    private List<Path> log = new ArrayList<>();

    @Option(
            names = "--pcap",
            paramLabel = "FILE",
            description = "Packets: pcap or pcapng; - is standard input, as of tcpdump -w -.")
    private List<Path> pcap = new ArrayList<>();

    @Parameters(paramLabel = "FILE", arity = "0..*", description = "Files whose format is found out.")
    private List<Path> any = new ArrayList<>();

    @Option(
            names = "--local-network",
            paramLabel = "CIDR",
            description = "A network of our own beside the private ranges; may be given again.")
    private List<String> localNetworks = new ArrayList<>();

    @Option(
            names = "--threshold",
            paramLabel = "NAME=VALUE",
            description = "Sets a number of a detector; --list-thresholds of detect shows them.")
    private Map<String, Double> thresholds = new LinkedHashMap<>();

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = "A trained model that judges flows, too: hookprobe model train.")
    private @Nullable Path model;

    /** True when no file is named at all. */
    boolean none() {
        return Stream.of(eve, zeek, snort, log, pcap, any).allMatch(List::isEmpty);
    }

    /** The files in the order of the formats, folders resolved. */
    List<SourceFile> files(Unread unread) throws IOException {
        List<SourceFile> files = new ArrayList<>();
        add(files, SourceKind.EVE, eve, unread);
        add(files, SourceKind.ZEEK, zeek, unread);
        add(files, SourceKind.SNORT, snort, unread);
        add(files, SourceKind.LOG, log, unread);
        add(files, SourceKind.PCAP, pcap, unread);
        add(files, SourceKind.ANY, any, unread);
        return files;
    }

    private static void add(List<SourceFile> files, SourceKind kind, List<Path> paths, Unread unread)
            throws IOException {
        for (Path path : paths) {
            if (kind == SourceKind.PCAP && path.equals(SourceFile.STANDARD_INPUT)) {
                files.add(new SourceFile(kind, path));
                continue;
            }
            try {
                for (Path file : Files.isDirectory(path) ? inside(path) : List.of(path)) {
                    one(files, kind, file, unread);
                }
            } catch (IOException e) {
                unread.accept(path, e);
            }
        }
    }

    private static void one(List<SourceFile> files, SourceKind kind, Path file, Unread unread) throws IOException {
        try {
            files.add(SourceFile.of(kind, file));
        } catch (IOException e) {
            unread.accept(file, e);
        }
    }

    private static List<Path> inside(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            List<Path> files = inside.filter(
                            found -> Files.isRegularFile(found) && isLog(String.valueOf(found.getFileName())))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new IOException(folder + ": expected *.log, *.json, *.labeled, *.pcap or *.pcapng in the folder,"
                        + " plain or .gz, found none");
            }
            return files;
        }
    }

    private static boolean isLog(String name) {
        String bare = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
        return Stream.of(".log", ".json", ".labeled", ".pcap", ".pcapng").anyMatch(bare::endsWith);
    }

    LocalNetworks local() {
        List<Cidr> own = new ArrayList<>();
        for (String text : localNetworks) {
            own.add(Cidr.parse(text)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "--local-network expects a prefix such as 192.0.2.0/24; found " + text)));
        }
        return LocalNetworks.privateRangesAnd(own);
    }

    Thresholds thresholds() {
        return Thresholds.of(known(), thresholds);
    }

    /** Every threshold that there is. */
    static List<Threshold> known() {
        List<Threshold> all = new ArrayList<>(SiteDetectors.thresholds());
        all.addAll(ModelDetector.thresholds());
        return all;
    }

    /** The model, when one is named. */
    Optional<AttackModel> model() throws IOException {
        if (model == null) {
            return Optional.empty();
        }
        if (Files.size(model) > ModelFile.BYTES_MAX) {
            throw new IOException(model + ": expected at most " + ModelFile.BYTES_MAX + " bytes");
        }
        try {
            return Optional.of(ModelFile.decode(Files.readAllBytes(model)));
        } catch (MalformedModelException e) {
            throw new IOException(model + ": " + e.getMessage(), e);
        }
    }
}
