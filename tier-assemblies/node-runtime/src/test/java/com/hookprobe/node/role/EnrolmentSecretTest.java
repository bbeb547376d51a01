package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.RecordException;
import com.hookprobe.node.wire.MeshMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** pair 2.3: a device has told one MSSP alone, and the other knows when it was handed over. */
class EnrolmentSecretTest {
    @TempDir
    Path folder;

    private TestMesh mesh;
    private NodeId site;
    private EnrolmentRequest request;
    private EnrolmentSecret told;
    private EnrolmentSecret other;
    private NodeContext second;

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder, "mssp-2");
        site = mesh.id("guardian-1");
        byte[] kem = mesh.keys("mssp-1").card().kemPublicKey().orElseThrow();
        request = mesh.keys("guardian-1").enrolmentRequest(kem, new byte[20]);
        NodeContext first = mesh.node("mssp-1");
        second = mesh.node("mssp-2");
        told = new EnrolmentSecret(first, first.keys().vault());
        other = new EnrolmentSecret(second, second.keys().vault());
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    @Test
    void whoWasNotToldKnowsItWhenItIsHandedOver() throws Exception {
        EnrolledShelf.Secrets secrets = told.of(site, request).orElseThrow();
        assertThat(other.of(site, request)).as("sealed for the first").isEmpty();
        assertThat(other.awaits(site)).isTrue();

        MeshMessage message = new MeshMessage.Enrolled(
                site.bytes(), secrets.seed(), secrets.hardware().encode());
        MeshMessage.Enrolled arrived = (MeshMessage.Enrolled) MeshMessage.decode(message.encode());
        assertThat(other.take(arrived)).contains(site);
        assertThat(arrived.seed()).as("overwritten").containsOnly(0);
        EnrolledShelf.Secrets kept = other.of(site, request).orElseThrow();
        assertThat(kept.seed()).isEqualTo(secrets.seed());
        assertThat(kept.hardware()).isEqualTo(secrets.hardware());
        assertThat(other.awaits(site)).isFalse();
    }

    @Test
    void whatADeviceHasSaidItselfNoOtherMsspSaysOtherwise() throws Exception {
        EnrolledShelf.Secrets secrets = told.of(site, request).orElseThrow();
        told.take(new MeshMessage.Enrolled(
                site.bytes(), new byte[32], secrets.hardware().encode()));
        assertThat(told.of(site, request).orElseThrow().seed()).isEqualTo(secrets.seed());
    }

    @Test
    void aStrangerIsNotKeptAndADamagedFileIsRefused() throws Exception {
        EnrolledShelf.Secrets secrets = told.of(site, request).orElseThrow();
        byte[] hardware = secrets.hardware().encode();
        assertThat(other.take(
                        new MeshMessage.Enrolled(new byte[32], secrets.seed().clone(), hardware)))
                .isEqualTo(Optional.empty());
        other.take(new MeshMessage.Enrolled(site.bytes(), secrets.seed().clone(), hardware));
        Path file = second.data().resolve("enrolled").resolve(site.hex());
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> other.of(site, request))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("move it away");
    }

    /** Alone there is nobody to wait for. */
    @Test
    void oneThatIsAloneSaysWhatItCannotOpen() throws Exception {
        try (TestMesh alone = new TestMesh(folder.resolve("alone"))) {
            NodeContext node = alone.node("mssp-1");
            assertThatThrownBy(() -> new EnrolmentSecret(node, node.keys().vault()).of(site, request))
                    .isInstanceOf(RecordException.class);
        }
    }
}
