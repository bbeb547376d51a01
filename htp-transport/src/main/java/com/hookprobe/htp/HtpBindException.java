package com.hookprobe.htp;

import java.net.InetSocketAddress;

/** The endpoint's UDP port could not be had; the message names it. */
public final class HtpBindException extends HtpException {
    private static final long serialVersionUID = 1L;

    HtpBindException(InetSocketAddress address, Throwable cause) {
        super(
                "UDP port " + address.getPort() + " on " + address.getAddress().getHostAddress()
                        + " is taken or not ours (" + cause.getMessage()
                        + "); choose another port or stop the program that holds it",
                cause);
    }
}
