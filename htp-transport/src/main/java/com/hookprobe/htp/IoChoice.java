package com.hookprobe.htp;

/** How an endpoint talks to its UDP socket. */
public enum IoChoice {
    /** {@link #EPOLL} where it is there, else {@link #NIO}. */
    AUTO,
    /** The JDK's sockets: everywhere, one system call per datagram. */
    NIO,
    /**
     * Netty's native epoll, on Linux and with its jars on the class path: many datagrams per system call by segmentation
     * offload, and waits finer than a millisecond.
     */
    EPOLL
}
