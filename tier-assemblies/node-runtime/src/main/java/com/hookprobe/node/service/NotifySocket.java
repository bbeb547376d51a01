package com.hookprobe.node.service;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Sends datagrams to a Unix socket. The JDK has none of these; Netty's epoll library, which HTP loads anyway, does. A program
 * such as {@code systemd-notify} would be another process at each sign of life, and not the one that the service manager
 * trusts. For one thread at a time.
 */
final class NotifySocket implements ServiceManager.Wire {
    private static final int MESSAGE_BYTES_MAX = 1_024;

    private final byte[] address;
    private final Socket socket;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(MESSAGE_BYTES_MAX);

    private NotifySocket(byte[] address, Socket socket) {
        this.address = address;
        this.socket = socket;
    }

    /**
     * @param name an absolute path, or {@code @} and an abstract name, as {@code NOTIFY_SOCKET} has it
     * @throws IOException when it is neither, or this machine has no library for it
     */
    static NotifySocket to(String name) throws IOException {
        if (!name.startsWith("/") && !name.startsWith("@")) {
            throw new IOException("NOTIFY_SOCKET: expected an absolute path or @NAME, found " + name);
        }
        if (!Epoll.isAvailable()) {
            throw new IOException(
                    "no Unix datagrams here, Netty's epoll library does not load: " + Epoll.unavailabilityCause());
        }
        byte[] address = name.getBytes(StandardCharsets.UTF_8);
        if (address[0] == '@') {
            address[0] = 0;
        }
        return new NotifySocket(address, Socket.newSocketDomainDgram());
    }

    /** Never waits: when the receiver takes nothing more, the message is lost. */
    @Override
    public void send(String message) throws IOException {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MESSAGE_BYTES_MAX) {
            throw new IOException("expected at most " + MESSAGE_BYTES_MAX + " bytes, found " + bytes.length);
        }
        buffer.clear().put(bytes);
        socket.sendToDomainSocket(buffer, 0, bytes.length, address);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
