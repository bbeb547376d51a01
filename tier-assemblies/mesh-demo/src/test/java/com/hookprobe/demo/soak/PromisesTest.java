package com.hookprobe.demo.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.demo.NodeEvent;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PromisesTest {
    private final Promises promises = new Promises(Set.of("guardian-1", "fortress-1"));

    private void say(String node, String event, String fields) throws Violation {
        promises.take(
                NodeEvent.parse("{\"node\":\"" + node + "\",\"event\":\"" + event + "\"" + fields + "}")
                        .orElseThrow(),
                100);
    }

    @Test
    void twoCheckpointsOfOneHeightAreRefused() throws Violation {
        say("sentinel-1", "checkpoint_finalised", ",\"height\":3,\"hash\":\"aa\"");
        say("sentinel-2", "checkpoint_finalised", ",\"height\":3,\"hash\":\"aa\"");
        assertThat(promises.finals()).isEqualTo(Map.of(3L, "aa"));
        assertThatThrownBy(() -> say("sentinel-3", "checkpoint_finalised", ",\"height\":3,\"hash\":\"bb\""))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("height 3")
                .hasMessageContaining("sentinel-3");
    }

    @Test
    void whatNoTroubleMayCauseIsRefused() {
        for (String never : Promises.NEVER) {
            assertThatThrownBy(() -> say("sentinel-1", never, ""))
                    .isInstanceOf(Violation.class)
                    .hasMessageContaining(never);
        }
    }

    @Test
    void aMachineThatGivesAThreadNoTimeIsNoDefect() throws Violation {
        say("nexus-1", "internal_error", ",\"error\":\"java.lang.IllegalStateException: the endpoint did not answer\"");
        assertThat(promises.count("internal_error")).isEqualTo(1);
    }

    @Test
    void aBlockIsUnprovenUntilItsProofIsVerified() throws Violation {
        say("guardian-1", "microblock", ",\"seq\":1,\"hash\":\"aa\"");
        say("guardian-1", "microblock", ",\"seq\":2,\"hash\":\"bb\"");
        say("guardian-1", "inclusion_verified", ",\"block\":\"aa\"");
        assertThat(promises.unproven()).isEqualTo(Map.of("bb", "guardian-1"));
        assertThat(promises.sealed()).isEqualTo(2);
    }

    @Test
    void aDecisionIsHeardByEverySiteOrNamed() throws Violation {
        say("guardian-1", "mesh_decision", ",\"decision\":\"d\"");
        say("mssp-1", "signature_broadcast", ",\"decision\":\"d\"");
        assertThat(promises.unheard(101)).singleElement().asString().contains("fortress-1", "mssp-1");
        assertThat(promises.unheard(100)).isEmpty();
        say("fortress-1", "blocked_late", ",\"decision\":\"d\"");
        assertThat(promises.unheard(101)).isEmpty();
        assertThat(promises.decisions()).isEqualTo(1);
    }
}
