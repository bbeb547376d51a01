package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.console.ConsoleConfig;
import com.hookprobe.identity.NodeId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConsoleRoleTest {
    /** Browsers keep cookies by host, not by port. */
    @Test
    void nodesOfOneHostHaveCookiesOfTheirOwn() {
        Set<String> names = new HashSet<>();
        byte number = 0;
        for (String node : List.of(
                "Site-A", "Site-B", "site-a", "a-very-long-name-of-a-guardian-1", "a-very-long-name-of-a-guardian-2")) {
            byte[] id = new byte[32];
            id[0] = ++number;
            names.add(ConsoleConfig.of(ConsoleRole.cookies(node, NodeId.of(id)), false)
                    .name());
        }
        assertThat(names).hasSize(5).contains("site-a-01000000");
    }
}
