package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.identity.NodeId;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.mesh.MeshException;
import com.hookprobe.node.mesh.MeshFile;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.node.witness.WitnessProof;
import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.CancelDraft;
import com.hookprobe.qsecbit.federation.CancelReason;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one of two MSSPs does with the words of the other (pair 4). */
class SharedWorkTest {
    @TempDir
    Path folder;

    private final List<Long> passedOn = new ArrayList<>();
    private final SharedWork.PassOn on = new SharedWork.PassOn() {
        @Override
        public void decision(MeshDecision decision, WitnessProof proof, List<Long> hopMicros) {
            passedOn.add(decision.sequence());
        }

        @Override
        public void cancel(MeshCancel cancel) {
            passedOn.add(cancel.sequence());
        }
    };

    private TestMesh mesh;
    private NodeContext node;
    private NodeId fellow;
    private WordLog words;
    private DecisionStream stream;
    private SharedWork work;

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder, "mssp-2");
        node = mesh.node("mssp-1");
        fellow = mesh.id("mssp-2");
        words = WordLog.open(
                        folder.resolve("decisions.words"),
                        node.genesis().networkId(),
                        node.self().id())
                .log();
        stream = new DecisionStream(node, List.of(), node.mesh().fellows(node.self()), words, message -> {});
        work = new SharedWork(node, stream, Optional.empty());
    }

    @AfterEach
    void close() throws Exception {
        words.close();
        mesh.close();
    }

    private MeshMessage cancel(long position, long number, String signedBy) {
        IndicatorValue value = IndicatorValue.ip(IpAddress.v4(7));
        TagKey key = new TagKey(value.type(), 1, mesh.group.tag(value));
        CancelDraft draft = new CancelDraft(key, new Bytes32(0, 0, 0, 1), CancelReason.RETRACTED, List.of());
        MeshCancel signed = MeshCancel.sign(draft, number, node.loop().wallMicros(), mesh.signer(signedBy));
        return new MeshMessage.Cancel(position, signed.encode());
    }

    /** Both pass on what is news: what is none would go to and fro for ever. */
    @Test
    void aFellowsWordIsPassedOnOnceAndAnOlderOneNotAtAll() throws Exception {
        assertThat(work.onMesh(fellow, cancel(1, 5, "mssp-2"), on)).isTrue();
        assertThat(work.onMesh(fellow, cancel(2, 5, "mssp-2"), on)).isTrue();
        work.onMesh(fellow, cancel(3, 5, "mssp-1"), on);
        work.onMesh(fellow, cancel(4, 4, "mssp-2"), on);
        assertThat(passedOn).containsExactly(5L);
        work.onMesh(fellow, cancel(5, 6, "mssp-1"), on);
        assertThat(passedOn).as("its own, which it has forgotten").containsExactly(5L, 6L);
    }

    @Test
    void onlyWhatAnMsspHasSignedCountsAndOnlyFromAFellow() throws Exception {
        work.onMesh(fellow, cancel(1, 5, "sentinel-1"), on);
        assertThat(mesh.logged("mssp-1", "decision_refused").get(0)).contains("no MSSP has signed");
        assertThat(work.onMesh(mesh.id("guardian-1"), cancel(1, 5, "mssp-2"), on))
                .as("not its stream")
                .isFalse();
        assertThat(passedOn).isEmpty();
    }

    @Test
    void whatItStoresItGoesOnFrom() throws Exception {
        Cursor taken = Cursor.start(DecisionLog.SHARDING).at(3, 17);
        SharedWork again = new SharedWork(node, stream, Optional.of(work.cursor(taken)));
        assertThat(again.from()).isEqualTo(taken);
        assertThatThrownBy(() -> new SharedWork(node, stream, Optional.of(taken.encode())))
                .as("of a log of its own")
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void aMeshHasOneMsspOrTwo() throws Exception {
        MeshFile two = MeshFile.parse("two", mesh.mesh.toJson());
        assertThat(two.verifiers().stream().map(Member::name)).containsExactly("mssp-1", "mssp-2");
        assertThat(two.fellows(two.verifier()).get(0).id()).isEqualTo(fellow);
        assertThat(two.fellows(two.byName("guardian-1").orElseThrow())).isEmpty();
        List<Member> none =
                two.members().stream().filter(member -> !member.verifier()).toList();
        String json = new MeshFile(two.name(), two.genesisMicros(), two.consensus(), none).toJson();
        assertThatThrownBy(() -> MeshFile.parse("none", json))
                .isInstanceOf(MeshException.class)
                .hasMessageContaining("one MSSP, or two that share the work; found 0");
        try (TestMesh three = new TestMesh(folder.resolve("three"), "mssp-2", "mssp-3")) {
            assertThatThrownBy(() -> MeshFile.parse("three", three.mesh.toJson()))
                    .hasMessageContaining("found 3");
        }
    }
}
