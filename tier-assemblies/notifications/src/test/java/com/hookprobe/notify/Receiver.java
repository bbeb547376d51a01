package com.hookprobe.notify;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** A receiver of webhooks on raw sockets, which answers as it is told, also as no decent server would. */
final class Receiver implements AutoCloseable {
    record Got(String line, Map<String, String> headers, byte[] body) {}

    /** What is done with a request that was read. */
    interface Answer {
        void give(OutputStream out) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final List<Socket> open = new ArrayList<>();
    private final BlockingQueue<Got> got = new LinkedBlockingQueue<>();
    private volatile Answer answer = status(204, "");

    Receiver(Optional<SSLContext> tls) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        server = tls.isPresent()
                ? tls.get().getServerSocketFactory().createServerSocket(0, 16, loopback)
                : new ServerSocket(0, 16, loopback);
        Thread thread = new Thread(this::accept, "receiver");
        thread.setDaemon(true);
        thread.start();
    }

    static Answer status(int status, String headers) {
        return out -> out.write(("HTTP/1.1 " + status + " Whatever\r\nContent-Length: 0\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    int port() {
        return server.getLocalPort();
    }

    void answers(Answer next) {
        answer = next;
    }

    Optional<Got> next(long seconds) throws InterruptedException {
        return Optional.ofNullable(got.poll(seconds, TimeUnit.SECONDS));
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                synchronized (open) {
                    open.add(socket);
                }
                Thread thread = new Thread(() -> serve(socket), "receiver-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (Optional<Got> one = read(in); one.isPresent(); one = read(in)) {
                got.add(one.get());
                answer.give(socket.getOutputStream());
                socket.getOutputStream().flush();
            }
        } catch (IOException | InterruptedException e) {
            // The other side has gone, or the test is over.
            return;
        }
    }

    private static Optional<Got> read(InputStream in) throws IOException {
        String first = line(in);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return Optional.of(new Got(first, headers, in.readNBytes(length)));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        server.close();
        synchronized (open) {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }
}
