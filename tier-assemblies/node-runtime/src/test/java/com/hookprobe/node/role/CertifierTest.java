package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.NodeId;
import com.hookprobe.node.trust.TrustBook;
import com.hookprobe.node.trust.TrustScore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertifierTest {
    private static final long YEAR_MICROS = 365L * 86_400_000_000L;

    @TempDir
    Path folder;

    private TestMesh mesh;
    private NodeId id;
    private TrustBook trust;
    private Certifier certifier;

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
        id = mesh.id("guardian-1");
        trust = new TrustBook(1);
        trust.follow(id, 0);
        NodeContext node = mesh.node("mssp-1");
        certifier = new Certifier(node, trust, new EvidenceDesk(node, trust, (of, count, hash, nonce, then) -> {}));
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    @Test
    void afterTheClockWasSetBackCertificatesAreIssuedAgain() {
        mesh.clockAheadMicros = YEAR_MICROS;
        certifier.certify(id, 1, new byte[64]);
        assertThat(certifier.holds(id)).isTrue();
        trust.with(id, TrustScore::onRevoked);
        certifier.certify(id, 2, new byte[64]);
        assertThat(certifier.trust(id)).as("it is not yet time for one").isEqualTo(1);
        mesh.clockAheadMicros = 0;
        assertThat(certifier.holds(id)).as("validators refuse it now").isFalse();
        certifier.certify(id, 3, new byte[64]);
        assertThat(certifier.trust(id)).isZero();
        assertThat(certifier.holds(id)).isTrue();
    }
}
