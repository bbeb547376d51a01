package com.hookprobe.htp;

import java.net.InetSocketAddress;

/** Chooses and opens a socket. */
final class UdpIos {
    private static final System.Logger LOG = System.getLogger(UdpIos.class.getName());

    private UdpIos() {}

    /**
     * Opens on the thread that will own it.
     *
     * @throws HtpBindException when the port cannot be had
     * @throws IllegalStateException when {@link IoChoice#EPOLL} was asked for by name and is not there
     */
    static UdpIo open(InetSocketAddress bind, IoChoice choice) throws HtpBindException {
        if (choice != IoChoice.NIO) {
            try {
                // The only mention of a class that needs Netty: it loads here or not at all.
                return EpollIo.open(bind);
            } catch (LinkageError | UnsupportedOperationException e) {
                if (choice == IoChoice.EPOLL) {
                    throw new IllegalStateException(
                            "no native epoll here (" + e + "); it needs Linux and netty-transport-native-epoll", e);
                }
                LOG.log(System.Logger.Level.DEBUG, "no native epoll, so the JDK's sockets: " + e);
            }
        }
        return DatagramChannelIo.open(bind);
    }
}
