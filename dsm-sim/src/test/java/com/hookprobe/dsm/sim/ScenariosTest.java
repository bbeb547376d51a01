package com.hookprobe.dsm.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every named mix, and every fault alone. */
class ScenariosTest {
    static Stream<String> named() {
        return Scenario.all().stream().map(Scenario::name).filter(name -> !name.equals("real-bls"));
    }

    @ParameterizedTest
    @MethodSource("named")
    void passes(String name) {
        Scenario scenario = Scenario.byName(name).orElseThrow();
        Options options = new Options(scenario.faults(), java.util.OptionalInt.empty(), scenario.real());
        for (long seed = 1; seed <= 20; seed++) {
            RunReport report = RunReport.of(seed, options, Tracer.NONE);
            assertThat(report.failure()).as(report.blame()).isEmpty();
            assertThat(report.heights()).as(report.blame()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void eachFaultAlone(Fault fault) {
        for (long seed = 1; seed <= 6; seed++) {
            RunReport report = RunReport.of(seed, Options.of(Set.of(fault)), Tracer.NONE);
            assertThat(report.failure()).as(report.blame()).isEmpty();
        }
    }

    @Test
    void faultsDoSomething() {
        assertThat(sum(Fault.CRASH, RunReport::crashes)).isPositive();
        assertThat(sum(Fault.POWER_CUT, RunReport::crashes)).isPositive();
        assertThat(sum(Fault.DISK_FULL, RunReport::crashes)).isPositive();
        assertThat(sum(Fault.EQUIVOCATING_VOTER, RunReport::accused)).isPositive();
        assertThat(sum(Fault.EQUIVOCATING_LEADER, RunReport::accused)).isPositive();
        assertThat(sum(Fault.JOIN, RunReport::changes)).isPositive();
        assertThat(sum(Fault.LEAVE, RunReport::changes)).isPositive();
        assertThat(sum(Fault.ROTATE_KEY, RunReport::changes)).isPositive();
        assertThat(sum(Fault.SUSPEND, RunReport::changes)).isPositive();
        assertThat(sum(Fault.ATTESTATION, RunReport::changes)).isPositive();
        assertThat(sum(Fault.EQUIVOCATING_VOTER, RunReport::changes)).isPositive();
        assertThat(Arrays.stream(Fault.values()).map(Fault::label)).doesNotHaveDuplicates();
    }

    private static long sum(Fault fault, java.util.function.ToLongFunction<RunReport> of) {
        long sum = 0;
        for (long seed = 1; seed <= 10; seed++) {
            Options options = new Options(
                    java.util.Optional.of(Set.of(fault, Fault.PARTITION)), java.util.OptionalInt.of(4), false);
            sum += of.applyAsLong(RunReport.of(seed, options, Tracer.NONE));
        }
        return sum;
    }
}
