package com.hookprobe.demo.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RelayTest {
    private Relay relay;
    private DatagramSocket one;
    private DatagramSocket other;
    private int toOther;

    @BeforeEach
    void open() throws IOException {
        relay = new Relay(1);
        one = socket();
        other = socket();
        relay.open("one", one.getLocalPort());
        toOther = relay.open("other", other.getLocalPort());
        relay.start();
    }

    private static DatagramSocket socket() throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.setSoTimeout(60_000);
        return socket;
    }

    @AfterEach
    void close() throws IOException {
        one.close();
        other.close();
        relay.close();
    }

    private static void send(DatagramSocket from, String text, int port) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        from.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
    }

    private static DatagramPacket receive(DatagramSocket at) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        at.receive(packet);
        return packet;
    }

    private static String text(DatagramPacket packet) {
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    @Test
    void datagramsGoThereAndAnswersComeBackFromWhereTheyWereSentTo() throws IOException {
        send(one, "hello", toOther);
        DatagramPacket came = receive(other);
        assertThat(text(came)).isEqualTo("hello");
        send(other, "yes", came.getPort());
        DatagramPacket answer = receive(one);
        assertThat(text(answer)).isEqualTo("yes");
        assertThat(answer.getPort()).isEqualTo(toOther);
    }

    @Test
    void whatIsCutLosesAllAndIsWholeAgainAfterwards() throws IOException {
        relay.lose("cut", List.of("one"), 100);
        send(one, "lost", toOther);
        // The next one comes behind it on the same way, so that nothing has to be waited for.
        while (relay.lost() == 0) {
            Thread.onSpinWait();
        }
        relay.heal("cut");
        send(one, "found", toOther);
        assertThat(text(receive(other))).isEqualTo("found");
        assertThat(relay.passed()).isEqualTo(1);
    }

    @Test
    void twoOfOneSideStillHearEachOther() throws IOException {
        relay.lose("cut", List.of("one", "other"), 100);
        send(one, "hello", toOther);
        assertThat(text(receive(other))).isEqualTo("hello");
    }

    @Test
    void whoIsNoNodeIsNotHeard() throws IOException {
        try (DatagramSocket stranger = socket()) {
            send(stranger, "hello", toOther);
            while (relay.lost() == 0) {
                Thread.onSpinWait();
            }
            other.setSoTimeout(1);
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> receive(other))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }
}
