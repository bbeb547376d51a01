package com.hookprobe.notify;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes the sockets of one conversation, and cuts it off: a server that sends a byte now and then is never silent long enough for a socket's
 * own timeout.
 */
final class CutSockets {
    private @Nullable Socket open;
    private boolean cut;

    private synchronized Socket keep(Socket socket) throws IOException {
        if (cut) {
            socket.close();
            throw new IOException("cut off");
        }
        open = socket;
        return socket;
    }

    /** Ends the conversation, now and for good; from any thread. */
    synchronized void cut() {
        cut = true;
        Socket socket = open;
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is of no use any more either way.
                open = null;
            }
        }
    }

    /** For what begins in the clear. */
    SocketFactory plain() {
        return new SocketFactory() {
            @Override
            public Socket createSocket() throws IOException {
                return keep(new Socket());
            }

            @Override
            public Socket createSocket(String host, int port) throws IOException {
                return keep(new Socket(host, port));
            }

            @Override
            public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
                return keep(new Socket(host, port, local, localPort));
            }

            @Override
            public Socket createSocket(InetAddress host, int port) throws IOException {
                return keep(new Socket(host, port));
            }

            @Override
            public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
                    throws IOException {
                return keep(new Socket(host, port, local, localPort));
            }
        };
    }

    /** For TLS, as this factory does it. */
    SSLSocketFactory tls(SSLSocketFactory with) {
        return new SSLSocketFactory() {
            @Override
            public String[] getDefaultCipherSuites() {
                return with.getDefaultCipherSuites();
            }

            @Override
            public String[] getSupportedCipherSuites() {
                return with.getSupportedCipherSuites();
            }

            @Override
            public Socket createSocket() throws IOException {
                return keep(with.createSocket());
            }

            @Override
            public Socket createSocket(Socket below, String host, int port, boolean close) throws IOException {
                return with.createSocket(below, host, port, close);
            }

            @Override
            public Socket createSocket(String host, int port) throws IOException {
                return keep(with.createSocket(host, port));
            }

            @Override
            public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
                return keep(with.createSocket(host, port, local, localPort));
            }

            @Override
            public Socket createSocket(InetAddress host, int port) throws IOException {
                return keep(with.createSocket(host, port));
            }

            @Override
            public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
                    throws IOException {
                return keep(with.createSocket(host, port, local, localPort));
            }
        };
    }
}
