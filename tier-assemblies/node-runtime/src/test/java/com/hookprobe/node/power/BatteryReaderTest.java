package com.hookprobe.node.power;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatteryReaderTest {
    @TempDir
    Path root;

    private void supply(String name, Map<String, String> files) throws IOException {
        Path folder = Files.createDirectories(root.resolve(name));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue() + "\n");
        }
    }

    private void battery(String name, String status, long now, long full) throws IOException {
        supply(name, Map.of("type", "Battery", "status", status, "energy_now", "" + now, "energy_full", "" + full));
    }

    private void mains(String online) throws IOException {
        supply("AC", Map.of("type", "Mains", "online", online));
    }

    private PowerReading read() {
        return new BatteryReader(root).read();
    }

    @Test
    void aLaptopOnBatteryAndOnMains() throws IOException {
        battery("BAT0", "Discharging", 20_000_000, 50_000_000);
        mains("0");
        assertThat(read()).isEqualTo(new PowerReading(OptionalDouble.of(0.4), true));
        mains("1");
        assertThat(read()).isEqualTo(new PowerReading(OptionalDouble.of(0.4), false));
        battery("BAT0", "Charging", 20_000_000, 50_000_000);
        mains("0");
        assertThat(read().onBattery()).as("charged by something").isFalse();
    }

    @Test
    void twoBatteriesAreSummedByEnergy() throws IOException {
        battery("BAT0", "Discharging", 10_000_000, 20_000_000);
        battery("BAT1", "Not charging", 60_000_000, 60_000_000);
        assertThat(read()).isEqualTo(new PowerReading(OptionalDouble.of(70.0 / 80), true));
    }

    @Test
    void chargeAndThenPercentTakeThePlaceOfEnergy() throws IOException {
        supply(
                "BAT0",
                Map.of(
                        "type",
                        "Battery",
                        "status",
                        "Discharging",
                        "charge_now",
                        "1000000",
                        "charge_full",
                        "4000000",
                        "capacity",
                        "99"));
        assertThat(read().charge()).hasValue(0.25);
        Files.delete(root.resolve("BAT0/charge_full"));
        assertThat(read().charge()).hasValue(0.99);
    }

    @Test
    void percentsOfTwoBatteriesCannotBeSummed() throws IOException {
        supply("BAT0", Map.of("type", "Battery", "status", "Discharging", "capacity", "10"));
        supply("BAT1", Map.of("type", "Battery", "status", "Discharging", "capacity", "90"));
        assertThat(read()).isEqualTo(new PowerReading(OptionalDouble.empty(), true));
    }

    @Test
    void aUpsAMouseAndAnEmptyBayAreNoBatteryOfTheMachine() throws IOException {
        supply("ups", Map.of("type", "UPS", "status", "Discharging", "capacity", "30"));
        supply("mouse", Map.of("type", "Battery", "scope", "Device", "status", "Discharging", "capacity", "5"));
        supply("BAT1", Map.of("type", "Battery", "present", "0", "status", "Discharging"));
        assertThat(read()).isEqualTo(PowerReading.UNKNOWN);
    }

    @Test
    void mainsAlone() throws IOException {
        mains("1");
        assertThat(read()).isEqualTo(PowerReading.UNKNOWN);
    }

    @Test
    void usbPowerIsMains() throws IOException {
        battery("BAT0", "Discharging", 10, 20);
        supply("usbc", Map.of("type", "USB", "online", "1"));
        assertThat(read().onBattery()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "half", "1e6", "9999999999999999", "25000001"})
    void aBrokenNumberIsUnknownAndNoGuess(String now) throws IOException {
        supply(
                "BAT0",
                Map.of("type", "Battery", "status", "Discharging", "energy_now", now, "energy_full", "20000000"));
        assertThat(read()).isEqualTo(new PowerReading(OptionalDouble.empty(), true));
    }

    @Test
    void alittleMoreThanFullIsFull() throws IOException {
        battery("BAT0", "Discharging", 25_000_000, 20_000_000);
        assertThat(read().charge()).hasValue(1);
    }

    @Test
    void oneBrokenBatteryOfTwoMakesTheSumUnknown() throws IOException {
        battery("BAT0", "Discharging", 10, 20);
        battery("BAT1", "Discharging", 10, 0);
        assertThat(read().charge()).isEmpty();
    }

    @Test
    void noFolderAndFilesForFoldersAreUnknown() throws IOException {
        assertThat(new BatteryReader(root.resolve("none")).read()).isEqualTo(PowerReading.UNKNOWN);
        Files.writeString(root.resolve("BAT0"), "no folder");
        assertThat(read()).isEqualTo(PowerReading.UNKNOWN);
    }

    @Test
    void asManySuppliesAsTheBoundAreReadAndOneMoreAreNot() throws IOException {
        battery("BAT0", "Discharging", 10, 20);
        for (int i = 1; i < BatteryReader.SUPPLIES_MAX; i++) {
            supply("other" + i, Map.of("type", "Wireless"));
        }
        assertThat(read().charge()).hasValue(0.5);
        supply("other", Map.of("type", "Wireless"));
        assertThat(read()).isEqualTo(PowerReading.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "NORMAL, 0.50, NORMAL",
        "NORMAL, 0.499, THRIFTY",
        "NORMAL, 0.20, THRIFTY",
        "NORMAL, 0.199, LOW",
        "THRIFTY, 0.549, THRIFTY",
        "THRIFTY, 0.551, NORMAL",
        "THRIFTY, 0.20, THRIFTY",
        "THRIFTY, 0.199, LOW",
        "LOW, 0.249, LOW",
        "LOW, 0.251, THRIFTY",
        "LOW, 0.54, THRIFTY",
        "LOW, 0.551, NORMAL",
        "LOW, 0, LOW"
    })
    void bandsFallAtTheirBoundsAndRiseAboveThem(EnergyBand before, double charge, EnergyBand after) {
        assertThat(before.next(new PowerReading(OptionalDouble.of(charge), true)))
                .isEqualTo(after);
    }

    @Test
    void onMainsOrUnknownThereIsNothingToSpare() {
        assertThat(EnergyBand.LOW.next(new PowerReading(OptionalDouble.of(0.1), false)))
                .isEqualTo(EnergyBand.NORMAL);
        assertThat(EnergyBand.LOW.next(PowerReading.UNKNOWN)).isEqualTo(EnergyBand.NORMAL);
        assertThat(new PowerReading(OptionalDouble.empty(), true).reserve()).isEqualTo(1);
        assertThat(new PowerReading(OptionalDouble.of(0.1), false).reserve()).isEqualTo(1);
    }
}
