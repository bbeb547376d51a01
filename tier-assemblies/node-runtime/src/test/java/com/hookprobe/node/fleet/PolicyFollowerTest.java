package com.hookprobe.node.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.identity.registry.sql.TenantId;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.config.PolicyFragment;
import com.hookprobe.node.config.TestConfigs;
import com.hookprobe.node.fleet.core.Policy;
import com.hookprobe.node.learning.Shelf;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.reload.LiveConfig;
import com.hookprobe.qsecbit.federation.SignatureSigner;
import com.hookprobe.qsecbit.federation.SignatureVerifier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** docs/spec/fleet.md, 2 to 4: whose orders a site follows, which not, and what it says of them. */
class PolicyFollowerTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final String QUIET = "log: {quiet: [detection]}\n";

    private final KeyPair mssp = pair();
    private final KeyPair other = pair();
    private boolean isFinal = true;
    private byte @Nullable [] disk;
    private boolean diskFull;
    private NodeConfig file;
    private LiveConfig live;
    private PolicyFollower follower;

    private static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SignatureSigner signer(KeyPair pair) {
        return message -> {
            try {
                Signature signature = Signature.getInstance("Ed25519");
                signature.initSign(pair.getPrivate());
                signature.update(message);
                return signature.sign();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    private SignatureVerifier verifier() {
        return (message, signed) -> {
            try {
                Signature signature = Signature.getInstance("Ed25519");
                signature.initVerify(mssp.getPublic());
                signature.update(message);
                return signature.verify(signed);
            } catch (GeneralSecurityException e) {
                return false;
            }
        };
    }

    @BeforeEach
    void open() throws Exception {
        file = file(Map.of(
                "fleet.tenant", "acme", "fleet.accept", "policies", "fleet.subtrees", List.of("log", "qsecbit")));
        start();
    }

    private static NodeConfig file(Map<String, Object> values) throws ConfigException {
        NodeConfig.Node node = new NodeConfig.Node("guardian-1", "/data", null, null, null);
        return TestConfigs.with(
                new NodeConfig(node, "m.json", null, null, null, null, null, null, null, null, null), values);
    }

    private void start() throws IOException {
        live = new LiveConfig(file);
        Shelf shelf = new Shelf() {
            @Override
            public Optional<byte[]> read() {
                return Optional.ofNullable(disk);
            }

            @Override
            public void write(byte[] content) throws IOException {
                if (diskFull) {
                    throw new IOException("no space left");
                }
                disk = content;
            }
        };
        PolicyFollower.Place place = new PolicyFollower.Place(verifier(), pushed -> isFinal, shelf, config -> {});
        EventLog log = new EventLog("guardian-1", "guardian", EventLog.Format.JSON, new ByteArrayOutputStream());
        follower = PolicyFollower.open(place, live, log, 1);
    }

    private PolicyOrder order(long number, String yaml, KeyPair by) {
        return PolicyOrder.sign(ACME, new Policy(number, "shops", number, yaml, "op", "", true), signer(by));
    }

    private void take(PolicyOrder order) {
        follower.take(new PolicyFollower.Pushed(order, new byte[] {1}), 2);
    }

    private PolicyReport report() {
        return follower.report(true, true);
    }

    private boolean quiet() {
        return live.effective().logging().quiet() != null;
    }

    @Test
    void anOrderIsFollowedAndOverAStart() throws Exception {
        take(order(4, QUIET, mssp));
        assertThat(quiet()).isTrue();
        assertThat(report().number()).isEqualTo(4);
        assertThat(report().text()).contains("log.quiet");
        start();
        assertThat(quiet()).isTrue();
        assertThat(follower.number()).isEqualTo(4);
        take(order(5, "", mssp));
        assertThat(quiet()).isFalse();
    }

    @Test
    void whatIsForgedOldOfAnotherTenantOrNotSealedIsNotFollowed() {
        take(order(4, QUIET, other));
        assertThat(report().refused()).isEqualTo(4);
        assertThat(report().text()).contains("not signed by the MSSP");
        PolicyOrder strange =
                PolicyOrder.sign(new TenantId("beta"), new Policy(4, "shops", 4, QUIET, "op", "", true), signer(mssp));
        take(strange);
        assertThat(report().text()).contains("no policies of tenant beta");
        isFinal = false;
        take(order(6, QUIET, mssp));
        assertThat(follower.number()).isZero();
        assertThat(quiet()).isFalse();
        isFinal = true;
        assertThat(follower.look(3)).isTrue();
        assertThat(follower.number()).isEqualTo(6);
        for (long old : List.of(1L, 5L, 6L)) {
            take(order(old, "log: {per_minute: 3}", mssp));
            assertThat(live.effective().logging().perMinute())
                    .as("number %d", old)
                    .isNull();
        }
        assertThat(follower.number()).isEqualTo(6);
    }

    @Test
    void whatTheFileDoesNotTakeChangesNothing() {
        take(order(4, QUIET, mssp));
        for (String wrong : List.of(
                "detection: {thresholds: {port-scan.knocks: 9}}",
                "mesh: other.json",
                "response: {allowlist: [0.0.0.0/0]}",
                "response: {own_hosts: answer}",
                "fleet: {accept: policies}",
                "federation: {warning_lists: /x}",
                "node: {name: b, data: /x}",
                "log: {per_minute: 0}",
                "log: {file: {path: /x}}",
                "log: {quiet: [${HOME}]}",
                "qsecbit: {profile: none}",
                "not yaml: [")) {
            take(order(9, wrong, mssp));
            assertThat(report().number()).as(wrong).isEqualTo(4);
            assertThat(report().refused()).as(wrong).isEqualTo(9);
            assertThat(report().text()).as(wrong).isNotBlank();
            assertThat(quiet()).isTrue();
        }
    }

    @Test
    void aDiskThatTakesNothingKeepsWhatWasFollowed() throws Exception {
        take(order(4, QUIET, mssp));
        diskFull = true;
        take(order(5, "log: {per_minute: 3}", mssp));
        assertThat(report().refused()).isEqualTo(5);
        assertThat(report().text()).contains("no space left");
        assertThat(live.effective().logging().perMinute()).isNull();
        assertThat(quiet()).isTrue();
        start();
        assertThat(follower.number()).isEqualTo(4);
    }

    @Test
    void theFileLetsGoLaysAsideAndKeeps() throws Exception {
        take(order(4, QUIET + "qsecbit: {profile: nexus}\n", mssp));
        live.reload(file(Map.of(
                "fleet.tenant",
                "acme",
                "fleet.accept",
                "policies",
                "fleet.subtrees",
                List.of("log", "qsecbit"),
                "fleet.keep",
                List.of("qsecbit"))));
        assertThat(quiet()).isTrue();
        assertThat(live.effective().weightProfile().name()).isEqualTo("standard");
        assertThat(report().text()).contains("kept by the file: qsecbit.profile");
        live.reload(file(Map.of("fleet.tenant", "acme", "fleet.accept", "none")));
        follower.fileChanged();
        assertThat(quiet()).isFalse();
        assertThat(report().number()).isZero();
        assertThat(report().refused()).isEqualTo(4);
        // It holds again when the file takes it again; its number was never forgotten.
        live.reload(file);
        assertThat(quiet()).isTrue();
        assertThat(report().number()).isEqualTo(4);
        live.reload(file(Map.of("fleet.tenant", "beta", "fleet.accept", "policies")));
        follower.fileChanged();
        assertThat(quiet()).isFalse();
        assertThat(follower.number()).isZero();
    }

    @Test
    void aStartWithAFileThatDoesNotTakeItGoesWithoutAndKeepsTheNumber() throws Exception {
        take(order(4, QUIET, mssp));
        file = file(Map.of("fleet.tenant", "acme", "fleet.accept", "policies", "fleet.subtrees", List.of("qsecbit")));
        start();
        assertThat(quiet()).isFalse();
        assertThat(report().number()).isZero();
        assertThat(report().refused()).isEqualTo(4);
        assertThat(report().text()).contains("fleet.subtrees");
        take(order(3, "qsecbit: {profile: nexus}", mssp));
        assertThat(live.effective().weightProfile().name()).isEqualTo("standard");
        disk = new byte[] {9};
        assertThatThrownBy(this::start).isInstanceOf(IOException.class).hasMessageContaining("cannot be read");
    }

    @Test
    void aNodeThatStartsAgainAndAgainSaysSo() throws Exception {
        take(order(4, QUIET, mssp));
        for (int i = 0; i < 3; i++) {
            assertThat(report().steady()).isTrue();
            start();
        }
        assertThat(report().steady()).isFalse();
        assertThat(report().healthy()).isFalse();
        take(order(5, "", mssp));
        assertThat(report().steady()).isTrue();
    }

    @Test
    void encodings() throws Exception {
        PolicyOrder order = order(4, QUIET, mssp);
        assertThat(PolicyOrder.decode(order.encode())).isEqualTo(order);
        byte[] longer = Arrays.copyOf(order.encode(), order.encode().length + 1);
        assertThatThrownBy(() -> PolicyOrder.decode(longer)).isInstanceOf(MalformedException.class);
        PolicyOrder largest = order(1, "#".repeat(PolicyFragment.BYTES_MAX), mssp);
        assertThat(PolicyOrder.decode(largest.encode())).isEqualTo(largest);
        PolicyOrder more = order(1, "#".repeat(PolicyFragment.BYTES_MAX + 1), mssp);
        assertThatThrownBy(() -> PolicyOrder.decode(more.encode())).isInstanceOf(MalformedException.class);
        PolicyReport said =
                new PolicyReport(4, new byte[32], 5, true, false, true, "a\u001b[31m\u202e" + "é".repeat(900));
        assertThat(said.text()).doesNotContain("\u001b", "\u202e");
        assertThat(PolicyReport.decode(said.encode())).isEqualTo(said);
        assertThat(said.encode().length).isLessThanOrEqualTo(1 + 8 + 32 + 8 + 1 + 2 + PolicyReport.TEXT_BYTES_MAX);
        byte[] flags = said.encode();
        flags[49] = 8;
        assertThatThrownBy(() -> PolicyReport.decode(flags)).isInstanceOf(MalformedException.class);
    }
}
