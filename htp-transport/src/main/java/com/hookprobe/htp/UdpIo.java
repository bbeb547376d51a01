package com.hookprobe.htp;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * A UDP socket that one thread owns: it opened it, waits on it, sends and closes. Others may only {@link #wake} it. No object
 * of ours is made per datagram, either way.
 */
interface UdpIo extends AutoCloseable {
    /** The largest datagram that HTP knows (HTP 4.3, loopback). A larger one is handed over with a greater length. */
    int DATAGRAM_BYTES_MAX = 8952;

    /** What the socket is asked to buffer each way; the kernel gives as much of it as its limits allow. */
    int SOCKET_BUFFER_BYTES = 4 << 20;

    /** Takes the datagrams that are there. Must not call {@link UdpIo#receive}. What it throws comes out of that. */
    interface Receiver {
        /** The bytes are the socket's again when the call returns. A length above the maximum may stand for any greater. */
        void onDatagram(InetSocketAddress from, byte[] buffer, int offset, int length);
    }

    /** The bound address, with the real port. */
    InetSocketAddress localAddress();

    /** {@link IoChoice#NIO} or {@link IoChoice#EPOLL}. */
    IoChoice kind();

    /**
     * Hands over datagrams, a bounded number. When there are none, waits for the first one, for {@link #wake} or for the
     * time; may also return early.
     *
     * @param waitNs how long to wait; 0 or less does not wait
     * @return how many were handed over
     * @throws IOException when the socket is of no use any more
     */
    int receive(long waitNs, Receiver receiver) throws IOException;

    /** Takes a copy of a datagram, 1 to {@link #DATAGRAM_BYTES_MAX} bytes, to be on its way after {@link #flush}. */
    void send(InetSocketAddress to, byte[] buffer, int offset, int length);

    /** Gives what was taken to the kernel. */
    void flush();

    /** Datagrams that the kernel did not take: no route, an unreachable family, no room. UDP may lose the others anyway. */
    long refused();

    /** What the kernel gave of the receive buffer asked for, in bytes. */
    int receiveBufferBytes();

    /** What the kernel gave of the send buffer asked for, in bytes. */
    int sendBufferBytes();

    /** Ends a wait, or the next one before it begins. May be called by any thread, also after {@link #close}. */
    void wake();

    @Override
    void close() throws IOException;
}
