package com.hookprobe.identity.tpm;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;

/** swtpm's server port over TCP: for tests and virtual machines, on this machine only; nothing is encrypted. */
final class TcpLink extends TpmLink {
    private static final int CONNECT_MILLIS = 5_000;
    /** The slowest command here makes a key. */
    private static final int ANSWER_MILLIS = 30_000;

    private final Socket socket = new Socket();
    private final DataInputStream in;

    TcpLink(String host, int port) throws IOException {
        try {
            socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(ANSWER_MILLIS);
            in = new DataInputStream(socket.getInputStream());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    byte[] exchange(byte[] command) throws IOException {
        try {
            socket.getOutputStream().write(command);
            byte[] header = new byte[headerBytes()];
            in.readFully(header);
            byte[] answer = Arrays.copyOf(header, length(header));
            in.readFully(answer, header.length, answer.length - header.length);
            return answer;
        } catch (IOException e) {
            // What comes later would be taken for the answer to the next command.
            socket.close();
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new TpmLinkException(e);
        }
    }
}
