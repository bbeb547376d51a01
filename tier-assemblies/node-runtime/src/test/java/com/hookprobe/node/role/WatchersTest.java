package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchersTest {
    @Test
    void aWatcherThatFailsKeepsNobodyFromTheNews() {
        List<RuntimeException> failed = new ArrayList<>();
        List<NodeId> heard = new ArrayList<>();
        Watchers watchers = new Watchers(failed::add);
        watchers.add(new NodeWatcher() {
            @Override
            public void session(NodeId peer, boolean open) {
                throw new IllegalStateException("a defect");
            }
        });
        watchers.add(new NodeWatcher() {
            @Override
            public void session(NodeId peer, boolean open) {
                heard.add(peer);
            }
        });
        NodeId peer = NodeId.of(new byte[32]);
        watchers.session(peer, true);
        assertThat(heard).containsExactly(peer);
        assertThat(failed).singleElement().satisfies(e -> assertThat(e).hasMessage("a defect"));
    }
}
