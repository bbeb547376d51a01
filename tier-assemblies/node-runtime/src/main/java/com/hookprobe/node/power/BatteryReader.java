package com.hookprobe.node.power;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Reads the batteries of a Linux machine, each time anew (routing 1.1 and 1.2). What is missing or makes no sense is unknown; nothing
 * is guessed. Another system has no such folder, so everything is unknown there.
 */
public final class BatteryReader {
    private static final Path LINUX = Path.of("/sys/class/power_supply");
    /** Supplies that a machine may have; more is no power supply folder. */
    static final int SUPPLIES_MAX = 64;
    /** The kernel's own limit of such a file is a page; a number or a word needs less. */
    private static final int VALUE_BYTES_MAX = 256;
    /** Gauges of worn batteries tell somewhat more than full; twice as much is no reading. */
    private static final double OVERFULL_MAX = 1.25;

    private final Path root;

    /** @param root a folder like {@code /sys/class/power_supply} */
    public BatteryReader(Path root) {
        this.root = root;
    }

    /** The batteries of this machine. */
    public static BatteryReader ofThisMachine() {
        return new BatteryReader(LINUX);
    }

    /** What the files say now. */
    public PowerReading read() {
        List<Battery> batteries = new ArrayList<>();
        boolean mains = false;
        try (DirectoryStream<Path> supplies = Files.newDirectoryStream(root)) {
            int seen = 0;
            for (Path supply : supplies) {
                if (++seen > SUPPLIES_MAX) {
                    return PowerReading.UNKNOWN;
                }
                String type = value(supply.resolve("type")).orElse("");
                if (type.equals("Battery") && ofTheMachine(supply)) {
                    batteries.add(Battery.read(supply));
                } else if (type.equals("Mains") || type.equals("USB")) {
                    mains |= value(supply.resolve("online")).orElse("").equals("1");
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            return PowerReading.UNKNOWN;
        }
        boolean discharging = batteries.stream().anyMatch(b -> b.status().equals("Discharging"));
        return new PowerReading(charge(batteries), !mains && discharging);
    }

    /** A mouse's battery has the scope Device; an empty bay is not present. */
    private static boolean ofTheMachine(Path supply) {
        return !value(supply.resolve("scope")).orElse("").equals("Device")
                && !value(supply.resolve("present")).orElse("1").equals("0");
    }

    /** By energy when all tell it, else by charge when all tell that; percents of unlike batteries cannot be summed. */
    private static OptionalDouble charge(List<Battery> batteries) {
        if (batteries.isEmpty()) {
            return OptionalDouble.empty();
        }
        if (batteries.stream().allMatch(b -> b.energy().isPresent())) {
            return Level.sum(
                    batteries.stream().flatMap(b -> b.energy().stream()).toList());
        }
        if (batteries.stream().allMatch(b -> b.charge().isPresent())) {
            return Level.sum(
                    batteries.stream().flatMap(b -> b.charge().stream()).toList());
        }
        return batteries.size() == 1
                ? Level.sum(batteries.get(0).percent().stream().toList())
                : OptionalDouble.empty();
    }

    /** How much there is of how much, in whatever unit. */
    private record Level(long now, long full) {
        static Optional<Level> of(OptionalLong now, OptionalLong full) {
            boolean sound = now.isPresent()
                    && full.isPresent()
                    && full.getAsLong() > 0
                    && now.getAsLong() <= full.getAsLong() * OVERFULL_MAX;
            return sound ? Optional.of(new Level(now.getAsLong(), full.getAsLong())) : Optional.empty();
        }

        static OptionalDouble sum(List<Level> levels) {
            double now = 0;
            double full = 0;
            for (Level level : levels) {
                now += level.now;
                full += level.full;
            }
            return full > 0 ? OptionalDouble.of(Math.min(1, now / full)) : OptionalDouble.empty();
        }
    }

    private record Battery(String status, Optional<Level> energy, Optional<Level> charge, Optional<Level> percent) {
        static Battery read(Path supply) {
            return new Battery(
                    value(supply.resolve("status")).orElse(""),
                    Level.of(number(supply.resolve("energy_now")), number(supply.resolve("energy_full"))),
                    Level.of(number(supply.resolve("charge_now")), number(supply.resolve("charge_full"))),
                    Level.of(number(supply.resolve("capacity")), OptionalLong.of(100)));
        }
    }

    private static OptionalLong number(Path file) {
        String text = value(file).orElse("");
        return text.matches("[0-9]{1,15}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    private static Optional<String> value(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(VALUE_BYTES_MAX + 1);
            return bytes.length > VALUE_BYTES_MAX
                    ? Optional.empty()
                    : Optional.of(new String(bytes, StandardCharsets.US_ASCII).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
