package com.hookprobe.network;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** RFC 2131 as far as a lease: DISCOVER, OFFER, REQUEST, ACK, all by broadcast. */
final class DhcpClient {
    private static final int COOKIE = 0x63825363;
    private static final int TRIES = 8;
    private static final int WAIT_MS = 1_000;

    private DhcpClient() {}

    /** {@code ADDRESS MASK ROUTER SERVER}, or {@code silent}. */
    static String lease(String mac) throws IOException {
        byte[] hardware = HexFormat.ofDelimiter(":").parseHex(mac);
        int id = ThreadLocalRandom.current().nextInt();
        try (DatagramSocket socket = new DatagramSocket(null)) {
            socket.setReuseAddress(true);
            socket.setBroadcast(true);
            socket.setSoTimeout(WAIT_MS);
            socket.bind(new InetSocketAddress("0.0.0.0", 68));
            byte[] offer = ask(socket, message(1, id, hardware, null, null), id, 2);
            if (offer == null) {
                return "silent";
            }
            byte[] server = option(offer, 54);
            byte[] address = Arrays.copyOfRange(offer, 16, 20);
            byte[] ack = ask(socket, message(3, id, hardware, address, server), id, 5);
            if (ack == null) {
                return "silent";
            }
            return text(Arrays.copyOfRange(ack, 16, 20)) + " " + text(option(ack, 1)) + " " + text(option(ack, 3)) + " "
                    + text(option(ack, 6));
        }
    }

    private static byte @Nullable [] ask(DatagramSocket socket, byte[] message, int id, int wanted) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            socket.send(new DatagramPacket(message, message.length, InetAddress.getByName("255.255.255.255"), 67));
            try {
                DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
                socket.receive(packet);
                byte[] answer = Arrays.copyOf(packet.getData(), packet.getLength());
                if (ByteBuffer.wrap(answer).getInt(4) == id && option(answer, 53)[0] == wanted) {
                    return answer;
                }
            } catch (SocketTimeoutException e) {
                // Once more.
                continue;
            }
        }
        return null;
    }

    private static byte[] message(
            int type, int id, byte[] hardware, byte @Nullable [] address, byte @Nullable [] server) {
        ByteBuffer message = ByteBuffer.allocate(300);
        message.put((byte) 1).put((byte) 1).put((byte) 6).put((byte) 0).putInt(id);
        message.putShort((short) 0).putShort((short) 0x8000);
        message.position(28);
        message.put(hardware);
        message.position(236);
        message.putInt(COOKIE).put((byte) 53).put((byte) 1).put((byte) type);
        if (address != null && server != null) {
            message.put((byte) 50).put((byte) 4).put(address);
            message.put((byte) 54).put((byte) 4).put(server);
        }
        message.put((byte) 55)
                .put((byte) 3)
                .put((byte) 1)
                .put((byte) 3)
                .put((byte) 6)
                .put((byte) 255);
        return message.array();
    }

    private static byte[] option(byte[] message, int wanted) {
        int at = 240;
        while (at + 1 < message.length && message[at] != (byte) 255) {
            int length = message[at + 1] & 0xff;
            if (message[at] == wanted) {
                return Arrays.copyOfRange(message, at + 2, at + 2 + length);
            }
            at += 2 + length;
        }
        return new byte[4];
    }

    private static String text(byte[] address) throws IOException {
        return InetAddress.getByAddress(Arrays.copyOf(address, 4)).getHostAddress();
    }
}
