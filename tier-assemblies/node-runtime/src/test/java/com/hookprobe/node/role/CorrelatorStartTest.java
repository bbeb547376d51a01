package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.node.trust.TrustBook;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Veto;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What has changed around a correlator while it was away. */
@Timeout(120)
class CorrelatorStartTest {
    private static final IpAddress ATTACKER = IpAddress.parse("203.0.113.9").orElseThrow();

    @TempDir
    Path folder;

    private TestMesh mesh;

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    private interface Use {
        void of(NodeContext mssp, CorrelatorRole correlator) throws Exception;
    }

    /** A correlator from its start to its end. */
    private void run(TrustBook trust, Use use) throws Exception {
        NodeContext mssp = mesh.node("mssp-1");
        LedgerRole ledger = new LedgerRole(mssp, mesh.store(), mssp.keys().vault(), null);
        CorrelatorRole correlator = new CorrelatorRole(mssp, ledger, mesh.everyone(trust), message -> {});
        mssp.loop().execute(correlator::start);
        try {
            use.of(mssp, correlator);
        } finally {
            CountDownLatch closed = new CountDownLatch(1);
            mssp.loop().execute(() -> {
                correlator.close();
                closed.countDown();
            });
            closed.await();
            mssp.loop().close();
        }
    }

    private MeshMessage report(NodeContext mssp) throws Exception {
        AttackSignature report = mesh.report(
                "guardian-2",
                "guardian-2",
                ATTACKER,
                mesh.alert("guardian-2").hash(),
                mssp.loop().wallMicros());
        return new MeshMessage.Signature(mesh.id("guardian-2").bytes(), report.encode(), List.of());
    }

    /** federation P5; one veto of two owners is proof enough. */
    @Test
    void whoWasRevokedMeanwhileSpeaksAgainstNobodyAnyMore() throws Exception {
        TrustBook trust = new TrustBook(0.9);
        run(trust, (mssp, correlator) -> {
            MeshMessage report = report(mssp);
            AttackSignature about = AttackSignature.decode(((MeshMessage.Signature) report).encoded());
            Veto veto = Veto.build(about.key(), mssp.loop().wallMicros(), mesh.signer("guardian-1"));
            mssp.loop().execute(() -> correlator.onMesh(mesh.id("guardian-1"), new MeshMessage.Veto(veto.encode())));
            LiveMesh.await(() -> !mesh.logged("mssp-1", "veto").isEmpty(), () -> "no veto");
        });
        trust.follow(mesh.id("guardian-1"), 0);
        trust.revoke(mesh.id("guardian-1"));
        run(trust, (mssp, correlator) -> {
            MeshMessage report = report(mssp);
            mssp.loop().execute(() -> correlator.onMesh(mesh.id("guardian-2"), report));
            LiveMesh.await(() -> !mesh.logged("mssp-1", "alert_unverified").isEmpty(), () -> "its veto still stands");
        });
    }

    /** A clock that was ahead for a moment leaves a log in which every later report is too old: that must be said. */
    @Test
    void aClockThatWasSetBackIsNamed() throws Exception {
        TrustBook trust = new TrustBook(0.9);
        mesh.clockAheadMicros = Duration.ofDays(2).toNanos() / 1_000;
        run(trust, (mssp, correlator) -> {
            MeshMessage report = report(mssp);
            mssp.loop().execute(() -> correlator.onMesh(mesh.id("guardian-2"), report));
            LiveMesh.await(() -> !mesh.logged("mssp-1", "alert_unverified").isEmpty(), () -> "nothing was decided");
            assertThat(mesh.logged("mssp-1", "correlator_waits")).isEmpty();
        });
        mesh.clockAheadMicros = 0;
        run(trust, (mssp, correlator) -> {
            assertThat(mesh.logged("mssp-1", "correlator_waits"))
                    .singleElement()
                    .asString()
                    .contains("set the clock", "decisions.words");
            LiveMesh.await(() -> !mesh.logged("mssp-1", "correlator_refuses").isEmpty(), () -> "inputs were taken");
        });
    }
}
