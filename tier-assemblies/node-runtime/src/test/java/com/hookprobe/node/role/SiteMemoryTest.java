package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.Context;
import com.hookprobe.qsecbit.federation.IndicatorType;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.Relation;
import com.hookprobe.qsecbit.federation.ReportFacts;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.core.alert.HostClass;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import com.hookprobe.qsecbit.response.Allowlist;
import com.hookprobe.qsecbit.response.DryRunEnforcer;
import com.hookprobe.qsecbit.response.Response;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a site knows is there after a restart, and what others have written is not. */
class SiteMemoryTest {
    private static final long DAY = 86_400_000_000L;
    private static final IpAddress PARTNER = IpAddress.parse("203.0.113.9").orElseThrow();
    private static final IpAddress ATTACKER = IpAddress.parse("2001:db8::7").orElseThrow();
    private static final IndicatorValue CLASS = HostClass.END_SYSTEM.alert("an everyday alert");
    private static final TagKey CLASS_TAG = new TagKey(IndicatorType.ALERT_CLASS, 2, new Bytes32(5, 6, 7, 9));
    private static final TagKey FIRST = new TagKey(IndicatorType.IP6, 1, new Bytes32(1, 2, 3, 4));
    private static final TagKey SECOND = new TagKey(IndicatorType.IP6, 2, new Bytes32(5, 6, 7, 8));

    @TempDir
    Path folder;

    private TestMesh mesh;
    private NodeContext node;

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
        node = mesh.node("guardian-1");
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    private SharedReports.Told told(IpAddress source) {
        return told(IndicatorValue.ip(source), source);
    }

    private static SharedReports.Told told(IndicatorValue value, IpAddress about) {
        ReportFacts facts =
                new ReportFacts(1, 1110, Context.NONE, 99, Severity.HIGH, 1, 1, 1, new Bytes32(0, 0, 0, 9), 1440);
        return new SharedReports.Told(value, about, facts, 2);
    }

    private void tell(SiteMemory memory, IpAddress source, TagKey key, long id) {
        memory.reports().add(told(source), new SharedReports.Statement(key, new Bytes32(0, 0, 0, id)));
    }

    @Test
    void relationsAndReportsOutliveTheProcess() throws Exception {
        long now = node.loop().wallMicros();
        SiteMemory memory = SiteMemory.open(node);
        for (int day = 2; day < 6; day++) {
            memory.relations().onGoodFlow(PARTNER, now - day * DAY);
        }
        tell(memory, ATTACKER, FIRST, 1);
        tell(memory, ATTACKER, SECOND, 2);
        tell(memory, PARTNER, FIRST, 3);
        memory.reports().add(told(CLASS, ATTACKER), new SharedReports.Statement(CLASS_TAG, new Bytes32(0, 0, 0, 4)));
        memory.alerts().forgive(CLASS, now);
        memory.close();

        SiteMemory again = SiteMemory.open(node);
        assertThat(again.relations().relation(IndicatorValue.ip(PARTNER), now)).isEqualTo(Relation.ESTABLISHED);
        assertThat(again.alerts().relation(CLASS, now)).isEqualTo(Relation.ESTABLISHED);
        assertThat(again.reports().contains(IndicatorValue.ip(ATTACKER))).isTrue();
        assertThat(again.reports().last(IndicatorValue.ip(ATTACKER)))
                .as("told before, under keys of before")
                .isEmpty();
        assertThat(again.reports().renew(0, 2))
                .as("under the key of before only what was not told under it")
                .containsExactly(told(PARTNER));
        assertThat(again.reports().last(IndicatorValue.ip(ATTACKER))).contains(told(ATTACKER));
        assertThat(again.reports().renew(2, 3)).as("detected too long ago").isEmpty();
        assertThat(again.reports().renew(0, 3))
                .as("federation 3.5")
                .containsExactly(told(ATTACKER), told(PARTNER), told(CLASS, ATTACKER));
        again.reports().overruled(FIRST);
        assertThat(SharedReports.restore(again.reports().snapshot()).renew(0, 3))
                .as("what others know as good stays unsaid")
                .containsExactly(told(CLASS, ATTACKER));
        assertThat(again.reports().takeBack((value, about) -> about.equals(ATTACKER)))
                .containsExactly(
                        new SharedReports.Taken(
                                IndicatorValue.ip(ATTACKER),
                                List.of(
                                        new SharedReports.Statement(FIRST, new Bytes32(0, 0, 0, 1)),
                                        new SharedReports.Statement(SECOND, new Bytes32(0, 0, 0, 2)))),
                        new SharedReports.Taken(
                                CLASS, List.of(new SharedReports.Statement(CLASS_TAG, new Bytes32(0, 0, 0, 4)))));
        again.close();
        assertThat(SiteMemory.open(node).reports().takeBack((value, about) -> true))
                .hasSize(1);
    }

    private SharingRole sharing(SiteMemory memory) throws Exception {
        LedgerRole ledger = new LedgerRole(node, mesh.store(), node.keys().vault(), null);
        Response response = new Response(new Allowlist(List.of()), new DryRunEnforcer());
        return new SharingRole(node, ledger, response, memory, TestMesh.route(node), id -> false);
    }

    /** federation P6: nobody says it twice, and who was told of it before may be away until after a restart. */
    @Test
    void whatAPersonTookBackIsSaidAgainAfterARestart() throws Exception {
        SiteMemory memory = SiteMemory.open(node);
        tell(memory, ATTACKER, FIRST, 1);
        tell(memory, ATTACKER, SECOND, 2);
        SharingRole before = sharing(memory);
        before.pardon(List.of(Cidr.of(ATTACKER)), OperatorDesk.Word.ALLOWED);
        assertThat(before.objectionsWaiting()).as("the MSSP is away").isEqualTo(2);
        before.close();

        SharingRole after = sharing(SiteMemory.open(node));
        MeshMessage certificate = new MeshMessage.Certificate(new byte[] {1});
        after.onMesh(mesh.id("guardian-2"), certificate);
        assertThat(after.objectionsWaiting())
                .as("before it counts, it need not speak")
                .isZero();
        after.onMesh(mesh.id("mssp-1"), certificate);
        assertThat(after.objectionsWaiting()).isEqualTo(2);
        after.close();
        mesh.clockAheadMicros = DAY + 1;
        SharingRole late = sharing(SiteMemory.open(node));
        late.onMesh(mesh.id("mssp-1"), certificate);
        assertThat(late.objectionsWaiting()).as("the reports have ended").isZero();
        late.close();
    }

    @Test
    void nothingCanBeReadFromItsFilesAndNothingSlippedIn() throws Exception {
        SiteMemory memory = SiteMemory.open(node);
        tell(memory, ATTACKER, FIRST, 1);
        memory.relations().onGoodFlow(PARTNER, 1);
        memory.alerts().onAlert(CLASS, 1, 1);
        memory.close();
        for (String name : List.of("reports", "relations", "alerts")) {
            Path file = node.data().resolve(name);
            byte[] sealed = Files.readAllBytes(file);
            assertThat(new String(sealed, StandardCharsets.ISO_8859_1))
                    .doesNotContain(new String(PARTNER.bytes(), StandardCharsets.ISO_8859_1))
                    .doesNotContain(HostClass.nameOf(CLASS));
            sealed[sealed.length / 2] ^= 1;
            Files.write(file, sealed);
        }
        SiteMemory again = SiteMemory.open(node);
        assertThat(again.reports().contains(IndicatorValue.ip(ATTACKER))).isFalse();
        assertThat(again.relations().size()).isZero();
        assertThat(again.alerts().size()).isZero();
        assertThat(mesh.logged("guardian-1", "memory_damaged")).hasSize(3);
        assertThat(node.data().resolve("reports.damaged")).exists();
    }

    @Test
    void oneFileIsNotTheOther() throws Exception {
        SiteMemory memory = SiteMemory.open(node);
        memory.relations().onGoodFlow(PARTNER, 1);
        memory.close();
        Files.copy(node.data().resolve("relations"), node.data().resolve("reports"));
        SiteMemory.open(node);
        assertThat(mesh.logged("guardian-1", "memory_damaged"))
                .singleElement()
                .asString()
                .contains("reports");
    }

    @Test
    void aSnapshotIsReadStrictly() throws Exception {
        SharedReports reports = new SharedReports();
        reports.add(told(ATTACKER), new SharedReports.Statement(FIRST, new Bytes32(0, 0, 0, 1)));
        byte[] good = reports.snapshot();
        assertThat(SharedReports.restore(good).snapshot()).isEqualTo(good);
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> SharedReports.restore(cut)).isInstanceOf(MalformedException.class);
        }
        assertThatThrownBy(() -> SharedReports.restore(Arrays.copyOf(good, good.length + 1)))
                .isInstanceOf(MalformedException.class);
        byte[] unknownType = good.clone();
        unknownType[5] = 99;
        assertThatThrownBy(() -> SharedReports.restore(unknownType)).isInstanceOf(MalformedException.class);
        byte[] many = good.clone();
        many[1] = 0x7f;
        assertThatThrownBy(() -> SharedReports.restore(many)).isInstanceOf(MalformedException.class);
    }
}
