package com.hookprobe.node.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.EnrolmentSecrets;
import com.hookprobe.identity.HardwareComparison.Verdict;
import com.hookprobe.identity.HardwareReading;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Secret;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.Unlock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HardwareBindingTest {
    private static final Instant ENROLLED = Instant.parse("2026-11-01T10:00:00Z");
    private static final Instant LATER = Instant.parse("2027-03-01T10:00:00Z");

    @TempDir
    Path dir;

    private NodeKeys keys;
    private HardwareReading enrolled;
    private HardwareReading cloned;

    @BeforeEach
    void init() throws Exception {
        enrolled = FakeMachine.enrolled(dir.resolve("enrolled"));
        cloned = FakeMachine.cloned(dir.resolve("cloned"));
        keys = NodeKeys.create(
                dir.resolve("keystore"),
                Unlock.passphrase("a test".toCharArray()),
                "guardian-1",
                Tier.GUARDIAN,
                new SecureRandom(),
                enrolled.enrolledAt(ENROLLED));
    }

    @AfterEach
    void close() {
        keys.close();
    }

    private void reopen() throws Exception {
        keys.close();
        keys = NodeKeys.open(dir.resolve("keystore"), "a test".toCharArray());
    }

    @Test
    void theCardHoldsTheHashOfWhatTheKeystoreRemembers() throws Exception {
        reopen();
        assertThat(keys.hardware().bound().orElseThrow().hash())
                .isEqualTo(keys.card().hardwareFingerprint());
        assertThat(keys.hardware().bound().orElseThrow().enrolled()).isEqualTo(ENROLLED);
        assertThat(keys.hardware().require(enrolled).verdict()).isEqualTo(Verdict.SAME);
    }

    @Test
    void otherHardwareIsRefusedByTheNamesOfItsFields() {
        assertThatThrownBy(() -> keys.hardware().require(cloned))
                .isInstanceOfSatisfying(
                        OtherHardwareException.class,
                        e -> assertThat(e.differing()).containsExactly("mac", "disk_serial", "dmi_uuid"))
                .hasMessageContaining("mac, disk_serial, dmi_uuid")
                .hasMessageContaining("keys hardware --accept --reason")
                .hasMessageNotContainingAny("d8:9e", "s4ewnx", "4c4c4544");
    }

    @Test
    void whatIsAcceptedIsWrittenDownOldAndNew() throws Exception {
        String before =
                HexFormat.of().formatHex(keys.hardware().bound().orElseThrow().hash());
        var made = keys.hardware()
                .accept(cloned, "mainboard and disk replaced", LATER)
                .orElseThrow();
        reopen();
        assertThat(keys.hardware().require(cloned).verdict()).isEqualTo(Verdict.SAME);
        assertThatThrownBy(() -> keys.hardware().require(enrolled)).isInstanceOf(OtherHardwareException.class);
        assertThat(keys.hardware().history()).containsExactly(made);
        assertThat(made.before()).isEqualTo(before);
        assertThat(made.after())
                .isEqualTo(HexFormat.of()
                        .formatHex(keys.hardware().bound().orElseThrow().hash()));
        assertThat(made.reason()).isEqualTo("mainboard and disk replaced");
        assertThat(keys.hardware().bound().orElseThrow().enrolled())
                .as("enrolled once")
                .isEqualTo(ENROLLED);
        assertThat(keys.hardware().accept(cloned, "again", LATER))
                .as("nothing differs")
                .isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> keys.hardware().accept(enrolled, " ", LATER));
    }

    @Test
    void aKeystoreThatRemembersNothingIsRefusedUntilAnOperatorBindsIt() throws Exception {
        Path file = dir.resolve("older");
        com.hookprobe.identity.Keystore.create(file, "a test".toCharArray()).close();
        try (var older = com.hookprobe.identity.Keystore.open(file, "a test".toCharArray())) {
            HardwareBinding binding = new HardwareBinding(older);
            assertThatThrownBy(() -> binding.require(enrolled))
                    .isInstanceOf(OtherHardwareException.class)
                    .hasMessageContaining("remembers no hardware");
            assertThat(binding.accept(enrolled, "made before hardware was kept", LATER))
                    .isPresent();
            assertThat(binding.require(enrolled).verdict()).isEqualTo(Verdict.SAME);
        }
    }

    @Test
    void aRequestCarriesTheDigestsTheTokenAndTheWish() throws Exception {
        try (NodeKeys mssp =
                NodeKeys.create(dir.resolve("mssp"), "a test".toCharArray(), "mssp-1", Tier.MSSP, new SecureRandom())) {
            NodeId old = mssp.id();
            byte[] token = new byte[32];
            token[0] = 7;
            EnrolmentRequest request = keys.enrolmentRequest(
                    mssp.card().kemPublicKey().orElseThrow(), new byte[20], Optional.of(token), Optional.of(old));
            assertThat(request.replaces()).contains(old);
            try (Secret kemSeed = mssp.kemSeed();
                    EnrolmentSecrets secrets = kemSeed.use(request::open);
                    Secret seed = keys.neuroSeed()) {
                assertThat(secrets.token().orElseThrow()).isEqualTo(token);
                assertThat(Secret.moved(secrets.neuroSeed())).isEqualTo(seed);
                assertThat(secrets.hardware()).isEqualTo(enrolled.digests());
            }
        }
    }
}
