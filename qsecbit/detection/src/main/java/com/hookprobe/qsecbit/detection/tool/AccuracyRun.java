package com.hookprobe.qsecbit.detection.tool;

import com.hookprobe.qsecbit.detection.Detector;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.packet.PacketConfig;
import com.hookprobe.qsecbit.detection.packet.SiteDetectors;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Runs the detectors over every scenario below a folder and compares what they find with what is known.
 *
 * <p>Scenarios are the folders with a {@code scenario.txt} (see {@code docs/spec/qsecbit.md}), and two labelled sets of
 * others when their archives are there: {@code slips-stratosphere/*.tar.gz} and {@code crowdsec-hub/*.tar.gz}. Reads and
 * writes the disk: archives are unpacked into a temporary folder that is removed again. Not thread-safe.
 */
public final class AccuracyRun {
    private static final int DEPTH_MAX = 6;

    private final List<EventFormat> formats;
    private final Function<LocalNetworks, List<Detector>> detectors;

    /** A run with the given forms of recordings and detectors. */
    public AccuracyRun(List<EventFormat> formats, Function<LocalNetworks, List<Detector>> detectors) {
        this.formats = List.copyOf(formats);
        this.detectors = detectors;
    }

    /** A run with all forms that this module reads and the standard detectors. */
    public static AccuracyRun standard() {
        return new AccuracyRun(
                EventFormats.standard(System.currentTimeMillis() * 1000),
                local -> SiteDetectors.ofEvents(
                        PacketConfig.builder().local(local).build()));
    }

    /**
     * Runs every scenario below a folder.
     *
     * @param progress gets a line for each scenario
     * @throws IOException when the disk fails or a scenario's text is wrong; a scenario whose recordings nobody can read
     *     is told in the report instead
     */
    public AccuracyReport run(Path dataFolder, Consumer<String> progress) throws IOException {
        List<ScenarioResult> results = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        for (Path text : find(dataFolder, ScenarioText.FILE)) {
            Path folder = text.toAbsolutePath().normalize().getParent();
            if (folder != null) {
                judge(ScenarioText.read(folder, Files.readAllLines(text)), results, skipped, progress);
            }
        }
        Path unpacked = Files.createTempDirectory("hookprobe-accuracy");
        try {
            for (Path archive : archives(dataFolder.resolve("slips-stratosphere"))) {
                Path folder = unpack(archive, unpacked, progress);
                judge(ScenarioText.read(folder, resource("slips-scenarios.txt")), results, skipped, progress);
            }
            for (Path archive : archives(dataFolder.resolve("crowdsec-hub"))) {
                Path folder = unpack(archive, unpacked, progress);
                judge(new HubTests(resource("hub-scenarios.txt")).read(folder), results, skipped, progress);
            }
        } finally {
            delete(unpacked);
        }
        return new AccuracyReport(List.copyOf(results), List.copyOf(skipped));
    }

    private void judge(
            List<Scenario> scenarios, List<ScenarioResult> results, List<String> skipped, Consumer<String> progress)
            throws IOException {
        for (Scenario scenario : scenarios) {
            List<Path> present =
                    scenario.inputs().stream().filter(Files::exists).toList();
            if (present.isEmpty()) {
                skipped.add(scenario.name() + ": none of its recordings is there");
                continue;
            }
            DetectionRun.Outcome outcome = new DetectionRun(formats, scenario.local(), detectors).run(present);
            if (outcome.unread().size() == present.size()) {
                skipped.add(scenario.name() + ": no form is known of "
                        + present.get(0).getFileName());
                continue;
            }
            ScenarioResult result = scenario.truth().judge(scenario.name(), outcome);
            results.add(result);
            progress.accept(result.name() + ": " + result.found() + " of " + result.labelled() + " found, "
                    + result.flagged() + " of " + result.benign() + " benign hosts flagged");
        }
    }

    private static Path unpack(Path archive, Path into, Consumer<String> progress) throws IOException {
        progress.accept("unpacking " + archive);
        Path folder = into.resolve(String.valueOf(archive.getFileName()));
        TarArchive.unpack(archive, folder);
        return folder;
    }

    private static List<Path> archives(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".tar.gz"))
                    .sorted()
                    .toList();
        }
    }

    private static List<Path> find(Path folder, String name) throws IOException {
        try (Stream<Path> walk = Files.walk(folder, DEPTH_MAX)) {
            return walk.filter(path -> path.endsWith(name)).sorted().toList();
        }
    }

    private static List<String> resource(String name) throws IOException {
        try (InputStream in = AccuracyRun.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the resource " + name + " is missing from this program");
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
