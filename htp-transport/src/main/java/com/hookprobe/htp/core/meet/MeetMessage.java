package com.hookprobe.htp.core.meet;

import com.hookprobe.htp.KemBundle;
import com.hookprobe.htp.core.wire.Addresses;
import com.hookprobe.htp.core.wire.Bytes;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The control messages by which two nodes meet through a validator (HTP 3.7). The first byte is the kind.
 *
 * <pre>
 * 6 OFFER        bundle 1328                                                                   initiator to responder
 * 7 SEEK         node_id 32 | nonce u64                                                        initiator to responder
 * 8 MEET         node_id 32 | nonce u64 | ip16 | port u16 | role u8 | circuit u32 [bundle 1328] responder to initiator
 * 9 SEEK_REFUSED nonce u64 | code u8                                                           responder to initiator
 * </pre>
 */
public sealed interface MeetMessage {
    int OFFER = 6;
    int SEEK = 7;
    int MEET = 8;
    int SEEK_REFUSED = 9;

    /** Bytes of a node id. */
    int NODE_ID_BYTES = 32;

    /** Encoded, kind first. */
    byte[] encode();

    /** True when only a session's initiator may say it; else only its responder. */
    boolean fromInitiator();

    /** Whoever wants to reach me uses this key; what it is worth is for the receiver to judge. */
    record Offer(byte[] bundle) implements MeetMessage {
        private static final int BYTES = 1 + KemBundle.BYTES;

        @Override
        public byte[] encode() {
            return Bytes.concat(new byte[] {OFFER}, bundle);
        }

        @Override
        public boolean fromInitiator() {
            return true;
        }
    }

    /** Introduce me to that node. */
    record Seek(byte[] nodeId, long nonce) implements MeetMessage {
        private static final int BYTES = 1 + NODE_ID_BYTES + 8;

        @Override
        public byte[] encode() {
            return Bytes.concat(new byte[] {SEEK}, nodeId, Bytes.of64(nonce));
        }

        @Override
        public boolean fromInitiator() {
            return true;
        }
    }

    /**
     * The other one is there.
     *
     * @param address where the validator proved the other one to be
     * @param circuit names the relay circuit to the other one within this session, u32
     * @param bundle what the called one offered; empty at the called one
     */
    record Meet(byte[] nodeId, long nonce, InetSocketAddress address, boolean calling, long circuit, byte[] bundle)
            implements MeetMessage {
        private static final int ADDRESS_AT = 1 + NODE_ID_BYTES + 8;
        private static final int ROLE_AT = ADDRESS_AT + Addresses.BYTES;
        private static final int CALLED_BYTES = ROLE_AT + 1 + 4;
        private static final int CALLING_BYTES = CALLED_BYTES + KemBundle.BYTES;
        private static final int ROLE_CALLING = 0;
        private static final int ROLE_CALLED = 1;

        @Override
        public byte[] encode() {
            byte[] b = new byte[CALLED_BYTES + bundle.length];
            b[0] = MEET;
            System.arraycopy(nodeId, 0, b, 1, NODE_ID_BYTES);
            Bytes.put64(b, 33, nonce);
            Addresses.put(b, ADDRESS_AT, address);
            b[ROLE_AT] = (byte) (calling ? ROLE_CALLING : ROLE_CALLED);
            Bytes.put32(b, ROLE_AT + 1, (int) circuit);
            System.arraycopy(bundle, 0, b, CALLED_BYTES, bundle.length);
            return b;
        }

        @Override
        public boolean fromInitiator() {
            return false;
        }

        private static @Nullable Meet decode(byte[] b) {
            if (b.length != CALLED_BYTES && b.length != CALLING_BYTES) {
                return null;
            }
            boolean calling = b.length == CALLING_BYTES;
            InetSocketAddress address = Addresses.get(b, ADDRESS_AT);
            if (Bytes.u8(b, ROLE_AT) != (calling ? ROLE_CALLING : ROLE_CALLED) || address.getPort() == 0) {
                return null;
            }
            return new Meet(
                    Bytes.slice(b, 1, NODE_ID_BYTES),
                    Bytes.i64(b, 33),
                    address,
                    calling,
                    Bytes.u32(b, ROLE_AT + 1),
                    Bytes.slice(b, CALLED_BYTES, b.length - CALLED_BYTES));
        }
    }

    /** No. */
    record Refused(long nonce, int code) implements MeetMessage {
        /** The node is not known, not here, or offered no key. */
        public static final int UNKNOWN = 1;
        /** The validator introduces nobody, or not these two. */
        public static final int NOT_ALLOWED = 2;
        /** Too many seeks, or no circuit left. */
        public static final int TOO_OFTEN = 3;

        private static final int BYTES = 1 + 8 + 1;

        @Override
        public byte[] encode() {
            return Bytes.concat(new byte[] {SEEK_REFUSED}, Bytes.of64(nonce), new byte[] {(byte) code});
        }

        @Override
        public boolean fromInitiator() {
            return false;
        }
    }

    /** Null when it is none of these messages. */
    static @Nullable MeetMessage decode(byte[] b) {
        if (b.length < 1) {
            return null;
        }
        return switch (Bytes.u8(b, 0)) {
            case OFFER -> b.length != Offer.BYTES ? null : new Offer(Bytes.slice(b, 1, KemBundle.BYTES));
            case SEEK -> b.length != Seek.BYTES ? null : new Seek(Bytes.slice(b, 1, NODE_ID_BYTES), Bytes.i64(b, 33));
            case MEET -> Meet.decode(b);
            case SEEK_REFUSED -> b.length != Refused.BYTES ? null : new Refused(Bytes.i64(b, 1), Bytes.u8(b, 9));
            default -> null;
        };
    }
}
