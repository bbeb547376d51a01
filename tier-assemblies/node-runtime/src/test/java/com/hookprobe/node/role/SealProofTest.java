package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.LightClient;
import com.hookprobe.dsm.ledger.BlockSigner;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceChain;
import com.hookprobe.dsm.ledger.core.DsmMessage;
import com.hookprobe.dsm.ledger.core.DsmWire;
import com.hookprobe.node.learning.LedgerWord;
import com.hookprobe.node.learning.SealProof;
import com.hookprobe.node.mesh.MeshGenesis;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.learning.RolloutOrder;
import com.hookprobe.qsecbit.learning.core.Rollout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LEARNING 10.8: what shows a site that the aggregator has sealed an order, and what does not. */
class SealProofTest {
    private static final String MSSP = "mssp-1";

    @TempDir
    Path folder;

    private TestMesh mesh;
    private Genesis genesis;

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
        genesis = MeshGenesis.of(mesh.mesh);
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    private RolloutOrder order(long sequence, int percent) {
        return RolloutOrder.sign(
                sequence, new Bytes32(1, 0, 0, 0), new Bytes32(2, 0, 0, 0), percent, mesh.signer(MSSP));
    }

    private static byte[] salted(LedgerWord word) {
        byte[] content = word.encode();
        byte[] all = new byte[32 + content.length];
        System.arraycopy(content, 0, all, 32, content.length);
        return all;
    }

    private SealProof sealed(byte[] salted, String by, EventType type) throws Exception {
        SourceChain chain = new SourceChain(
                mesh.store(),
                genesis.networkId(),
                mesh.id(by),
                0,
                BlockSigner.of(mesh.keys(by).device()));
        Hash32 payload = Hash32.of(NeuroRole.sha256(salted));
        Microblock block = chain.append(type, payload, Optional.empty(), 1);
        byte[] message = new FinalBlocks(mesh, genesis, List.of(block)).proof(block.hash());
        InclusionBundle bundle = ((DsmMessage.Proof) DsmWire.decode(message)).bundle();
        return new SealProof(salted, bundle);
    }

    @Test
    void theAggregatorsWordOnThatVeryOrderUnderACheckpoint() throws Exception {
        RolloutOrder order = order(7, 50);
        SealProof proof =
                sealed(salted(LedgerWord.of(order, Optional.of(Rollout.Cause.SOAKED))), MSSP, EventType.MODEL_UPDATE);
        SealProof read = SealProof.decode(proof.encode());
        assertThat(read).isEqualTo(proof);
        assertThat(read.tellsOf(order, mesh.id(MSSP))).isTrue();
        assertThat(LightClient.at(genesis).verify(read.block())).isTrue();
        assertThat(read.tellsOf(order(7, 100), mesh.id(MSSP))).isFalse();
        assertThat(read.tellsOf(order(8, 50), mesh.id(MSSP))).isFalse();
        assertThat(read.tellsOf(order, mesh.id("guardian-1"))).isFalse();
        Bytes32 elsewhere = new Bytes32(3, 0, 0, 0);
        RolloutOrder fromAnother = RolloutOrder.sign(7, order.model(), elsewhere, 50, mesh.signer(MSSP));
        assertThat(read.tellsOf(fromAnother, mesh.id(MSSP))).isFalse();
        byte[] other = salted(LedgerWord.of(order, Optional.of(Rollout.Cause.OPERATOR)));
        assertThat(new SealProof(other, proof.block()).tellsOf(order, mesh.id(MSSP)))
                .isFalse();
    }

    @Test
    void noOtherNodesWordAndNoOtherKindOfEvent() throws Exception {
        RolloutOrder order = order(1, 5);
        byte[] salted = salted(LedgerWord.of(order, Optional.empty()));
        assertThat(sealed(salted, "guardian-1", EventType.MODEL_UPDATE).tellsOf(order, mesh.id(MSSP)))
                .isFalse();
        assertThat(sealed(salted, MSSP, EventType.POLICY_UPDATE).tellsOf(order, mesh.id(MSSP)))
                .isFalse();
        assertThat(sealed(new byte[40], MSSP, EventType.MODEL_UPDATE).tellsOf(order, mesh.id(MSSP)))
                .isFalse();
        assertThat(sealed(new byte[32], MSSP, EventType.MODEL_UPDATE).tellsOf(order, mesh.id(MSSP)))
                .isFalse();
    }

    @Test
    void aFileThatIsNotOneIsRefused() throws Exception {
        RolloutOrder order = order(1, 5);
        byte[] file = sealed(salted(LedgerWord.of(order, Optional.empty())), MSSP, EventType.MODEL_UPDATE)
                .encode();
        for (int length : new int[] {0, 1, 2, 40, file.length - 1, file.length + 1}) {
            assertThatThrownBy(() -> SealProof.decode(Arrays.copyOf(file, length)))
                    .isInstanceOf(MalformedException.class);
        }
        byte[] version = file.clone();
        version[0] = 2;
        assertThatThrownBy(() -> SealProof.decode(version)).isInstanceOf(MalformedException.class);
    }
}
