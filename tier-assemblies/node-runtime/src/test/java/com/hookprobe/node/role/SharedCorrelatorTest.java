package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.config.CorrelatorSettings;
import com.hookprobe.node.config.FederationSettings;
import com.hookprobe.node.trust.TrustBook;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.qsecbit.correlation.CorrelationException;
import com.hookprobe.qsecbit.correlation.CorrelatorHost;
import com.hookprobe.qsecbit.correlation.HostOptions;
import com.hookprobe.qsecbit.correlation.HostStatus;
import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.correlation.core.Settings;
import com.hookprobe.qsecbit.correlation.core.Shard;
import com.hookprobe.qsecbit.correlation.core.Source;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.CancelDraft;
import com.hookprobe.qsecbit.federation.CancelReason;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.core.CorrelatorConfig;
import com.hookprobe.qsecbit.federation.core.Reporter;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An MSSP's correlator on a log that another one shares: from where it reads again after a start (pair 4.5). */
class SharedCorrelatorTest {
    @TempDir
    Path folder;

    private final List<Cursor> confirmed = new CopyOnWriteArrayList<>();
    private final List<Cursor> asked = new CopyOnWriteArrayList<>();
    private TestMesh mesh;
    private NodeContext node;
    private BlockStore store;
    private Output decision;

    /** A log with one decision. */
    private final class Host implements CorrelatorHost {
        @Override
        public CompletableFuture<Void> submit(Input input) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public List<Output> poll(Cursor from, int max) {
            return decision.sequence() < from.next(decision.shard()) ? List.of() : List.of(decision);
        }

        @Override
        public void confirm(Cursor upTo) {
            confirmed.add(upTo);
        }

        @Override
        public Optional<CorrelationException> failure() {
            return Optional.empty();
        }

        @Override
        public long openedAtMicros() {
            return 0;
        }

        @Override
        public HostStatus status() {
            return new HostStatus(0, 0, 0);
        }

        @Override
        public void close() {}
    }

    private CorrelatorHost open(HostOptions options) {
        asked.add(options.reader());
        return new Host();
    }

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder, "mssp-2");
        CorrelatorSettings.Kafka kafka = new CorrelatorSettings.Kafka("127.0.0.1:1", null, null, null, null, null);
        mesh.sharing = new FederationSettings(1, 0, null, null, new CorrelatorSettings("kafka", kafka));
        node = mesh.node("mssp-1");
        store = mesh.store();
        decision = decided();
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        mesh.close();
    }

    private Output decided() throws Exception {
        long now = node.loop().wallMicros();
        NodeId site = mesh.id("guardian-1");
        AttackSignature report = mesh.report(
                "guardian-1",
                "guardian-1",
                IpAddress.v4(9),
                mesh.alert("guardian-1").hash(),
                now);
        int number = DecisionLog.SHARDING.shardOf(report.key());
        Shard shard = new Shard(DecisionLog.SHARDING, number);
        CorrelatorConfig config = CorrelatorConfig.standard().withBlockOwners(1).withYoungDays(0);
        shard.take(new Input.Configured(now - 2, new Settings(config, 2)));
        Source source = Source.of(Reporter.of(Bytes32.of(site.bytes()), 1, 100));
        return shard.take(new Input.Report(now - 1, source, List.of(), report)).get(0);
    }

    private CorrelatorRole role() throws Exception {
        LedgerRole ledger = new LedgerRole(node, store, node.keys().vault(), null);
        return new CorrelatorRole(node, ledger, mesh.everyone(new TrustBook(0.9)), message -> {}, this::open);
    }

    private void onLoop(NodeLoop.Task task) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        node.loop().execute(() -> {
            try {
                task.run();
                done.complete(null);
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        done.get(60, TimeUnit.SECONDS);
    }

    /** The other one takes back what this one could not tell: nothing of it is left. */
    private MeshMessage takenBack() throws Exception {
        MeshDecision told = decision.decision();
        CancelDraft draft = new CancelDraft(told.key(), told.id(), CancelReason.RETRACTED, List.of());
        MeshCancel cancel = MeshCancel.sign(
                draft,
                told.sequence() + DecisionLog.SHARDING.shards(),
                node.loop().wallMicros(),
                mesh.signer("mssp-2"));
        return new MeshMessage.Cancel(1, cancel.encode());
    }

    @Test
    void whatIsConfirmedIsWhatAStartReadsFrom() throws Exception {
        Cursor before = Cursor.start(DecisionLog.SHARDING);
        CorrelatorRole role = role();
        onLoop(role::start);
        LiveMesh.await(() -> !mesh.logged("mssp-1", "alert_unverified").isEmpty(), () -> "nothing was decided");
        LiveMesh.await(() -> confirmed.contains(before), () -> "not stored: " + confirmed);
        assertThat(confirmed).as("what nobody was told of is read again").containsOnly(before);

        onLoop(() -> role.onMesh(mesh.id("mssp-2"), takenBack()));
        LiveMesh.await(() -> confirmed.contains(before.after(decision)), () -> "not stored: " + confirmed);
        onLoop(role::close);

        CorrelatorRole again = role();
        onLoop(again::start);
        LiveMesh.await(() -> asked.size() == 2, () -> "not opened");
        assertThat(asked).containsExactly(before, before.after(decision));
        onLoop(again::close);
    }
}
