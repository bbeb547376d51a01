package com.hookprobe.dsm.api;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A connection on which anything can be said. A read that waits too long fails: nothing may hang. */
final class RawConnection implements AutoCloseable {
    /** What came back; status 0 when the connection was closed instead. */
    record Answer(int status, String head, byte[] body) {
        boolean closes() {
            return status == 0 || head.toLowerCase(Locale.ROOT).contains("connection: close");
        }
    }

    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    RawConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Says that nothing more comes. */
    void end() throws IOException {
        socket.shutdownOutput();
    }

    Answer read(boolean head) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        while (!lines.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next;
            try {
                next = in.read();
            } catch (SocketException e) {
                next = -1;
            }
            if (next < 0) {
                return new Answer(0, "", new byte[0]);
            }
            lines.write(next);
        }
        String text = lines.toString(StandardCharsets.ISO_8859_1);
        int status = Integer.parseInt(text.substring(9, 12));
        int length = 0;
        for (String line : text.split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        return new Answer(status, text, head ? new byte[0] : in.readNBytes(length));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
