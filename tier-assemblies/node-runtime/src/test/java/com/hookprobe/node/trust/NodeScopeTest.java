package com.hookprobe.node.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.file.core.FilePath;
import com.hookprobe.htp.file.core.PathGrammar;
import com.hookprobe.identity.NodeId;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NodeScopeTest {
    private final NodeId node = NodeId.of(new byte[32]);
    private final String own = "nodes/" + node.hex();
    private final NodeScope scope = new NodeScope(node);

    private static FilePath path(String text) {
        return ((PathGrammar.Result.Sound) PathGrammar.parse(text.getBytes(StandardCharsets.UTF_8), true)).path();
    }

    @Test
    void itReadsTheRootWhatIsSharedAndItsOwn() {
        for (String yes :
                new String[] {"/", "shared", "shared/models/one.bin", own, own + "/a.txt", own + "/b/c.txt"}) {
            assertThat(scope.reads(path(yes))).as(yes).isTrue();
        }
        String other = "nodes/" + "1".repeat(64);
        for (String no : new String[] {"nodes", other, other + "/a.txt", "sharedx/a.txt", "a.txt", "x/shared/a.txt"}) {
            assertThat(scope.reads(path(no))).as(no).isFalse();
        }
    }

    @Test
    void itWritesBelowItsOwnFolderOnly() {
        assertThat(scope.writes(path(own + "/a.txt"))).isTrue();
        assertThat(scope.writes(path(own + "/b/c.txt"))).isTrue();
        for (String no :
                new String[] {"/", own, "nodes", "shared/a.txt", "nodes/" + "1".repeat(64) + "/a.txt", "a.txt"}) {
            assertThat(scope.writes(path(no))).as(no).isFalse();
        }
    }
}
