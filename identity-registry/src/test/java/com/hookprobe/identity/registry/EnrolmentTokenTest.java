package com.hookprobe.identity.registry;

import static com.hookprobe.identity.registry.Fixtures.START;
import static com.hookprobe.identity.registry.Fixtures.assertKind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.registry.EnrolmentToken.Failure;
import com.hookprobe.identity.registry.EnrolmentToken.Issued;
import com.hookprobe.identity.registry.RegistryEntry.Change;
import com.hookprobe.identity.registry.RegistryException.Kind;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EnrolmentTokenTest extends BothBackends {
    private static final TenantId ACME = new TenantId("acme");
    private static final SiteId SITE = new SiteId("berlin");
    private static final TokenTerms TERMS = new TokenTerms(
            ACME, Optional.of(SITE), Optional.of(Tier.GUARDIAN), Optional.of("site-7 edge"), TokenTerms.VALID_FOR);

    @BeforeEach
    void aTenant() throws Exception {
        registry.tenants().add(ACME, "Acme", "ana");
        registry.tenants().addSite(ACME, SITE, "Berlin", "ana");
    }

    @Test
    void theDeviceIsActiveAndTheTokenUsed() throws Exception {
        Issued issued = registry.tokens().issue(TERMS, "ana");
        RegisteredDevice device = registry.enrolWithToken(Fixtures.request(1), issued.text());
        assertThat(device.status()).isEqualTo(DeviceStatus.ACTIVE);
        assertThat(device.tenant()).isEqualTo(ACME);
        assertThat(device.site()).contains(SITE);
        EnrolmentToken token = registry.tokens().find(issued.token().id()).orElseThrow();
        assertThat(token.usedBy()).contains(device.id());
        assertThat(token.usedAt()).contains(START);
        assertThat(registry.audit(device.id()))
                .extracting(Change::action, Change::by)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple(
                                "enrol", device.id().hex()),
                        org.assertj.core.api.Assertions.tuple("admit", "token " + token.id() + " of ana"));
        registry.verifyAudit();
    }

    @Test
    void theBytesOutOfARequestCountAsTheText() throws Exception {
        Issued issued = registry.tokens().issue(TERMS, "ana");
        byte[] secret = EnrolmentToken.secret(issued.text()).orElseThrow();
        assertThat(EnrolmentToken.idOf(secret)).isEqualTo(issued.token().id());
        assertThat(EnrolmentToken.secret(issued.text() + "x")).isEmpty();
        assertThat(registry.enrolWithToken(Fixtures.request(1), secret).status())
                .isEqualTo(DeviceStatus.ACTIVE);
        assertThatThrownBy(() -> registry.enrolWithToken(Fixtures.request(2), secret))
                .isInstanceOf(RegistryException.class);
    }

    @Test
    void eachReasonIsToldToTheOperatorAndNoneToTheDevice() throws Exception {
        Set<String> answers = new HashSet<>();
        Issued used = registry.tokens().issue(TERMS, "ana");
        EnrolmentRequest request = Fixtures.request(1);
        registry.enrolWithToken(request, used.text());
        // The same again, and a second device.
        answers.add(refused(request, used.text()));
        answers.add(refused(Fixtures.request(2), used.text()));
        answers.add(refused(Fixtures.request(2), "hpe_"));
        answers.add(refused(Fixtures.request(2), TokenText.text(new byte[32])));
        Issued open = registry.tokens().issue(TERMS, "ana");
        answers.add(refused(Fixtures.request(2, "site-7 edge", Tier.NEXUS), open.text()));
        answers.add(refused(Fixtures.request(2, "another", Tier.GUARDIAN), open.text()));
        // A device that is there already, though it would fit.
        answers.add(refused(request, open.text()));
        Issued revoked = registry.tokens().issue(TERMS, "ana");
        registry.tokens().revoke(revoked.token().id(), "bo");
        answers.add(refused(Fixtures.request(2), revoked.text()));
        // Another tenant's place in the registry does not know it.
        DeviceRegistry other = registry.within(Scope.tenant(TenantId.DEFAULT));
        answers.add(catchThrowableOfType(
                        RegistryException.class, () -> other.enrolWithToken(Fixtures.request(2), open.text()))
                .getMessage());
        clock.now = START.plus(TokenTerms.VALID_FOR);
        answers.add(refused(Fixtures.request(2), open.text()));
        assertThat(answers).hasSize(1);
        assertThat(registry.tokens().failures(100))
                .extracting(Failure::reason)
                .containsExactlyInAnyOrder(
                        "token used already by " + request.card().nodeId().shortHex(),
                        "token used already by " + request.card().nodeId().shortHex(),
                        "text that is no token",
                        "unknown token",
                        "token for a guardian, request of a nexus",
                        "token for 'site-7 edge', request of 'another'",
                        "a device that is known already",
                        "revoked token",
                        "unknown token",
                        "expired token");
        assertThat(registry.list()).hasSize(1);
        // Nothing was used up by what was refused.
        assertThat(registry.tokens().find(open.token().id()).orElseThrow().usedAt())
                .isEmpty();
    }

    @Test
    void aTokenThatFailsTooOftenEnds() throws Exception {
        Issued issued = registry.tokens().issue(TERMS, "ana");
        for (int i = 0; i < TokenGate.TOKEN_FAILURES_MAX; i++) {
            refused(Fixtures.request(i, "another", Tier.GUARDIAN), issued.text());
        }
        EnrolmentToken token = registry.tokens().find(issued.token().id()).orElseThrow();
        assertThat(token.revokedBy()).contains("registry");
        refused(Fixtures.request(1), issued.text());
        Issued lucky = registry.tokens().issue(TERMS, "ana");
        for (int i = 1; i < TokenGate.TOKEN_FAILURES_MAX; i++) {
            refused(Fixtures.request(i, "another", Tier.GUARDIAN), lucky.text());
        }
        assertThat(registry.enrolWithToken(Fixtures.request(1), lucky.text()).status())
                .isEqualTo(DeviceStatus.ACTIVE);
    }

    @Test
    void guessesAreBounded() throws Exception {
        EnrolmentRequest request = Fixtures.request(1);
        for (int i = 0; i < TokenGate.SPENT_PER_MINUTE + 20; i++) {
            refused(request, "hpe_" + i);
        }
        assertThat(registry.tokens().failures(1000)).hasSize(TokenGate.SPENT_PER_MINUTE);
        // Who has a token is let in all the same.
        Issued issued = registry.tokens().issue(TERMS, "ana");
        assertThat(registry.enrolWithToken(request, issued.text()).status()).isEqualTo(DeviceStatus.ACTIVE);
        // A used token is of no more weight than an unknown one.
        refused(Fixtures.request(3), issued.text());
        assertThat(registry.tokens().failures(1000)).hasSize(TokenGate.SPENT_PER_MINUTE);
        clock.now = START.plusSeconds(60);
        refused(Fixtures.request(2), "hpe_");
        assertThat(registry.tokens().failures(1000)).hasSize(TokenGate.SPENT_PER_MINUTE + 1);
    }

    @Test
    void theNewestFailuresAreKept() throws Exception {
        Issued issued = registry.tokens().issue(TERMS, "ana");
        refused(Fixtures.request(1, "another", Tier.GUARDIAN), issued.text());
        backend.execute("UPDATE enrolment_failures SET entry = entry + " + TokenGate.FAILURES_MAX);
        refused(Fixtures.request(2, "another", Tier.GUARDIAN), issued.text());
        backend.execute(
                "UPDATE enrolment_failures SET entry = entry + 1 WHERE entry > " + TokenGate.FAILURES_MAX + " + 1");
        refused(Fixtures.request(3, "another", Tier.GUARDIAN), issued.text());
        assertThat(registry.tokens().failures(10)).hasSize(3);
        backend.execute("UPDATE enrolment_failures SET entry = 1 WHERE entry = " + (TokenGate.FAILURES_MAX + 1));
        refused(Fixtures.request(4, "another", Tier.GUARDIAN), issued.text());
        assertThat(registry.tokens().failures(10)).hasSize(3);
    }

    /** Of many devices with one token exactly one gets in. */
    @Test
    void racesHaveOneWinner() throws Exception {
        Issued issued = registry.tokens().issue(TERMS, "ana");
        List<Callable<Boolean>> devices = new ArrayList<>();
        CyclicBarrier together = new CyclicBarrier(4);
        for (int i = 0; i < 4; i++) {
            EnrolmentRequest request = Fixtures.request(i);
            devices.add(() -> {
                together.await();
                try {
                    registry.enrolWithToken(request, issued.text());
                    return true;
                } catch (RegistryException e) {
                    assertThat(e.kind()).isEqualTo(Kind.REFUSED);
                    return false;
                }
            });
        }
        assertThat(Fixtures.all(devices)).containsOnlyOnce(true);
        assertThat(registry.list()).hasSize(1);
    }

    @Test
    void tokensAreListedAndTakenBack() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            clock.now = START.plusSeconds(i / 2);
            ids.add(registry.tokens().issue(TokenTerms.of(ACME), "ana").token().id());
        }
        List<String> listed = new ArrayList<>();
        Optional<EnrolmentToken> after = Optional.empty();
        List<EnrolmentToken> page;
        do {
            page = registry.tokens().list(after, 2);
            page.forEach(token -> listed.add(token.id()));
            after = page.isEmpty() ? after : Optional.of(page.get(page.size() - 1));
        } while (page.size() == 2);
        assertThat(listed).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(listed.get(0)).isEqualTo(ids.get(4));
        String id = ids.get(0);
        assertThat(registry.tokens().revoke(id, "bo").revokedBy()).contains("bo");
        assertThat(registry.tokens().revoke(id, "cy").revokedBy()).contains("bo");
        assertKind(Kind.NOT_FOUND, () -> registry.tokens().revoke("00".repeat(8), "bo"));
        Issued used = registry.tokens().issue(TERMS, "ana");
        registry.enrolWithToken(Fixtures.request(1), used.text());
        assertKind(Kind.NOT_ALLOWED, () -> registry.tokens().revoke(used.token().id(), "bo"));
        assertKind(Kind.NOT_FOUND, () -> registry.tokens().issue(TokenTerms.of(new TenantId("no")), "ana"));
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> new TokenTerms(
                        ACME, Optional.empty(), Optional.empty(), Optional.empty(), Duration.ofDays(91)));
    }

    @Test
    void theTokenItselfIsNowhere() throws Exception {
        Issued issued = registry.tokens().issue(TERMS, "ana");
        assertThat(issued.toString()).doesNotContain(issued.text());
        byte[] secret = TokenText.secret(issued.text()).orElseThrow();
        String hash = backend.text(
                kind == com.hookprobe.identity.registry.sql.TestBackend.Kind.SQLITE
                        ? "SELECT lower(hex(token_hash)) FROM enrolment_tokens"
                        : "SELECT encode(token_hash, 'hex') FROM enrolment_tokens");
        assertThat(hash).isEqualTo(java.util.HexFormat.of().formatHex(TokenText.hash(secret)));
        assertThat(registry.changesSince(0, 100).toString()).doesNotContain(issued.text());
    }

    private String refused(EnrolmentRequest request, String token) {
        RegistryException e =
                catchThrowableOfType(RegistryException.class, () -> registry.enrolWithToken(request, token));
        assertThat(e).isNotNull();
        assertThat(e.kind()).isEqualTo(Kind.REFUSED);
        return e.getMessage();
    }
}
