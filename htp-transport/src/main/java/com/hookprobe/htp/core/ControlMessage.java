package com.hookprobe.htp.core;

import com.hookprobe.htp.KemBundle;
import com.hookprobe.htp.TransmissionMode;
import com.hookprobe.htp.core.meet.MeetMessage;
import com.hookprobe.htp.core.wire.Addresses;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.crypto.XWing;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What HTP says to itself within a session: the messages of channel 0 (HTP 3.5). The first byte is the kind; every kind
 * has one length.
 *
 * <pre>
 * 1 REKEY         generation u32 | pk_e' 1216 | W_fp' 64 | ter_seq u64                         initiator to responder
 * 2 REKEY_ANSWER  generation u32 | ct' 1120 | session_secret' 32                               responder to initiator
 * 3 REKEY_REFUSED generation u32 | code u8 (a REJECT code) | ter_seq u64                       responder to initiator
 * 4 KEM_BUNDLE    a signed bundle, see {@link KemBundle}                     responder to initiator
 * 5 ADDRESS       ip16 | port u16: where the sender sees the receiver                          responder to initiator
 * 6-9             see {@link MeetMessage}
 * 10 SHAPE        mode u8 (0 BURST, 1 BALANCED, 2 GHOST) | rate u16, packets a second of GHOST, else 0          from either
 * 11 SHAPED       the same: what the sender does now                                                   answer to 10
 * </pre>
 */
sealed interface ControlMessage {
    int REKEY = 1;
    int REKEY_ANSWER = 2;
    int REKEY_REFUSED = 3;
    int KEM_BUNDLE = 4;
    int ADDRESS = 5;
    int SHAPE = 10;
    int SHAPED = 11;

    /** A fresh KEM key and the weights as they are now. */
    record Rekey(long generation, byte[] ephemeralKey, byte[] fingerprint, long terSequence) implements ControlMessage {
        private static final int BYTES = 1 + 4 + XWing.PUBLIC_KEY_BYTES + AttestBody.FINGERPRINT_BYTES + 8;

        byte[] encode() {
            byte[] b = start(REKEY, BYTES, generation);
            System.arraycopy(ephemeralKey, 0, b, 5, ephemeralKey.length);
            System.arraycopy(fingerprint, 0, b, 5 + XWing.PUBLIC_KEY_BYTES, fingerprint.length);
            Bytes.put64(b, BYTES - 8, terSequence);
            return b;
        }
    }

    /** The other half of the new secret. */
    record RekeyAnswer(long generation, byte[] ciphertext, byte[] sessionSecret) implements ControlMessage {
        private static final int BYTES = 1 + 4 + XWing.CIPHERTEXT_BYTES + 32;

        byte[] encode() {
            byte[] b = start(REKEY_ANSWER, BYTES, generation);
            System.arraycopy(ciphertext, 0, b, 5, ciphertext.length);
            System.arraycopy(sessionSecret, 0, b, 5 + XWing.CIPHERTEXT_BYTES, 32);
            return b;
        }

        /** Never shows the secret. */
        @Override
        public String toString() {
            return "RekeyAnswer[" + generation + ", hidden]";
        }
    }

    /** The weights do not fit; the count is the one that the responder holds. */
    record RekeyRefused(long generation, int code, long terSequence) implements ControlMessage {
        private static final int BYTES = 1 + 4 + 1 + 8;

        byte[] encode() {
            byte[] b = start(REKEY_REFUSED, BYTES, generation);
            b[5] = (byte) code;
            Bytes.put64(b, 6, terSequence);
            return b;
        }
    }

    /** A KEM key that the responder will answer to; its form is judged by the bundle itself. */
    record Bundle(byte[] bytes) implements ControlMessage {
        byte[] encode() {
            return Bytes.concat(new byte[] {KEM_BUNDLE}, bytes);
        }
    }

    /** Where we see the peer: what a node behind a NAT cannot know by itself. */
    record Address(InetSocketAddress seen) implements ControlMessage {
        private static final int BYTES = 1 + Addresses.BYTES;

        byte[] encode() {
            byte[] b = new byte[BYTES];
            b[0] = ADDRESS;
            Addresses.put(b, 1, seen);
            return b;
        }
    }

    /** How two nodes meet. */
    record Meeting(MeetMessage message) implements ControlMessage {}

    /**
     * How the receiver's packets should look, or how the sender's do.
     *
     * @param done true for the answer
     */
    record Shape(TransmissionMode mode, int rate, boolean done) implements ControlMessage {
        private static final int BYTES = 1 + 1 + 2;
        private static final List<TransmissionMode> MODES =
                List.of(TransmissionMode.BURST, TransmissionMode.BALANCED, TransmissionMode.GHOST);

        byte[] encode() {
            byte[] b = new byte[BYTES];
            b[0] = (byte) (done ? SHAPED : SHAPE);
            b[1] = (byte) MODES.indexOf(mode);
            Bytes.put16(b, 2, rate);
            return b;
        }

        private static @Nullable Shape decode(byte[] b) {
            if (b.length != BYTES || Bytes.u8(b, 1) >= MODES.size()) {
                return null;
            }
            TransmissionMode mode = MODES.get(Bytes.u8(b, 1));
            int rate = Bytes.u16(b, 2);
            boolean sound = (rate > 0) == (mode == TransmissionMode.GHOST);
            return sound ? new Shape(mode, rate, b[0] == SHAPED) : null;
        }
    }

    /** Null when it is no control message: the peer broke the protocol. */
    static @Nullable ControlMessage decode(byte[] b) {
        if (b.length < 1) {
            return null;
        }
        return switch (Bytes.u8(b, 0)) {
            case REKEY ->
                b.length != Rekey.BYTES
                        ? null
                        : new Rekey(
                                Bytes.u32(b, 1),
                                Bytes.slice(b, 5, XWing.PUBLIC_KEY_BYTES),
                                Bytes.slice(b, 5 + XWing.PUBLIC_KEY_BYTES, AttestBody.FINGERPRINT_BYTES),
                                Bytes.i64(b, Rekey.BYTES - 8));
            case REKEY_ANSWER ->
                b.length != RekeyAnswer.BYTES
                        ? null
                        : new RekeyAnswer(
                                Bytes.u32(b, 1),
                                Bytes.slice(b, 5, XWing.CIPHERTEXT_BYTES),
                                Bytes.slice(b, 5 + XWing.CIPHERTEXT_BYTES, 32));
            case REKEY_REFUSED ->
                b.length != RekeyRefused.BYTES
                        ? null
                        : new RekeyRefused(Bytes.u32(b, 1), Bytes.u8(b, 5), Bytes.i64(b, 6));
            case KEM_BUNDLE -> b.length != 1 + KemBundle.BYTES ? null : new Bundle(Bytes.slice(b, 1, KemBundle.BYTES));
            case ADDRESS -> b.length != Address.BYTES ? null : new Address(Addresses.get(b, 1));
            case SHAPE, SHAPED -> Shape.decode(b);
            default -> meeting(b);
        };
    }

    private static @Nullable ControlMessage meeting(byte[] b) {
        MeetMessage message = MeetMessage.decode(b);
        return message == null ? null : new Meeting(message);
    }

    private static byte[] start(int kind, int bytes, long generation) {
        byte[] b = new byte[bytes];
        b[0] = (byte) kind;
        Bytes.put32(b, 1, (int) generation);
        return b;
    }
}
