package com.hookprobe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.hookprobe.identity.KeystoreException.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeIdentityTest {
    @TempDir
    Path folder;

    private Keystore store;

    @BeforeEach
    void createStore() throws Exception {
        store = KeystoreTest.cheap(folder.resolve("keys"));
    }

    @Test
    void comesBackFromTheKeystore() throws Exception {
        NodeIdentity made = NodeIdentity.create(store, "site-7", Fixtures.random(1));
        assertThat(made.nodeId()).isEqualTo(NodeId.derive(made.deviceKey().publicKey()));
        assertThat(store.names())
                .containsExactly("bls", "device.ed25519", "htp.kem", "key.times", "neuro.seed", "node.identity");
        for (String name : List.of(NodeIdentity.NEURO_SEED, NodeIdentity.HTP_KEM, NodeIdentity.BLS)) {
            assertThat(store.getRecord(name).orElseThrow()).hasSize(32).isNotEqualTo(new byte[32]);
        }
        assertThat(store.getRecord(NodeIdentity.NEURO_SEED).orElseThrow())
                .isNotEqualTo(store.getRecord(NodeIdentity.BLS).orElseThrow());
        try (Keystore again = Keystore.open(folder.resolve("keys"), KeystoreTest.PASSPHRASE)) {
            NodeIdentity loaded = NodeIdentity.load(again);
            assertThat(loaded.nodeId()).isEqualTo(made.nodeId());
            assertThat(loaded.name()).isEqualTo("site-7");
            assertThat(loaded.deviceKey().publicKey())
                    .isEqualTo(made.deviceKey().publicKey());
            assertThat(loaded.rotations()).isEmpty();
        }
    }

    @Test
    void oneKeystoreHoldsOneNode() throws Exception {
        assertKind(Kind.MISSING);
        NodeIdentity.create(store, "a", Fixtures.random(1));
        assertThatExceptionOfType(KeystoreException.class)
                .isThrownBy(() -> NodeIdentity.create(store, "b", Fixtures.random(2)))
                .extracting(KeystoreException::kind)
                .isEqualTo(Kind.EXISTS);
        assertThat(NodeIdentity.load(store).name()).isEqualTo("a");
    }

    @Test
    void refusesABadNameBeforeItStoresAnything() {
        assertThatIllegalArgumentException().isThrownBy(() -> NodeIdentity.create(store, "", Fixtures.random(1)));
        assertThat(store.names()).isEmpty();
    }

    @Test
    void rotationKeepsTheId() throws Exception {
        NodeIdentity first = NodeIdentity.create(store, "a", Fixtures.random(1));
        byte[] firstKey = first.deviceKey().publicKey();
        NodeIdentity second = first.rotateKey(store, Fixtures.random(2));
        NodeIdentity third = second.rotateKey(store, Fixtures.random(3));
        assertThat(third.nodeId()).isEqualTo(first.nodeId());
        assertThat(third.rotations()).hasSize(2);
        assertThat(third.rotations().get(0).oldKey()).isEqualTo(firstKey);
        assertThat(third.rotations().get(1).newKey())
                .isEqualTo(third.deviceKey().publicKey());
        assertThatIllegalStateException().isThrownBy(() -> first.deviceKey().sign(new byte[1]));
        NodeIdentity loaded = NodeIdentity.load(store);
        assertThat(loaded.rotations()).isEqualTo(third.rotations());
        assertThat(loaded.deviceKey().publicKey()).isEqualTo(third.deviceKey().publicKey());
        NodeCard card = loaded.card(
                        Tier.NEXUS,
                        HardwareReading.of(HardwareKind.UNKNOWN, Map.of()).enrolledAt(java.time.Instant.EPOCH))
                .sign(loaded.deviceKey());
        assertThat(NodeCard.decode(card.encode()).nodeId()).isEqualTo(first.nodeId());
        assertThat(card.provesNodeId()).isFalse();
    }

    @Test
    void partsThatDoNotFitAreDamage() throws Exception {
        NodeIdentity made = NodeIdentity.create(store, "a", Fixtures.random(1));
        byte[] record = store.getRecord("node.identity").orElseThrow();
        byte[] seed = store.getRecord("device.ed25519").orElseThrow();
        store.put("device.ed25519", Fixtures.bytes(9, 32));
        assertKind(Kind.DAMAGED);
        store.put("device.ed25519", new byte[31]);
        assertKind(Kind.DAMAGED);
        store.put("device.ed25519", seed);
        for (int length = 0; length < record.length; length += 6) {
            store.put("node.identity", Fixtures.cut(record, length));
            assertKind(Kind.DAMAGED);
        }
        store.put("node.identity", record);
        NodeIdentity.load(store).close();
        // A rotation that leads to another key, or that is cut.
        KeyRotation stray = KeyRotation.create(made.nodeId(), 1, made.deviceKey(), Fixtures.key(50));
        store.put("node.rotations", stray.encode());
        assertKind(Kind.DAMAGED);
        store.put("node.rotations", Fixtures.cut(stray.encode(), 100));
        assertKind(Kind.DAMAGED);
        store.remove("node.rotations");
        store.remove("node.identity");
        assertKind(Kind.MISSING);
    }

    private void assertKind(Kind kind) {
        assertThatExceptionOfType(KeystoreException.class)
                .isThrownBy(() -> NodeIdentity.load(store))
                .extracting(KeystoreException::kind)
                .isEqualTo(kind);
    }
}
