package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.report.core.DayTallies;
import com.hookprobe.node.report.core.Period;
import com.hookprobe.node.report.core.Tally;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.CancelReason;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nodes count for their reports, in made-up time. */
class TallyRolesTest {
    private static final long MINUTE_NS = 60_000_000_000L;
    private static final long MINUTE_MICROS = 60_000_000L;

    @TempDir
    Path folder;

    private TestMesh mesh;
    private NodeContext node;
    private TallyBook book;
    private ProviderTally tally;
    private final Map<NodeId, String> tenants = new HashMap<>();
    private final Set<NodeId> here = new HashSet<>();
    private NodeId ours;
    private NodeId theirs;
    private long now;

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
        node = mesh.node("mssp-1");
        book = new TallyBook(node, Runnable::run);
        ours = mesh.id("guardian-1");
        theirs = mesh.id("guardian-2");
        tenants.put(ours, "acme");
        tenants.put(theirs, "beta");
        tally = new ProviderTally(node, book, new ProviderTally.Fleet() {
            @Override
            public Collection<NodeId> nodes() {
                return tenants.keySet();
            }

            @Override
            public Optional<String> tenant(NodeId id) {
                return Optional.ofNullable(tenants.get(id));
            }

            @Override
            public OptionalDouble trust(NodeId id) {
                return OptionalDouble.of(0.75);
            }

            @Override
            public boolean here(NodeId id) {
                return here.contains(id);
            }
        });
        now = node.loop().wallMicros() / MINUTE_MICROS * MINUTE_MICROS;
        tally.look(node.loop().nowNs());
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    private Tally of(NodeId id) {
        return book.today().of(id.hex());
    }

    private Tally of(String tenant) {
        return book.today().of(DayTallies.tenant(tenant));
    }

    @Test
    void timeIsCountedForWhoIsHereInTheBandThatHeTold() {
        long began = node.loop().nowNs();
        tally.look(began);
        here.add(ours);
        tally.onMesh(ours, new MeshMessage.QsecbitReport(now, 720_000, 0));
        tally.onMesh(mesh.id("sentinel-1"), new MeshMessage.QsecbitReport(now, 1, 0));
        tally.look(began + MINUTE_NS);
        assertThat(of(ours).get("up_ms")).isEqualTo(60_000);
        // The band is that of the value, whatever the node says it is.
        assertThat(of(ours).get("red_ms")).isEqualTo(60_000);
        assertThat(of(ours).get("max.score")).isEqualTo(720_000);
        assertThat(of(ours).get("last.trust")).isEqualTo(750_000);
        assertThat(of(theirs).get("up_ms")).isZero();
        assertThat(of(theirs).get("expected_ms")).isGreaterThanOrEqualTo(60_000);
        assertThat(of(mesh.id("sentinel-1")).all()).isEmpty();
        // Who has told nothing is where he began, and who is away is in no band.
        here.add(theirs);
        here.remove(ours);
        tally.look(began + 2 * MINUTE_NS);
        assertThat(of(ours).get("red_ms")).isEqualTo(60_000);
        assertThat(of(theirs).get("green_ms")).isEqualTo(60_000);
        here.add(ours);
        // A machine that slept for an hour has heard nobody in it.
        tally.look(began + 62 * MINUTE_NS);
        assertThat(of(ours).get("up_ms")).isEqualTo(60_000);
    }

    private AttackSignature report(String reporter, String attacker, String evidence, long micros) {
        return mesh.report(
                reporter, reporter, IpAddress.parse(attacker).orElseThrow(), Hash32.sha256(evidence), micros);
    }

    private void tell(AttackSignature about, long decidedMicros) {
        DecisionDraft draft = new DecisionDraft(
                about.key(),
                about.facts().attackType(),
                DecisionLevel.BLOCK,
                3_600,
                1,
                1,
                decidedMicros,
                List.of(Bytes32.of(new byte[32])),
                List.of(about.sealed()));
        MeshDecision decision = MeshDecision.sign(
                draft, 1, decidedMicros, List.of(), mesh.keys("mssp-1").device()::sign);
        tally.told(
                new NodeWatcher.Word(node.self(), decision, "", NodeWatcher.Fate.TOLD, "", List.of(), decidedMicros));
    }

    @Test
    void aReportIsCountedOnceUnderWhateverKeyAndItsAttackerIsKnownElsewhere() {
        AttackSignature first = report("guardian-1", "203.0.113.9", "one", now);
        tally.reported(ours, first);
        tally.reported(ours, report("guardian-1", "203.0.113.9", "one", now));
        assertThat(of(ours).get("seen.PORT_SCAN.CRITICAL")).isEqualTo(1);
        assertThat(of(ours).get("shared")).isEqualTo(1);
        tell(first, now + 1);
        assertThat(book.today().of(DayTallies.HERE).get("told.PORT_SCAN.BLOCK")).isEqualTo(1);
        assertThat(of("beta").get("spared")).isEqualTo(1);
        assertThat(of("acme").all()).isEmpty();
        tally.reported(theirs, report("guardian-2", "203.0.113.9", "two", now + 3 * MINUTE_MICROS));
        assertThat(of("beta").get("met")).isEqualTo(1);
        assertThat(of(theirs).get("seen.PORT_SCAN.CRITICAL")).isEqualTo(1);
    }

    @Test
    void whatIsTakenBackProtectsNobodyAndWhoIsNobodysIsNotCounted() {
        AttackSignature first = report("guardian-1", "203.0.113.9", "one", now);
        tell(first, now + 1);
        tally.cancelled(node.self(), first.key(), CancelReason.OPERATOR);
        tally.reported(theirs, report("guardian-2", "203.0.113.9", "two", now + 30 * MINUTE_MICROS));
        assertThat(of("beta").get("met")).isZero();
        tenants.remove(ours);
        tally.reported(ours, first);
        assertThat(of(ours).sum("seen.")).isZero();
    }

    @Test
    void aDayGoesOnAfterARestartAndAClockThatJumpsTakesNothing() throws Exception {
        tally.reported(ours, report("guardian-1", "203.0.113.9", "one", now));
        book.save();
        TallyBook again = new TallyBook(node, Runnable::run);
        again.count(ours.hex(), "shared", 1);
        assertThat(again.today().of(ours.hex()).get("shared")).isEqualTo(2);
        mesh.clockAheadMicros = 400L * 86_400_000_000L;
        again.count(ours.hex(), "shared", 10);
        assertThat(again.today().day()).isEqualTo(Period.day(node.loop().wallMicros()));
        assertThat(again.today().of(ours.hex()).get("shared")).isEqualTo(10);
        mesh.clockAheadMicros = 0;
        again.count(ours.hex(), "shared", 1);
        assertThat(again.today().of(ours.hex()).get("shared")).isEqualTo(3);
        again.close();
        assertThat(again.folder().days()).hasSize(2);
        assertThat(again.folder()
                        .load(Period.day(node.loop().wallMicros()))
                        .orElseThrow()
                        .of(ours.hex())
                        .get("shared"))
                .isEqualTo(3);
    }

    @Test
    void aDiskThatTakesNothingIsSaidOnceAndCountingGoesOn() throws Exception {
        Path blocked = folder.resolve("mssp-1").resolve(TallyBook.FOLDER);
        Files.writeString(blocked, "not a folder");
        for (int i = 0; i < 3; i++) {
            book.count(ours.hex(), "shared", 1);
            book.close();
        }
        assertThat(mesh.logged("mssp-1", "tallies_failed")).hasSize(1);
        Files.delete(blocked);
        book.count(ours.hex(), "shared", 1);
        book.close();
        assertThat(book.folder().days()).hasSize(1);
        assertThat(of(ours).get("shared")).isEqualTo(4);
    }
}
