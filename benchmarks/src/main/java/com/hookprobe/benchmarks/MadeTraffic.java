package com.hookprobe.benchmarks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Ethernet frames of made-up traffic in one array, to be played again and again: on each round the sequence numbers go
 * on where the last round ended, so that the flows do too.
 */
final class MadeTraffic {
    static final int ETHERNET = 1;
    static final int TCP_AT = 34;
    private static final int TCP_FRAME_BYTES = 54;
    private static final int UDP_FRAME_BYTES = 42;
    private static final int CLIENT_NET = 0x0a14_0000;
    private static final int SERVER_NET = 0x5db8_0000;
    private static final int HTTPS = 443;
    private static final int RTP = 40_000;

    final byte[] data;
    final int[] offsets;
    final int[] lengths;
    /** What a round adds to the sequence and acknowledgement numbers of each frame; 0 for what is no TCP. */
    final int[] sequenceStep;

    final int[] acknowledgementStep;
    final int frames;

    private final ByteBuffer out;
    private int made;

    /** So many flows in their middle, and frames of them; a share of the frames, in permille, asks name servers. */
    static MadeTraffic of(int flows, int frames, int dnsPermille, long seed) {
        MadeTraffic traffic = new MadeTraffic(frames);
        Random random = new Random(seed);
        int[] client = new int[flows];
        int[] server = new int[flows];
        for (int i = 0; i < flows; i++) {
            client[i] = random.nextInt();
            server[i] = random.nextInt();
        }
        int[][] spans = new int[2][flows];
        int[] flowOf = new int[frames];
        boolean[] fromClient = new boolean[frames];
        for (int i = 0; i < frames; i++) {
            int kind = random.nextInt(1000);
            int flow = random.nextInt(flows);
            flowOf[i] = -1;
            if (kind < dnsPermille) {
                traffic.dns(flow, random.nextInt(1 << 20));
            } else if (kind < dnsPermille + 150) {
                traffic.udp(flow, random.nextBoolean(), 160 + random.nextInt(1000));
            } else {
                boolean up = random.nextInt(3) == 0;
                int payload = up ? (random.nextInt(4) == 0 ? 400 : 0) : 1400;
                int side = up ? 0 : 1;
                traffic.tcp(
                        flow,
                        up,
                        (up ? client : server)[flow] + spans[side][flow],
                        (up ? server : client)[flow] + spans[1 - side][flow],
                        payload,
                        random);
                spans[side][flow] += payload;
                flowOf[i] = flow;
                fromClient[i] = up;
            }
        }
        for (int i = 0; i < frames; i++) {
            if (flowOf[i] >= 0) {
                int side = fromClient[i] ? 0 : 1;
                traffic.sequenceStep[i] = spans[side][flowOf[i]];
                traffic.acknowledgementStep[i] = spans[1 - side][flowOf[i]];
            }
        }
        return traffic;
    }

    private MadeTraffic(int frames) {
        this.frames = frames;
        this.data = new byte[frames * 1514];
        this.out = ByteBuffer.wrap(data);
        this.offsets = new int[frames];
        this.lengths = new int[frames];
        this.sequenceStep = new int[frames];
        this.acknowledgementStep = new int[frames];
    }

    /** Goes on with the flow of a frame by one round. */
    void advance(int frame) {
        if (sequenceStep[frame] != 0 || acknowledgementStep[frame] != 0) {
            int at = offsets[frame] + TCP_AT;
            out.putInt(at + 4, out.getInt(at + 4) + sequenceStep[frame]);
            out.putInt(at + 8, out.getInt(at + 8) + acknowledgementStep[frame]);
        }
    }

    private void tcp(int flow, boolean up, int sequence, int acknowledgement, int payload, Random random) {
        int port = 32_768 + flow % 28_000;
        int start = begin(flow, up, 6, 40 + payload);
        out.putShort((short) (up ? port : HTTPS)).putShort((short) (up ? HTTPS : port));
        out.putInt(sequence).putInt(acknowledgement).put((byte) 0x50).put((byte) (payload == 0 ? 0x10 : 0x18));
        out.putShort((short) 0xffff).putInt(0);
        for (int i = 0; i < payload; i += 8) {
            out.putLong(random.nextLong());
        }
        end(start, TCP_FRAME_BYTES + payload);
    }

    private void udp(int flow, boolean up, int payload) {
        int port = 32_768 + flow % 28_000;
        int start = begin(flow, up, 17, 28 + payload);
        out.putShort((short) (up ? port : RTP)).putShort((short) (up ? RTP : port));
        out.putShort((short) (8 + payload)).putShort((short) 0);
        end(start, UDP_FRAME_BYTES + payload);
    }

    private void dns(int flow, int name) {
        byte[] label = String.format("h%06x", name).getBytes(StandardCharsets.US_ASCII);
        int payload = 12 + 1 + label.length + 9 + 4;
        int start = begin(flow, true, 17, 28 + payload);
        out.putShort((short) (32_768 + flow % 28_000)).putShort((short) 53);
        out.putShort((short) (8 + payload)).putShort((short) 0);
        out.putShort((short) name)
                .putShort((short) 0x100)
                .putShort((short) 1)
                .putShort((short) 0)
                .putInt(0);
        out.put((byte) label.length).put(label);
        out.put((byte) 7).put("example".getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
        out.putShort((short) 1).putShort((short) 1);
        end(start, UDP_FRAME_BYTES + payload);
    }

    private int begin(int flow, boolean up, int protocol, int length) {
        int start = made == 0 ? 0 : offsets[made - 1] + lengths[made - 1];
        int client = CLIENT_NET | flow & 0xffff;
        int server = SERVER_NET | flow * 31 & 0xffff;
        out.position(start);
        mac(up ? 1 : 2 + flow % 200).mac(up ? 2 + flow % 200 : 1);
        out.putShort((short) 0x0800);
        header(out, up ? client : server, up ? server : client, protocol, length, 64);
        return start;
    }

    private MadeTraffic mac(int number) {
        out.putShort((short) 0x0200).putInt(number);
        return this;
    }

    /** An IPv4 header with its checksum. */
    static void header(ByteBuffer out, int source, int destination, int protocol, int length, int ttl) {
        int at = out.position();
        out.putShort((short) 0x4500).putShort((short) length).putInt(0x4000);
        out.put((byte) ttl)
                .put((byte) protocol)
                .putShort((short) 0)
                .putInt(source)
                .putInt(destination);
        int sum = 0;
        for (int i = at; i < at + 20; i += 2) {
            sum += out.getShort(i) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        out.putShort(at + 10, (short) ~((sum & 0xffff) + (sum >>> 16)));
    }

    private void end(int start, int length) {
        offsets[made] = start;
        lengths[made] = length;
        made++;
    }
}
