package com.hookprobe.node.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.node.exchange.ToldDecisions.Word;
import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.exchange.Decided;
import com.hookprobe.qsecbit.exchange.DecisionEdit;
import com.hookprobe.qsecbit.exchange.Remedy;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.qsecbit.metric.Severity;
import com.hookprobe.qsecbit.response.Action;
import com.hookprobe.qsecbit.response.Allowlist;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.DryRunEnforcer;
import com.hookprobe.qsecbit.response.Indicator;
import com.hookprobe.qsecbit.response.Origin;
import com.hookprobe.qsecbit.response.Response;
import com.hookprobe.qsecbit.response.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Exchange 8.2 and 8.3, on what a real response says of its changes. */
class ToldDecisionsTest {
    private static final String WHO = "203.0.113.7";
    private static final long START = 1_000_000_000_000L;

    private final List<Word> words = new ArrayList<>();
    private final Response response = new Response(new Allowlist(Map.of()), new DryRunEnforcer());
    private ToldDecisions told;
    private long now = START;

    @BeforeEach
    void open() {
        told = told();
        response.journal(changes -> words.addAll(told.changed(changes, now)));
    }

    private static ToldDecisions told() {
        return new ToldDecisions(LocalNetworks.privateRanges(), reason -> reason.length(), 100);
    }

    private static Indicator indicator(String text) {
        return Indicator.parse(text).orElseThrow();
    }

    private void decide(String who, Action action, Origin origin, String reason) {
        response.apply(Decision.named(indicator(who), action, Duration.ofHours(1), origin, reason, 0, now), now);
    }

    private List<Word> said() {
        List<Word> all = List.copyOf(words);
        words.clear();
        return all;
    }

    private DecisionEdit.Put put() {
        assertThat(words).hasSize(1);
        return ((Word.Holds) said().get(0)).told().put(now).orElseThrow();
    }

    private void detected(String who, double confidence, String machine) {
        IpAddress source = IpAddress.parse(who).orElseThrow();
        Detection detection = new Detection(
                "00",
                AttackKind.BRUTE_FORCE,
                source,
                MacAddress.NONE,
                IpAddress.NONE,
                Severity.HIGH,
                confidence,
                now,
                now,
                "",
                1,
                "x",
                "y",
                false);
        words.addAll(told.detected(List.of(detection), machine));
    }

    @Test
    void whatReadersAreToldOfEachOrigin() {
        detected(WHO, 0.9, "");
        decide(WHO, Action.BLOCK, Origin.LOCAL, "BRUTE_FORCE by the payroll sensor");
        DecisionEdit.Put local = put();
        assertThat(local.subject().toString()).isEqualTo("Ip " + WHO);
        assertThat(local.remedy()).isEqualTo(Remedy.BAN);
        assertThat(local.origin()).isEqualTo("local");
        assertThat(local.scenario()).isEqualTo("hookprobe/brute-force");
        assertThat(local.reason()).isEqualTo("brute-force seen at the site");
        assertThat(local.confidence()).isEqualTo(90);
        assertThat(local.ttl()).isEqualTo(Duration.ofHours(1));
        decide("198.51.100.0/24", Action.RATE_LIMIT, Origin.MESH, "12345");
        DecisionEdit.Put mesh = put();
        assertThat(mesh.subject().toString()).isEqualTo("Range 198.51.100.0/24");
        assertThat(mesh.remedy()).isEqualTo(Remedy.THROTTLE);
        assertThat(mesh.origin() + mesh.scenario() + mesh.sightings()).isEqualTo("meshhookprobe/mesh5");
        assertThat(mesh.reason()).isEqualTo("seen at 5 site(s) of the mesh");
        decide("2001:db8::1", Action.BLOCK, Origin.OPERATOR, "our lawyer says so");
        assertThat(put().reason()).isEqualTo("decided by the operator of the site");
    }

    @Test
    void whatIsNobodyElsesBusinessIsNotTold() {
        decide(WHO, Action.WATCH, Origin.LOCAL, "x");
        decide("02:00:00:ab:00:07", Action.BLOCK, Origin.LOCAL, "x");
        decide("203.0.113.8", Action.QUARANTINE, Origin.LOCAL, "x");
        decide("10.0.0.7", Action.BLOCK, Origin.OPERATOR, "x");
        decide("203.0.113.9", Action.BLOCK, Origin.FEED, "feed a, x");
        response.apply(
                new Decision(
                        "host",
                        indicator("203.0.113.10"),
                        Action.BLOCK,
                        Duration.ofHours(1),
                        Origin.OPERATOR,
                        Scope.HOST,
                        "x",
                        0,
                        now),
                now);
        assertThat(said()).isEmpty();
        assertThat(told.all(now)).isEmpty();
    }

    @Test
    void aRenewalKeepsItsNameAndWhatComesAgainHasANewOne() {
        decide(WHO, Action.BLOCK, Origin.LOCAL, "x");
        String first = put().name();
        now += 60_000_000;
        decide(WHO, Action.BLOCK, Origin.LOCAL, "x");
        assertThat(put().name()).isEqualTo(first);
        response.undo(indicator(WHO), now);
        assertThat(said()).containsExactly(new Word.Over(first));
        decide(WHO, Action.BLOCK, Origin.OPERATOR, "x");
        response.lift(indicator(WHO), now);
        said();
        decide(WHO, Action.BLOCK, Origin.LOCAL, "x");
        assertThat(put().name()).isNotEqualTo(first);
        // What is over by itself is not taken back, and has a new name when it comes again.
        String second = told.all(now).get(0).name();
        now += Duration.ofHours(2).toNanos() / 1_000;
        response.expire(now);
        assertThat(said()).isEmpty();
        decide(WHO, Action.BLOCK, Origin.LOCAL, "x");
        assertThat(put().name()).isNotEqualTo(second);
    }

    @Test
    void theMeshChangesItsMindUnderOneName() {
        decide(WHO, Action.BLOCK, Origin.MESH, "1234");
        String name = put().name();
        response.replace(
                Decision.named(indicator(WHO), Action.RATE_LIMIT, Duration.ofHours(1), Origin.MESH, "123", 0, now),
                now);
        DecisionEdit.Put weaker = put();
        assertThat(weaker.name()).isEqualTo(name);
        assertThat(weaker.remedy()).isEqualTo(Remedy.THROTTLE);
        response.replace(
                Decision.named(indicator(WHO), Action.WATCH, Duration.ofHours(1), Origin.MESH, "123", 0, now), now);
        assertThat(said()).containsExactly(new Word.Over(name));
    }

    @Test
    void anEngineOwnsWhatRestsOnItsAlertsAlone() {
        detected(WHO, 0.5, "engine-1");
        decide(WHO, Action.BLOCK, Origin.LOCAL, "BRUTE_FORCE by crowdsec/engine-1");
        DecisionEdit.Put put = put();
        assertThat(put.owner()).isEqualTo("engine-1");
        assertThat(put.confidence()).isEqualTo(50);
        Decided decided = put.decided(1, now, now);
        assertThat(told.restingOn("engine-1", List.of(decided), now)).containsExactly(indicator(WHO));
        assertThat(told.restingOn("engine-2", List.of(decided), now)).isEmpty();
        // Its own sensors say so as well, and that is no news to the response.
        detected(WHO, 0.3, "");
        DecisionEdit.Put confirmed = put();
        assertThat(confirmed.owner()).isEmpty();
        assertThat(confirmed.name()).isEqualTo(put.name());
        assertThat(told.restingOn("engine-1", List.of(decided), now)).isEmpty();
        // Nor does it become the engine's when that renews it.
        now += 1_000_000;
        detected(WHO, 0.9, "engine-1");
        decide(WHO, Action.BLOCK, Origin.LOCAL, "BRUTE_FORCE by crowdsec/engine-1");
        assertThat(put().owner()).isEmpty();
    }

    @Test
    void aRestartGoesOnUnderTheNamesThatWereTold() {
        detected(WHO, 0.5, "engine-1");
        decide(WHO, Action.BLOCK, Origin.LOCAL, "BRUTE_FORCE by crowdsec/engine-1");
        DecisionEdit.Put put = put();
        decide("203.0.113.8", Action.BLOCK, Origin.LOCAL, "BRUTE_FORCE by us");
        ToldDecisions next = told();
        next.recall(response.active(now), List.of(put.decided(7, now, now)), now);
        List<DecisionEdit.Put> puts =
                next.all(now).stream().map(one -> one.put(now).orElseThrow()).toList();
        assertThat(puts).hasSize(2).contains(put);
        assertThat(puts).anySatisfy(one -> {
            assertThat(one.subject().value()).isEqualTo("203.0.113.8");
            assertThat(one.confidence()).isEqualTo(ToldDecisions.LOCAL_CONFIDENCE);
        });
    }

    @Test
    void ofTooManyThoseThatEndLastAreTold() {
        ToldDecisions few = new ToldDecisions(LocalNetworks.privateRanges(), reason -> 0, 1);
        response.journal(changes -> few.changed(changes, now));
        decide(WHO, Action.BLOCK, Origin.LOCAL, "x");
        now += 1_000_000;
        decide("203.0.113.8", Action.BLOCK, Origin.LOCAL, "x");
        assertThat(few.all(now))
                .singleElement()
                .satisfies(
                        one -> assertThat(one.decision().indicator().toString()).isEqualTo("203.0.113.8"));
    }
}
