package com.hookprobe.qsecbit.federation.core;

import static com.hookprobe.qsecbit.federation.Samples.MINUTE;
import static com.hookprobe.qsecbit.federation.Samples.NOW;
import static com.hookprobe.qsecbit.federation.Samples.id;
import static com.hookprobe.qsecbit.federation.Samples.ip;
import static com.hookprobe.qsecbit.federation.Samples.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.Retraction;
import com.hookprobe.qsecbit.federation.Samples;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.Veto;
import com.hookprobe.qsecbit.metric.Severity;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** FEDERATION 7.6: a correlator that was restored from its snapshot cannot be told from the one that went on. */
class CorrelatorSnapshotTest {
    private static final int OWNERS = 10;
    private static final List<IndicatorValue> VALUES =
            IntStream.range(1, 9).mapToObj(i -> ip("203.0.113." + i)).toList();
    private static final CorrelatorConfig CONFIG = CorrelatorConfig.standard().withEntries(200, 40);

    /** What happens, the same for every correlator that it is told to. */
    private interface Event {
        List<CorrelatorEffect> tell(Correlator correlator);
    }

    private static Event event(SplittableRandom random, long now) {
        int node = 1 + random.nextInt(2 * OWNERS);
        Reporter reporter = new Reporter(id(node), id(node % OWNERS), random.nextInt(4) == 0 ? 0.6 : 1, 3 + node);
        IndicatorValue value = VALUES.get(random.nextInt(VALUES.size()));
        long seen = now - random.nextInt(120) * MINUTE;
        Severity severity = random.nextBoolean() ? Severity.HIGH : Severity.MEDIUM;
        AttackSignature report = report(value, severity, seen, node);
        TagKey key = report.key();
        return switch (random.nextInt(24)) {
            case 0, 1 -> c -> c.veto(Veto.build(key, seen, new Samples.Toy(node)), reporter, now);
            case 2, 3 ->
                c -> c.retract(
                        Retraction.build(key, report.reportId(id(node)), seen, new Samples.Toy(node)), reporter, now);
            case 4 -> c -> c.revoke(id(node), now);
            case 5 -> c -> c.suppress(key, now + 30 * MINUTE, now);
            case 6, 7, 8 -> c -> c.tick(now);
            case 9 ->
                c -> {
                    c.activeOwners(OWNERS + node % 5);
                    return List.of();
                };
            default -> c -> c.report(report, reporter, now);
        };
    }

    /** Which of an event's tags comes first is not told: a hash decides it. */
    private static Set<CorrelatorEffect> unordered(List<CorrelatorEffect> effects) {
        Set<CorrelatorEffect> set = new HashSet<>(effects);
        assertThat(set).hasSameSizeAs(effects);
        return set;
    }

    @Test
    void aRestoredCorrelatorGoesOnLikeTheOneThatWentOn() throws MalformedException {
        int broadcasts = 0;
        int cancels = 0;
        for (long seed = 1; seed <= 40; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Correlator whole = new Correlator(CONFIG, OWNERS);
            Correlator restored = new Correlator(CONFIG, OWNERS);
            long now = NOW;
            for (int step = 0; step < 300; step++) {
                now += random.nextInt(20) == 0 ? random.nextInt(600) * MINUTE : random.nextInt(20_000_000);
                Event event = event(random, now);
                List<CorrelatorEffect> effects = event.tell(whole);
                assertThat(unordered(event.tell(restored)))
                        .as("seed %d step %d", seed, step)
                        .isEqualTo(unordered(effects));
                broadcasts += (int) effects.stream()
                        .filter(CorrelatorEffect.Broadcast.class::isInstance)
                        .count();
                cancels += (int) effects.stream()
                        .filter(CorrelatorEffect.Cancel.class::isInstance)
                        .count();
                if (random.nextInt(5) == 0) {
                    byte[] snapshot = restored.snapshot();
                    restored = Correlator.restore(CONFIG, snapshot);
                    assertThat(restored.snapshot()).isEqualTo(snapshot);
                }
            }
            assertThat(restored.snapshot()).as("seed %d", seed).isEqualTo(whole.snapshot());
        }
        assertThat(broadcasts).isGreaterThan(1_000);
        assertThat(cancels).isGreaterThan(100);
    }

    @Test
    void whatIsNoSnapshotIsRefused() {
        Correlator correlator = new Correlator(CONFIG, OWNERS);
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 100; i++) {
            event(random, NOW).tell(correlator);
        }
        byte[] snapshot = correlator.snapshot();
        for (int length = 0; length < snapshot.length; length += 1 + length / 50) {
            byte[] cut = Arrays.copyOf(snapshot, length);
            assertThatThrownBy(() -> Correlator.restore(CONFIG, cut)).isInstanceOf(MalformedException.class);
        }
        byte[] longer = Arrays.copyOf(snapshot, snapshot.length + 1);
        assertThatThrownBy(() -> Correlator.restore(CONFIG, longer)).isInstanceOf(MalformedException.class);
        byte[] other = snapshot.clone();
        other[0] = 2;
        assertThatThrownBy(() -> Correlator.restore(CONFIG, other))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("version");
    }

    /** A field that is added has to be written into the snapshot, or told here why not. */
    @Test
    void theSnapshotKnowsEveryField() {
        assertThat(fields(Correlator.class))
                .containsExactlyInAnyOrder("config", "store", "verdicts", "activeOwners", "nextSerial");
        // Of the store all but the states follows from these and the configuration.
        assertThat(fields(EntryStore.class))
                .containsExactlyInAnyOrder(
                        "reportsMax",
                        "vetoesMax",
                        "perOwnerMax",
                        "states",
                        "held",
                        "byEnd",
                        "keptUntilMicros",
                        "lingering",
                        "vetoes");
        assertThat(fields(Verdicts.class)).containsExactlyInAnyOrder("config", "resends", "unsettled", "activeOwners");
        assertThat(fields(Unsettled.class)).containsExactly("dueMicros");
        assertThat(fields(TagState.class))
                .containsExactlyInAnyOrder("key", "entries", "active", "suppressedUntilMicros");
        assertThat(fields(TagState.Active.class))
                .containsExactlyInAnyOrder("draft", "endsMicros", "sentMicros", "ownersSent", "basis");
        assertThat(fields(Entry.class)).hasSize(13);
    }

    private static Set<String> fields(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic())
                .map(Field::getName)
                .collect(Collectors.toSet());
    }
}
