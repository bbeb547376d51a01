package com.hookprobe.qsecbit.response;

import static com.hookprobe.qsecbit.response.Samples.NOW;
import static com.hookprobe.qsecbit.response.Samples.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The table, the allowlist and the enforcer against a list of decisions that is looked through each time. */
class ResponseModelTest {
    private record Place(Cidr prefix, Origin origin) {}

    private final Map<Place, Decision> held = new HashMap<>();

    private static Cidr prefix(SplittableRandom random) {
        int bits = random.nextInt(4) == 0 ? 24 + random.nextInt(8) : 32;
        return new Cidr(IpAddress.v4(0xC6336400 | random.nextInt(16)), bits);
    }

    @Property(tries = 100)
    void theMachineHoldsWhatTheDecisionsSay(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DryRunEnforcer machine = new DryRunEnforcer();
        Response response = new Response(Samples.allowlist(), machine);
        held.clear();
        Map<Cidr, Boolean> allowed = new HashMap<>();
        long now = NOW;
        for (int step = 0; step < 80; step++) {
            now += random.nextInt(20) * SECOND;
            Cidr prefix = prefix(random);
            switch (random.nextInt(12)) {
                case 0 -> {
                    response.lift(new Indicator(prefix), now);
                    held.keySet().removeIf(place -> place.prefix().equals(prefix));
                }
                case 1 -> {
                    response.lift(new Indicator(prefix), Origin.MESH, now);
                    held.remove(new Place(prefix, Origin.MESH));
                }
                case 2 -> {
                    response.allow(prefix, "test", now);
                    allowed.put(prefix, true);
                    held.keySet().removeIf(place -> place.prefix().overlaps(prefix));
                }
                case 3 -> {
                    for (Cidr gone : List.copyOf(allowed.keySet())) {
                        assertThat(response.disallow(gone)).isTrue();
                    }
                    allowed.clear();
                }
                default -> apply(response, random, prefix, allowed, now);
            }
            response.expire(now);
            compare(machine, now, seed);
        }
    }

    private void apply(Response response, SplittableRandom random, Cidr prefix, Map<Cidr, Boolean> allowed, long now) {
        Action action = Action.values()[random.nextInt(4)];
        if (action == Action.QUARANTINE && !prefix.isSingle()) {
            action = Action.RATE_LIMIT;
        }
        Origin origin = Origin.values()[random.nextInt(Origin.values().length)];
        Duration ttl = Duration.ofSeconds(1 + random.nextInt(120));
        Decision decision = Decision.named(new Indicator(prefix), action, ttl, origin, "m", 0.1, now);
        Outcome outcome = response.apply(decision, now);
        if (allowed.keySet().stream().anyMatch(prefix::overlaps)) {
            assertThat(outcome).isEqualTo(Outcome.ALLOWLISTED);
            return;
        }
        Place place = new Place(prefix, origin);
        Decision before = held.get(place);
        boolean ended = before == null || before.endsMicros() <= now;
        boolean replaces = ended
                || action.compareTo(before.action()) > 0
                || (action == before.action() && decision.endsMicros() > before.endsMicros());
        assertThat(outcome).isEqualTo(replaces ? Outcome.ENFORCED : Outcome.ALREADY);
        if (replaces) {
            held.put(place, decision);
        }
    }

    private void compare(DryRunEnforcer machine, long now, long seed) {
        Map<String, String> wanted = new TreeMap<>();
        Map<Cidr, Standing> strongest = new HashMap<>();
        held.forEach((place, decision) -> {
            if (decision.endsMicros() > now) {
                Standing mine = new Standing(decision.action(), decision.endsMicros());
                strongest.merge(place.prefix(), mine, ResponseModelTest::stronger);
            }
        });
        strongest.forEach((prefix, standing) -> {
            if (standing.action().isEnforced()) {
                wanted.put(prefix.toString(), standing.action() + " " + standing.untilMicros());
            }
        });
        Map<String, String> got = new TreeMap<>();
        machine.standing(now)
                .forEach(enforce ->
                        got.put(enforce.indicator().toString(), enforce.action() + " " + enforce.untilMicros()));
        assertThat(got).as("seed %d", seed).isEqualTo(wanted);
    }

    private static Standing stronger(Standing a, Standing b) {
        if (a.action() != b.action()) {
            return a.action().compareTo(b.action()) > 0 ? a : b;
        }
        return a.untilMicros() >= b.untilMicros() ? a : b;
    }
}
