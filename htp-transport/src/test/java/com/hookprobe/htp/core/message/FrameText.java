package com.hookprobe.htp.core.message;

import com.hookprobe.htp.core.wire.AckRanges;
import java.util.ArrayList;
import java.util.List;

/** Test support: the frames of a body as short text. */
final class FrameText implements FrameSink {
    private final List<String> frames = new ArrayList<>();
    private final byte[] buffer = new byte[10_000];

    /** What the outbox would send next in a body of that size. */
    static String next(Outbox outbox, int bodyBytes, PacketContents contents) {
        FrameText text = new FrameText();
        FrameWriter writer = new FrameWriter();
        writer.attach(text.buffer, 0, bodyBytes);
        boolean written = outbox.fill(writer, contents);
        if (written != writer.length() > 0) {
            throw new AssertionError("fill says " + written);
        }
        return of(writer);
    }

    /** What the writer holds, whose body begins at 0 of its buffer. */
    static String of(FrameWriter writer) {
        return new FrameText().read(writer.buffer(), writer.length());
    }

    private String read(byte[] b, int length) {
        frames.clear();
        FrameReader.Result result = new FrameReader().read(b, 0, length, this);
        return result == FrameReader.Result.OK ? String.join(", ", frames) : result.name();
    }

    @Override
    public boolean onMsg(boolean o, int channel, long id, int total, int offset, byte[] b, int start, int length) {
        return frames.add("%d#%d %d+%d/%d".formatted(channel, id, offset, length, total));
    }

    @Override
    public boolean onDatagram(int channel, byte[] b, int start, int length) {
        return frames.add("datagram %d %d".formatted(channel, length));
    }

    @Override
    public boolean onAck(AckRanges ack) {
        return frames.add("ack " + ack.largest());
    }

    @Override
    public boolean onCredit(int channel, long maxBytes) {
        return frames.add("credit %d %d".formatted(channel, maxBytes));
    }

    @Override
    public boolean onReset(int channel, long id, int code) {
        return frames.add("reset %d %d".formatted(channel, id));
    }
}
