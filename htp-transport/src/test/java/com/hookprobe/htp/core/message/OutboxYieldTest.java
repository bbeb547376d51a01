package com.hookprobe.htp.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.HtpLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** HTP 4.10: which packets leave without anything of a message that its receiver perhaps refuses, and what is in them. */
class OutboxYieldTest {
    private static final int PIECE = 1000;
    private static final int REFUSED = 20;
    private static final int REFUSED_TOO = 21;
    private static final int OTHER = 22;
    private static final int NEW = 23;

    private final Outbox outbox = new Outbox(HtpLimits.standard(), 64 << 20, 64 << 20);

    private String next(PacketContents contents) {
        return FrameText.next(outbox, PIECE + Frame.MSG_HEADER_BYTES, contents);
    }

    /** All of these were sent, and the first piece of each was lost; of the refused ones all the others too. */
    private void lost(int pieces, int... channels) {
        List<PacketContents> packets = new ArrayList<>();
        for (int channel : channels) {
            outbox.add(channel, new byte[pieces * PIECE], channel);
            for (int i = 0; i < pieces; i++) {
                packets.add(new PacketContents());
                assertThat(next(packets.get(packets.size() - 1))).startsWith(channel + "#");
            }
        }
        for (int at = 0; at < packets.size(); at++) {
            if (at % pieces == 0 || channels[at / pieces] != OTHER) {
                outbox.onLost(packets.get(at));
            } else {
                outbox.onAcked(packets.get(at), id -> {});
            }
        }
    }

    /** What the next packets hold; those with a piece of a refused message are lost, the others stay under way. */
    private List<String> packets(int count) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            PacketContents contents = new PacketContents();
            String text = next(contents);
            all.add(text.replaceAll("#[^,]*", ""));
            if (Set.of(REFUSED, REFUSED_TOO).stream().anyMatch(c -> text.contains(c + "#"))) {
                outbox.onLost(contents);
            }
        }
        return all;
    }

    @Test
    void afterThreeLostPiecesAnotherMessageIsFirst() {
        lost(3, REFUSED, REFUSED_TOO);
        assertThat(packets(7)).containsExactly("20", "20", "20", "21", "21", "21", "20");
    }

    @Test
    void aMessageOfWhichSomethingArrivedIsNotRefused() {
        lost(3, REFUSED, REFUSED_TOO, OTHER);
        assertThat(packets(4)).containsExactly("20", "20", "20", "22");
    }

    @Test
    void whatHasItsTurnTravelsAlone() {
        lost(3, REFUSED);
        outbox.add(NEW, new byte[10], 1);
        assertThat(packets(5)).containsExactly("20", "20", "20", "23", "20");
    }

    /** Of a message that lost much, and one that is new, each has a turn. */
    @Test
    void whatIsNewAndWhatWasLostTakeTurns() {
        lost(3, REFUSED, REFUSED_TOO, OTHER);
        outbox.add(NEW, new byte[5 * PIECE], 1);
        List<String> all = packets(8);
        assertThat(all.get(3)).isEqualTo("23");
        assertThat(all.get(7)).isEqualTo("22");
    }

    /** Simulation, seed 28277: the turn was used up while the higher class had it anyway. */
    @Test
    void theLowerClassYieldsOnlyWhenItHasATurn() {
        lost(3, REFUSED);
        assertThat(packets(3)).containsOnly("20");
        outbox.add(NEW, new byte[PIECE], 1);
        outbox.add(Channels.ALERTS, new byte[PIECE], 2);
        assertThat(packets(3)).containsExactly("4", "23", "20");
    }
}
