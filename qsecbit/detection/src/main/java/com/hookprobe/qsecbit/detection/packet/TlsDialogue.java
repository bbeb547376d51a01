package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;

/** The beginning of a TLS session: one event when both hellos and the certificate, where it is in clear, were seen. */
final class TlsDialogue implements Dialogue {
    private static final int RECORD_BYTES = 5;
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_HELLO = 2;
    private static final int CERTIFICATE = 11;
    private static final int SERVER_HELLO_DONE = 14;
    private static final int VERSIONS = 43;
    private static final int TLS_13 = 0x0304;

    private TlsHello hello = TlsHello.NONE;
    private Certificates certificate = Certificates.NONE;
    private int version;
    private int cipher;
    private boolean answered;

    @Override
    public boolean onSegment(Conversation c, Packet p, EventMaker maker) {
        StreamBuffer stream = c.buffer(p.fromInitiator);
        if (!stream.add(p)) {
            return true;
        }
        boolean more = p.fromInitiator ? client(stream) : server(stream);
        if (!more) {
            tell(c, p.timeMicros, maker);
        }
        return more;
    }

    @Override
    public void onEnd(Conversation c, long micros, EventMaker maker) {
        tell(c, micros, maker);
    }

    private boolean client(StreamBuffer stream) {
        if (hello != TlsHello.NONE || stream.length < RECORD_BYTES + 4) {
            return true;
        }
        byte[] data = stream.bytes;
        if (data[0] != HANDSHAKE || data[RECORD_BYTES] != CLIENT_HELLO) {
            return false;
        }
        int end = RECORD_BYTES + 4 + (Bytes.i32(data, RECORD_BYTES) & 0xff_ffff);
        if (end > stream.length && !stream.isFull()) {
            return true;
        }
        hello = TlsHello.read(data, RECORD_BYTES + 4, Math.min(end, stream.length));
        return hello != TlsHello.NONE;
    }

    /** Reads the server's messages from the beginning again, as far as they are there. */
    private boolean server(StreamBuffer stream) {
        byte[] data = stream.bytes;
        int record = 0;
        while (record + RECORD_BYTES <= stream.length) {
            if (data[record] != HANDSHAKE) {
                // What follows is encrypted, or an alert.
                return false;
            }
            int recordEnd = record + RECORD_BYTES + Bytes.u16(data, record + 3);
            int at = record + RECORD_BYTES;
            while (at + 4 <= Math.min(recordEnd, stream.length)) {
                int type = data[at];
                int end = at + 4 + (Bytes.i32(data, at) & 0xff_ffff);
                boolean whole = end <= stream.length;
                if (type == SERVER_HELLO && whole) {
                    serverHello(data, at + 4, end);
                } else if (type == CERTIFICATE && stream.length - at > 10) {
                    certificate = Certificates.read(data, at + 10, Math.min(end, stream.length));
                }
                boolean complete = version >= TLS_13 || certificate != Certificates.NONE || type == SERVER_HELLO_DONE;
                if (complete) {
                    return false;
                }
                at = end;
            }
            record = recordEnd;
        }
        return !stream.isFull();
    }

    private void serverHello(byte[] data, int from, int to) {
        if (to - from < 38) {
            return;
        }
        version = Bytes.u16(data, from);
        answered = true;
        int at = from + 35 + Bytes.u8(data, from + 34);
        if (at + 5 > to) {
            return;
        }
        cipher = Bytes.u16(data, at);
        at += 5;
        while (at + 4 <= to) {
            int length = Bytes.u16(data, at + 2);
            if (Bytes.u16(data, at) == VERSIONS && length == 2 && at + 6 <= to) {
                version = Bytes.u16(data, at + 4);
            }
            at += 4 + length;
        }
    }

    private void tell(Conversation c, long micros, EventMaker maker) {
        if ((hello == TlsHello.NONE && !answered) || c.told) {
            return;
        }
        c.told = true;
        if (!maker.allows(EventType.TLS, micros)) {
            return;
        }
        maker.tell(maker.ofFlow(EventType.TLS, c.flow, micros)
                .tls(new NetworkEvent.Tls(
                        hello.sni(),
                        answered ? name(version) : name(hello.version()),
                        certificate.subject(),
                        certificate.issuer(),
                        certificate.notBeforeMicros(),
                        certificate.notAfterMicros(),
                        certificate.selfIssued() ? "self signed certificate" : "",
                        hello.ja3())));
        if (answered && TlsHello.isWeak(cipher) && version < TLS_13) {
            anomaly(c, micros, "tls.weak_cipher", maker);
        } else if (hello.fallback()) {
            anomaly(c, micros, "tls.fallback", maker);
        }
    }

    private static void anomaly(Conversation c, long micros, String name, EventMaker maker) {
        if (maker.allows(EventType.ANOMALY, micros)) {
            maker.tell(maker.ofFlow(EventType.ANOMALY, c.flow, micros)
                    .anomaly(new NetworkEvent.Anomaly("applayer", name)));
        }
    }

    private static String name(int version) {
        return switch (version) {
            case 0x0002 -> "SSLv2";
            case 0x0300 -> "SSLv3";
            case 0x0301 -> "TLSv1";
            case 0x0302 -> "TLS 1.1";
            case 0x0303 -> "TLS 1.2";
            case 0x0304 -> "TLS 1.3";
            default -> "UNDETERMINED";
        };
    }
}
