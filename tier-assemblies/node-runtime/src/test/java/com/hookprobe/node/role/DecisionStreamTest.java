package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.CancelDraft;
import com.hookprobe.qsecbit.federation.CancelReason;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What finds no room on its way to a site is not lost to it: the site would not ask, since nothing behind it shows a gap. */
class DecisionStreamTest {
    @TempDir
    Path folder;

    private final List<MeshMessage> arrived = new ArrayList<>();
    private long queued;
    private boolean room = true;

    private TestMesh mesh;
    private NodeContext mssp;
    private WordLog words;
    private DecisionStream stream;
    private NodeId site;

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
        mssp = mesh.node("mssp-1");
        site = mesh.id("guardian-1");
        words = WordLog.open(
                        folder.resolve("decisions.words"),
                        mssp.genesis().networkId(),
                        mssp.self().id())
                .log();
        Member only = mesh.mesh.byName("guardian-1").orElseThrow();
        stream = new DecisionStream(mssp, List.of(only), List.of(), words, message -> {}, new DecisionStream.Way() {
            @Override
            public boolean send(NodeId to, int channel, byte[] message, NodeLoop.Task lost) {
                try {
                    if (room) {
                        arrived.add(MeshMessage.decode(message));
                    } else {
                        lost.run();
                    }
                } catch (MalformedException e) {
                    throw new AssertionError(e);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                return true;
            }

            @Override
            public long queuedBytes(NodeId to) {
                return queued;
            }
        });
    }

    @AfterEach
    void close() throws Exception {
        words.close();
        mesh.close();
    }

    private void cancel(int attacker) throws Exception {
        IndicatorValue value = IndicatorValue.ip(IpAddress.v4(attacker));
        TagKey key = new TagKey(value.type(), 1, mesh.group.tag(value));
        CancelDraft draft = new CancelDraft(key, new Bytes32(0, 0, 0, 1), CancelReason.RETRACTED, List.of());
        stream.send(MeshCancel.sign(draft, 1, mssp.loop().wallMicros(), mesh.signer("mssp-1")));
    }

    @Test
    void theLastWordThatFoundNoRoomIsMadeUpFor() throws Exception {
        cancel(1);
        room = false;
        cancel(2);
        assertThat(arrived).hasSize(1);
        room = true;
        stream.turn();
        // What is in force of it, and how far that goes; here nothing is.
        assertThat(arrived).last().isEqualTo(new MeshMessage.Resumed(2));
        stream.turn();
        assertThat(arrived).as("once").hasSize(2);
    }

    @Test
    void whoCatchesUpGetsTheEndOfItWhenThereIsRoom() {
        stream.resume(site, 0);
        queued = DecisionStream.QUEUED_BYTES_MAX + 1;
        stream.turn();
        assertThat(arrived).as("its queue is for live words").isEmpty();
        queued = 0;
        stream.turn();
        assertThat(arrived).containsExactly(new MeshMessage.Resumed(0));
    }
}
