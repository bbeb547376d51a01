package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.file.core.Rights;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.trust.Bands;
import com.hookprobe.node.trust.TrustBand;
import com.hookprobe.node.wire.MeshMessage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TurnstileTest {
    private static final byte[] BLOCK = new byte[64 << 10];
    private static final byte[] TERS = new MeshMessage.TerBatch(new byte[100], new byte[64]).encode();
    private static final byte[] CERTIFICATE = new MeshMessage.Certificate(new byte[100]).encode();
    private static final byte[] QSECBIT = {5};

    @TempDir
    Path folder;

    private final Map<NodeId, TrustBand> known = new HashMap<>();
    private final Bands bands = peer -> Optional.ofNullable(known.get(peer));
    private TestMesh mesh;
    private NodeId guardian;
    private NodeId sentinel;
    private Turnstile atSentinel;
    private Turnstile atMssp;

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
        guardian = mesh.id("guardian-1");
        sentinel = mesh.id("sentinel-2");
        atSentinel = new Turnstile(mesh.node("sentinel-1"), bands, TrustBand.LIMITED);
        atMssp = new Turnstile(mesh.node("mssp-1"), bands, TrustBand.QUARANTINE);
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    /** More than two seconds' worth at once, so that what passes while the test runs does not matter. */
    private int taken(Turnstile turnstile, NodeId from) {
        int taken = 0;
        for (int i = 0; i < 1000; i++) {
            taken += turnstile.takes(from, Channels.DSM, BLOCK) ? 1 : 0;
        }
        return taken;
    }

    @Test
    void aFloodOfALimitedNodeIsCutCountedAndToldOnce() {
        known.put(guardian, TrustBand.LIMITED);
        assertThat(taken(atSentinel, guardian)).isLessThan(100);
        assertThat(atSentinel.refused()).isGreaterThan(900);
        assertThat(mesh.logged("sentinel-1", "messages_refused"))
                .singleElement()
                .asString()
                .contains("guardian-1", "LIMITED", "OVER_RATE");
        assertThat(atSentinel.takes(guardian, Channels.TELEMETRY, CERTIFICATE)).isTrue();
        assertThat(atSentinel.takes(guardian, Channels.ALERTS, QSECBIT))
                .as("reports have a rate of their own")
                .isTrue();
        known.put(guardian, TrustBand.STANDARD);
        assertThat(taken(atSentinel, guardian)).isEqualTo(1000);
        known.put(guardian, TrustBand.LIMITED);
        assertThat(taken(atSentinel, guardian)).isLessThan(100);
        assertThat(mesh.logged("sentinel-1", "messages_refused"))
                .as("a new fall")
                .hasSize(2);
    }

    @Test
    void whoHasShownNothingIsHeldToTheRateAtAValidator() {
        assertThat(taken(atSentinel, guardian)).isBetween(1, 100);
    }

    @Test
    void inQuarantineAVerifierTakesTersAndOthersTakeCertificates() {
        known.put(guardian, TrustBand.QUARANTINE);
        assertThat(atMssp.takes(guardian, Channels.TELEMETRY, TERS)).isTrue();
        assertThat(atMssp.takes(guardian, Channels.TELEMETRY, CERTIFICATE)).isFalse();
        assertThat(atMssp.takes(guardian, Channels.TELEMETRY, QSECBIT)).isFalse();
        assertThat(atMssp.takes(guardian, Channels.ALERTS, TERS))
                .as("another channel")
                .isFalse();
        assertThat(atMssp.takes(guardian, Channels.TELEMETRY, new byte[0])).isFalse();
        assertThat(atSentinel.takes(guardian, Channels.TELEMETRY, CERTIFICATE)).isTrue();
        assertThat(atSentinel.takes(guardian, Channels.TELEMETRY, TERS)).isFalse();
        assertThat(atSentinel.takes(guardian, Channels.DSM, BLOCK)).isFalse();
    }

    @Test
    void validatorsAgreeWithoutRegardToTheVerifiersTrust() {
        known.put(sentinel, TrustBand.QUARANTINE);
        assertThat(taken(atSentinel, sentinel)).isEqualTo(1000);
        assertThat(atSentinel.takes(sentinel, Channels.ALERTS, QSECBIT)).isFalse();
    }

    @Test
    void bandsComeToRightsForFilesAndIntroductions() {
        BandRights rights = new BandRights(bands);
        byte[] one = guardian.bytes();
        byte[] two = mesh.id("guardian-2").bytes();
        assertThat(rights.of(one)).as("no certificate").isEqualTo(Rights.NONE);
        assertThat(rights.allow(one, two)).isFalse();
        known.put(guardian, TrustBand.FULL);
        assertThat(rights.of(one)).isEqualTo(Rights.ALL);
        assertThat(rights.allow(one, two)).as("one of the two is not known").isFalse();
        known.put(mesh.id("guardian-2"), TrustBand.STANDARD);
        assertThat(rights.allow(one, two)).isTrue();
        known.put(guardian, TrustBand.LIMITED);
        assertThat(rights.of(one)).isEqualTo(Rights.readOnly(64 << 10));
        assertThat(rights.allow(one, two)).isFalse();
        assertThat(rights.allow(two, one)).isFalse();
        known.put(guardian, TrustBand.QUARANTINE);
        assertThat(rights.of(one)).isEqualTo(Rights.NONE);
    }

    @Test
    void theRegionsSecretPassesWhateverItsHoldersTrust() throws Exception {
        try (TestMesh region = new TestMesh(folder.resolve("region"), "nexus-1", "nexus-2", "fortress-1")) {
            NodeId nexus = region.mesh.region().orElseThrow().id();
            Bands low = peer -> Optional.of(TrustBand.QUARANTINE);
            Turnstile atSite = new Turnstile(region.node("fortress-1"), low, TrustBand.FULL);
            byte[] secret = new MeshMessage.GroupKey(7, new byte[32]).encode();
            assertThat(atSite.takes(nexus, Channels.ALERTS, secret)).isTrue();
            assertThat(atSite.takes(nexus, Channels.ALERTS, Arrays.copyOf(secret, secret.length + 1)))
                    .as("more than a secret")
                    .isFalse();
            assertThat(atSite.takes(nexus, Channels.TELEMETRY, secret)).isFalse();
            assertThat(atSite.takes(nexus, Channels.ALERTS, QSECBIT)).isFalse();
            assertThat(atSite.takes(region.id("guardian-1"), Channels.ALERTS, secret))
                    .as("not the holder")
                    .isFalse();
            Turnstile atValidator = new Turnstile(region.node("sentinel-1"), low, TrustBand.LIMITED);
            assertThat(atValidator.takes(nexus, Channels.ALERTS, secret))
                    .as("nobody takes it there")
                    .isFalse();
        }
    }
}
