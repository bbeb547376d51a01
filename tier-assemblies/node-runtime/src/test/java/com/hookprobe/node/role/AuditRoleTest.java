package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.BlockSigner;
import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceChain;
import com.hookprobe.identity.Vault;
import com.hookprobe.identity.access.Access;
import com.hookprobe.identity.access.AccessException;
import com.hookprobe.identity.access.AuditSink;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegistryOptions;
import com.hookprobe.identity.registry.sql.Database;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** mesh 9: the audits in the ledger, each row once, whatever crashes. */
class AuditRoleTest {
    @TempDir
    Path folder;

    private TestMesh mesh;
    private NodeContext node;
    private BlockStore store;
    private Vault vault;
    private Database database;
    private DeviceRegistry registry;

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
        node = mesh.node("mssp-1");
        store = mesh.store();
        vault = node.keys().vault();
        database = Database.sqlite(node.data().resolve(RegistryRole.FILE));
        registry = DeviceRegistry.open(database, RegistryOptions.DEFAULT);
        byte[] kem = mesh.keys("mssp-1").card().kemPublicKey().orElseThrow();
        registry.enrol(mesh.keys("guardian-1").enrolmentRequest(kem, new byte[20]));
        registry.approve(mesh.id("guardian-1"), "Zoë, an operator");
    }

    @AfterEach
    void close() throws Exception {
        database.close();
        store.close();
        mesh.close();
    }

    private Path file() {
        return node.data().resolve("audit.position");
    }

    /** As {@link LedgerRole#seal} does it, without peers. */
    private Microblock seal(EventType type, byte[] payload) throws IOException {
        byte[] salted = new byte[Payloads.SALT_BYTES + payload.length];
        System.arraycopy(payload, 0, salted, Payloads.SALT_BYTES, payload.length);
        Hash32 hash = Hash32.of(NeuroRole.sha256(salted));
        store.putPayload(hash, Payloads.seal(vault, hash, salted));
        SourceChain chain = new SourceChain(
                store,
                node.genesis().networkId(),
                node.self().id(),
                0,
                BlockSigner.of(node.keys().device()));
        return chain.append(type, hash, Optional.empty(), 1_790_000_000_000_000L);
    }

    private RegistryDesk desk() {
        return RegistryDesk.inline(registry, node.log(), System::nanoTime);
    }

    private AuditRole role() throws Exception {
        return AuditRole.open(node, database, desk(), store, vault, this::seal);
    }

    private void look() throws Exception {
        AuditRole role = role();
        role.look();
        role.close();
    }

    private List<AuditBatch> batches(AuditBatch.Source source) throws Exception {
        List<AuditBatch> found = new ArrayList<>();
        for (Microblock block : store.range(node.self().id(), 0, 1, 1_000)) {
            byte[] sealed = store.payload(block.payloadHash()).orElseThrow();
            byte[] salted = Payloads.open(vault, block.payloadHash(), sealed);
            byte[] payload = Arrays.copyOfRange(salted, Payloads.SALT_BYTES, salted.length);
            if (AuditBatch.isOne(payload)) {
                found.add(AuditBatch.decode(payload));
            }
        }
        return found.stream().filter(batch -> batch.source() == source).toList();
    }

    private List<Long> sequences(AuditBatch.Source source) throws Exception {
        List<Long> all = new ArrayList<>();
        for (AuditBatch batch : batches(source)) {
            for (long at = batch.first(); at <= batch.last(); at++) {
                all.add(at);
            }
        }
        return all;
    }

    @Test
    void theRegistrysChainFollowsFromWhatIsSealed() throws Exception {
        look();
        registry.suspend(mesh.id("guardian-1"), "an operator", "lost");
        look();
        look();
        assertThat(sequences(AuditBatch.Source.DEVICES)).containsExactly(1L, 2L, 3L);
        byte[] hash = new byte[32];
        for (AuditBatch batch : batches(AuditBatch.Source.DEVICES)) {
            for (byte[] row : batch.rows()) {
                ByteArrayOutputStream text = new ByteArrayOutputStream();
                text.writeBytes("HOOKPROBE REGISTRY AUDIT ROW V1\0".getBytes(StandardCharsets.US_ASCII));
                text.writeBytes(hash);
                text.writeBytes(row);
                hash = MessageDigest.getInstance("SHA-256").digest(text.toByteArray());
            }
        }
        assertThat(HexFormat.of().formatHex(hash)).isEqualTo(registry.head().hashHex());
    }

    @Test
    void rowsOfAccessAreSealedInTheirOneEncoding() throws Exception {
        Access access = new Access(database, AuditSink.NONE);
        InetAddress from = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
        assertThatThrownBy(() -> access.passwordLogin().login("nobody", "a wrong password".toCharArray(), from))
                .isInstanceOf(AccessException.class);
        look();
        List<AuditBatch> sealed = batches(AuditBatch.Source.ACCESS);
        assertThat(sealed).hasSize(1);
        assertThat(sealed.get(0).rows().get(0))
                .isEqualTo(access.audit().after(0, 1).get(0).encode());
    }

    @Test
    void aCrashBetweenSealAndRememberingLosesNothingAndSealsNothingTwice() throws Exception {
        look();
        byte[] before = Files.readAllBytes(file());
        registry.setKycVerified(mesh.id("guardian-1"), true, "an operator");
        look();
        // As if the power had gone right after the block was synced.
        Files.write(file(), before);
        look();
        registry.suspend(mesh.id("guardian-1"), "an operator", "lost");
        look();
        assertThat(sequences(AuditBatch.Source.DEVICES)).containsExactly(1L, 2L, 3L, 4L);
        Files.delete(file());
        look();
        assertThat(sequences(AuditBatch.Source.DEVICES))
                .as("the ledger remembers")
                .hasSize(4);
    }

    @Test
    void whatCannotBeSealedNowIsSealedLater() throws Exception {
        AuditRole failing = AuditRole.open(node, database, desk(), store, vault, (type, payload) -> {
            throw new IOException("the disk is full");
        });
        failing.look();
        failing.look();
        failing.close();
        assertThat(mesh.logged("mssp-1", "audit_not_sealed")).hasSize(1);
        look();
        assertThat(sequences(AuditBatch.Source.DEVICES)).containsExactly(1L, 2L);
    }

    @Test
    void manyRowsGoInBoundedBatches() throws Exception {
        for (int i = 0; i < AuditBatch.ROWS_MAX; i++) {
            registry.setKycVerified(mesh.id("guardian-1"), i % 2 == 0, "an operator");
        }
        look();
        assertThat(batches(AuditBatch.Source.DEVICES)).hasSize(2);
        assertThat(sequences(AuditBatch.Source.DEVICES))
                .hasSize((int) registry.head().sequence())
                .doesNotHaveDuplicates();
    }

    @Test
    void aDamagedPositionStopsTheStartAndSaysWhatToDo() throws Exception {
        look();
        byte[] good = Files.readAllBytes(file());
        for (byte[] bad : List.of(new byte[0], Arrays.copyOf(good, good.length - 1), new byte[good.length])) {
            Files.write(file(), bad);
            assertThatThrownBy(this::role).isInstanceOf(IOException.class).hasMessageContaining("delete it");
        }
        byte[] ahead = good.clone();
        ahead[12] += 9;
        Files.write(file(), ahead);
        assertThatThrownBy(this::role).hasMessageContaining("restore the newest copy of the ledger");
    }

    @Test
    void theEncodingIsStrict() throws Exception {
        byte[] good = new AuditBatch(AuditBatch.Source.DEVICES, 7, List.of(new byte[3], new byte[0])).encode();
        assertThat(AuditBatch.decode(good).encode()).isEqualTo(good);
        for (int at : new int[] {0, 4, 5, 17}) {
            byte[] bad = good.clone();
            bad[at] ^= 0x40;
            assertThatThrownBy(() -> AuditBatch.decode(bad)).as("byte %d", at).isInstanceOf(MalformedException.class);
        }
        for (int length : new int[] {0, 10, good.length - 1, good.length + 1}) {
            assertThatThrownBy(() -> AuditBatch.decode(Arrays.copyOf(good, length)))
                    .isInstanceOf(MalformedException.class);
        }
    }
}
