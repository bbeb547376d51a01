package com.hookprobe.network;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/**
 * A host in a namespace. It answers datagrams on port 7 and connections on ports 7 and 443 with the address that asks, and does what it is
 * told on its standard input, a line each: {@code udp ADDRESS}, {@code tcp ADDRESS PORT}, {@code name NAME SERVER}, {@code dhcp MAC}.
 */
final class Probe {
    private static final int WAIT_MS = 250;
    private static final int ECHO = 7;

    private Probe() {}

    public static void main(String[] args) throws Exception {
        // A socket of its own for each address, so that the answer comes from the one that was asked.
        for (String address : args.length == 0 ? new String[] {"0.0.0.0"} : args) {
            DatagramSocket echo = new DatagramSocket(ECHO, InetAddress.getByName(address));
            start(() -> echo(echo));
        }
        for (int port : new int[] {ECHO, 443}) {
            ServerSocket server = new ServerSocket(port);
            start(() -> accept(server));
        }
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            System.out.println(answer(words));
        }
        System.exit(0);
    }

    private static String answer(String[] words) {
        try {
            return switch (words[0]) {
                case "udp" -> udp(words[1], ECHO, new byte[] {1}, false);
                case "tcp" -> tcp(words[1], Integer.parseInt(words[2]));
                case "name" -> udp(words[2], 53, question(words[1]), true);
                default -> DhcpClient.lease(words[1]);
            };
        } catch (IOException e) {
            return "silent " + e.getMessage();
        }
    }

    private static String udp(String address, int port, byte[] data, boolean last) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(WAIT_MS);
            InetAddress target = InetAddress.getByName(address);
            socket.send(new DatagramPacket(data, data.length, target, port));
            DatagramPacket answer = new DatagramPacket(new byte[512], 512);
            socket.receive(answer);
            if (!last) {
                return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII);
            }
            // The last four bytes of an answer with one address.
            return InetAddress.getByAddress(
                            java.util.Arrays.copyOfRange(answer.getData(), answer.getLength() - 4, answer.getLength()))
                    .getHostAddress();
        } catch (SocketTimeoutException e) {
            return "silent";
        }
    }

    private static String tcp(String address, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), WAIT_MS);
            socket.setSoTimeout(WAIT_MS);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (SocketTimeoutException e) {
            return "silent";
        }
    }

    private static byte[] question(String name) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0});
        for (String label : name.split("\\.")) {
            out.write(label.length());
            out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        out.writeBytes(new byte[] {0, 0, 1, 0, 1});
        return out.toByteArray();
    }

    private static void echo(DatagramSocket socket) throws IOException {
        while (true) {
            DatagramPacket packet = new DatagramPacket(new byte[64], 64);
            socket.receive(packet);
            byte[] who = packet.getAddress().getHostAddress().getBytes(StandardCharsets.US_ASCII);
            try {
                socket.send(new DatagramPacket(who, who.length, packet.getSocketAddress()));
            } catch (IOException e) {
                // The way back is closed: who asked hears nothing.
                continue;
            }
        }
    }

    private static void accept(ServerSocket server) throws IOException {
        while (true) {
            try (Socket socket = server.accept()) {
                socket.getOutputStream()
                        .write(socket.getInetAddress().getHostAddress().getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    private interface Body {
        void run() throws IOException;
    }

    private static void start(Body body) {
        Thread thread = new Thread(() -> {
            try {
                body.run();
            } catch (IOException e) {
                System.err.println(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
