package com.hookprobe.identity.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PolicyTableTest {
    private final String text = PolicyTable.text();

    @Test
    void theSpecificationShowsTheTableWordForWord() throws Exception {
        assertThat(Files.readString(Path.of("..", "docs", "spec", "access.md"))).contains(text);
    }

    @Test
    void aTableThatIsNotWholeIsRefused() {
        String aRow = text.lines()
                .filter(l -> l.startsWith("| devices.revoke "))
                .findFirst()
                .orElseThrow();
        assertThatIllegalStateException()
                .isThrownBy(() -> PolicyTable.parse(text.replace(aRow + "\n", "")))
                .withMessageContaining("no row for [DEVICES_REVOKE]");
        assertThatIllegalStateException().isThrownBy(() -> PolicyTable.parse(text + aRow + "\n"));
        assertThatIllegalStateException()
                .isThrownBy(() -> PolicyTable.parse(text + "| devices.eat | change | - | - | - | - | - |\n"));
        assertThatIllegalStateException().isThrownBy(() -> PolicyTable.parse(text.replace("| ANALYST ", "| BUTLER ")));
        assertThatIllegalStateException().isThrownBy(() -> PolicyTable.parse(text.replace("| ANALYST ", "| VIEWER ")));
        assertThatIllegalStateException().isThrownBy(() -> PolicyTable.parse(text.replace("| change |", "| whim |")));
        assertThatIllegalStateException().isThrownBy(() -> PolicyTable.parse(text.replace(" | - | - |", " | - |")));
        assertThat(PolicyTable.parse(text)).isNotNull();
    }

    @Test
    void noRoleOfATenantReachesAnotherTenant() {
        PolicyTable table = PolicyTable.ofJar();
        for (Operation operation : Operation.values()) {
            for (Role role : Role.values()) {
                if (role != Role.PLATFORM_ADMIN) {
                    assertThat(table.allows(role, operation, Reach.OTHER))
                            .as(role + " " + operation.text())
                            .isFalse();
                }
            }
        }
    }

    @Test
    void moreRoleIsNeverLessWithinATenant() {
        PolicyTable table = PolicyTable.ofJar();
        for (Operation operation : Operation.values()) {
            if (table.allows(Role.VIEWER, operation, Reach.OWN)) {
                assertThat(table.allows(Role.ANALYST, operation, Reach.OWN))
                        .as(operation.text())
                        .isTrue();
            }
            if (table.allows(Role.OPERATOR, operation, Reach.OWN)) {
                assertThat(table.allows(Role.TENANT_ADMIN, operation, Reach.OWN))
                        .as(operation.text())
                        .isTrue();
            }
        }
    }
}
