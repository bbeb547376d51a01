package com.hookprobe.qsecbit.response;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/**
 * Two ends in two network namespaces: {@code echo} sends datagrams back, {@code ask} reads lines "source target" and
 * answers each with "reached" or "lost".
 */
final class VethProbe {
    private static final int PORT = 4444;
    private static final int TRIES = 2;
    private static final int WAIT_MS = 150;

    private VethProbe() {}

    public static void main(String[] args) throws Exception {
        if (args[0].equals("echo")) {
            for (int i = 1; i < args.length; i++) {
                DatagramSocket socket = new DatagramSocket(PORT, InetAddress.getByName(args[i]));
                new Thread(() -> echo(socket)).start();
            }
            System.out.println("ready");
        } else {
            ask();
        }
    }

    /** Each address has a socket of its own: an answer comes from the address that was asked. */
    private static void echo(DatagramSocket socket) {
        byte[] buffer = new byte[16];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                socket.send(packet);
            } catch (IOException e) {
                // Dropped on the way out.
                continue;
            }
        }
    }

    private static void ask() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        System.out.println("ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] ends = line.split(" ");
            System.out.println(reaches(ends[0], ends[1]) ? "reached" : "lost");
        }
    }

    private static boolean reaches(String source, String target) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(source), 0))) {
            socket.setSoTimeout(WAIT_MS);
            for (int i = 0; i < TRIES; i++) {
                try {
                    socket.send(new DatagramPacket(new byte[1], 1, InetAddress.getByName(target), PORT));
                    socket.receive(new DatagramPacket(new byte[1], 1));
                    return true;
                } catch (SocketTimeoutException e) {
                    // Perhaps the next one.
                    continue;
                } catch (IOException e) {
                    return false;
                }
            }
            return false;
        }
    }
}
