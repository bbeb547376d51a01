package com.hookprobe.qsecbit.response;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;

/** Sends datagrams from one loopback address to another in its network namespace, and prints how many arrive. */
final class UdpProbe {
    private UdpProbe() {}

    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[2]);
        try (DatagramSocket to = new DatagramSocket(0, InetAddress.getByName(args[1]));
                DatagramSocket from = new DatagramSocket(0, InetAddress.getByName(args[0]))) {
            to.setSoTimeout(500);
            for (int i = 0; i < count; i++) {
                byte[] data = {(byte) i};
                try {
                    from.send(new DatagramPacket(data, 1, to.getLocalAddress(), to.getLocalPort()));
                } catch (java.io.IOException e) {
                    // A drop on the way out shows as an error of the sender: it does not arrive.
                    continue;
                }
            }
            int arrived = 0;
            try {
                while (arrived < count) {
                    to.receive(new DatagramPacket(new byte[1], 1));
                    arrived++;
                }
            } catch (SocketTimeoutException e) {
                // The rest does not arrive.
            }
            System.out.println("arrived " + arrived);
        }
    }
}
