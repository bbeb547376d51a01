package com.hookprobe.benchmarks;

import java.io.IOException;
import java.io.Reader;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JVM's options that a tier is distributed with, and those of the user, as its launcher puts them together. */
final class ShippedOptions {
    private static final Pattern PLACE = Pattern.compile("@([a-z_]+)@");

    private ShippedOptions() {}

    static List<String> of(String tier) throws IOException {
        Path dist = Path.of(System.getProperty("hookprobe.tiers", "")).resolve("distribution/src/main/dist");
        Properties values = new Properties();
        try (Reader file = Files.newBufferedReader(dist.resolve("tiers").resolve(tier + ".properties"))) {
            values.load(file);
        }
        List<String> options = new ArrayList<>();
        for (String line : Files.readAllLines(dist.resolve("conf/jvm.options"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                options.add(PLACE.matcher(line)
                        .replaceAll(place -> Matcher.quoteReplacement(value(values, tier, place.group(1)))));
            }
        }
        boolean vectors = ModuleFinder.ofSystem().find("jdk.incubator.vector").isPresent();
        if (tier.equals("mssp") && vectors) {
            options.addAll(List.of("--add-modules", "jdk.incubator.vector"));
        }
        String own = System.getenv("HOOKPROBE_JAVA_OPTS");
        if (own != null && tier.equals("mssp")) {
            options.addAll(List.of(own.trim().split("\\s+")));
        }
        return options;
    }

    private static String value(Properties values, String tier, String name) {
        String value = values.getProperty(name);
        if (value == null) {
            throw new IllegalStateException(
                    "jvm.options asks for " + name + ", which " + tier + ".properties does not have");
        }
        return value;
    }
}
