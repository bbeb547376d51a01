package com.hookprobe.htp.file.tool;

import com.hookprobe.htp.HtpEndpoint;
import com.hookprobe.htp.HtpSession;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.file.FileTransferException;
import com.hookprobe.htp.file.HtpFileClient;
import com.hookprobe.htp.file.HtpFiles;
import com.hookprobe.htp.file.core.FileErrorCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The way to one server: a session, and a new one when it is lost. */
final class Link {
    private static final int CONNECT_SECONDS = 20;

    /** Something that may be asked for again after it failed halfway: {@code again} says that it was. */
    interface Request<T> {
        T ask(HtpFileClient client, boolean again) throws Exception;
    }

    /** The session is lost and does not come back: nothing more can be asked. */
    static final class LostException extends Exception {
        private static final long serialVersionUID = 1L;

        LostException(Throwable cause) {
            super(Remote.told(cause), cause);
        }
    }

    private final HtpEndpoint endpoint;
    private final HtpFiles files;
    private final RemotePeer peer;
    private final Retries retries;
    private final PrintWriter err;
    private @Nullable HtpSession session;

    Link(HtpEndpoint endpoint, HtpFiles files, RemotePeer peer, Retries retries, PrintWriter err) {
        this.endpoint = endpoint;
        this.files = files;
        this.peer = peer;
        this.retries = retries;
        this.err = err;
    }

    /** The client of the session that there is, or of a new one. */
    HtpFileClient client() throws Exception {
        HtpSession open = session;
        if (open == null || !open.open()) {
            open = connect();
            session = open;
        }
        return files.client(open);
    }

    /** Asks, and asks again on a new session when this one is lost; a server that was never reached is not waited for. */
    <T> T call(Request<T> request) throws Exception {
        boolean asked = false;
        for (int failures = 1; ; failures++) {
            try {
                HtpFileClient client = client();
                boolean again = asked;
                asked = true;
                return request.ask(client, again);
            } catch (IOException failure) {
                if (session == null || !lost(failure)) {
                    throw failure;
                }
                if (!retries.again(failures, failure, err)) {
                    throw new LostException(failure);
                }
            }
        }
    }

    private boolean lost(IOException failure) {
        if (failure instanceof FileTransferException known) {
            boolean closed = session == null || !session.open();
            return known.code() == FileErrorCode.TIMEOUT || (closed && known.code() == FileErrorCode.TRANSFER_FAILED);
        }
        return failure instanceof NoSessionException;
    }

    private static final class NoSessionException extends IOException {
        private static final long serialVersionUID = 1L;

        NoSessionException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private HtpSession connect() throws Exception {
        String where = Remote.text(peer.address());
        try {
            return endpoint.connect(peer).get(CONNECT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException refused) {
            throw new NoSessionException(
                    "no session with " + where + ": " + refused.getCause()
                            + "; the server has to run and to allow this client's card",
                    refused);
        } catch (TimeoutException silent) {
            throw new NoSessionException("no answer from " + where + " in " + CONNECT_SECONDS + " s", silent);
        }
    }
}
