package com.hookprobe.identity.tpm;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import tss.TpmDevice;

/**
 * Commands and answers as they are, without framing: one write, then one answer of 10 to {@link #ANSWER_BYTES_MAX} bytes whose
 * own length must fit.
 */
abstract class TpmLink extends TpmDevice implements Closeable {
    /** Longest command or answer; a TPM's own limit is 4096 or less. */
    static final int ANSWER_BYTES_MAX = 4096;

    private static final int HEADER_BYTES = 10;
    private static final int NO_SESSIONS = 0x8001;
    private static final int SESSIONS = 0x8002;

    private static final int CODE_OFFSET = 6;
    /** Answers that ask for the same command again: TPM_RC_YIELDED, TPM_RC_TESTING, TPM_RC_RETRY. */
    private static final int YIELDED = 0x908;

    private static final int TESTING = 0x90A;
    private static final int RETRY = 0x922;
    private static final int TRIES = 50;
    private static final long WAIT_MILLIS = 40;

    private byte[] answer = new byte[0];

    /** Sends a command and gives back the whole answer, or fails within a time. */
    abstract byte[] exchange(byte[] command) throws IOException;

    @Override
    public abstract void close();

    @Override
    public boolean connect() {
        return true;
    }

    @Override
    public void dispatchCommand(byte[] command) {
        answer = new byte[0];
        try {
            byte[] given = checked(exchange(command));
            for (int i = 0; i < TRIES && wantsAnotherTry(code(given)); i++) {
                Thread.sleep(WAIT_MILLIS);
                given = checked(exchange(command));
            }
            // Here and not in the library, which writes refusals to standard output.
            if (code(given) != 0) {
                throw new TpmRefusal(code(given));
            }
            AnswerCheck.check(command, given);
            answer = given;
        } catch (QuoteException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (IOException e) {
            throw new TpmLinkException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TpmLinkException(new IOException("interrupted", e));
        }
    }

    private static int code(byte[] answer) {
        return ByteBuffer.wrap(answer).getInt(CODE_OFFSET);
    }

    private static boolean wantsAnotherTry(int code) {
        return code == YIELDED || code == TESTING || code == RETRY;
    }

    @Override
    public byte[] getResponse() {
        byte[] given = answer;
        answer = new byte[0];
        return given;
    }

    @Override
    public boolean responseReady() {
        return answer.length > 0;
    }

    /** The length that an answer's header names. */
    static int length(byte[] header) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(header);
        int tag = Short.toUnsignedInt(in.getShort());
        int length = in.getInt();
        if (tag != NO_SESSIONS && tag != SESSIONS || length < HEADER_BYTES || length > ANSWER_BYTES_MAX) {
            throw new IOException(
                    "expected an answer of a TPM, found tag 0x" + Integer.toHexString(tag) + ", length " + length);
        }
        return length;
    }

    static int headerBytes() {
        return HEADER_BYTES;
    }

    private static byte[] checked(byte[] answer) throws IOException {
        if (answer.length < HEADER_BYTES || length(answer) != answer.length) {
            throw new IOException("expected an answer as long as it says, found " + answer.length + " bytes");
        }
        return answer;
    }

    /** The chip's no: a response code of TPM 2.0 Library Part 2, 6.6. */
    static final class TpmRefusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        static final int AUTH_FAIL = 0x08E;
        static final int POLICY_FAIL = 0x09D;
        static final int INTEGRITY = 0x09F;
        static final int BAD_AUTH = 0x0A2;
        static final int PCR_CHANGED = 0x128;
        private static final int ABOUT_A_PART = 0x080;

        private final int code;

        TpmRefusal(int code) {
            super("response code 0x" + Integer.toHexString(code));
            this.code = code;
        }

        /** The code without the number of the parameter, handle or session that it is about. */
        int kind() {
            return (code & ABOUT_A_PART) == 0 ? code : code & 0x0BF;
        }
    }

    /** Takes a failure of the link through the library. */
    static final class TpmLinkException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TpmLinkException(IOException cause) {
            super(cause);
        }
    }
}
