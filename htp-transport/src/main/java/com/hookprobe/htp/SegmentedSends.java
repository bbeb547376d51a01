package com.hookprobe.htp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams on their way to the kernel. Consecutive ones of one size to one destination become a batch (the last may be
 * shorter), which the kernel or the network card cuts up again (UDP_SEGMENT); all batches go in one system call. Owner's
 * thread only.
 *
 * <p>What the kernel has no room for stays in Netty's queue and keeps its area; with both areas held, datagrams are refused:
 * that bounds the memory, and to a sender it is the same as loss.
 */
final class SegmentedSends {
    /** Linux: UDP_MAX_SEGMENTS of kernels before 6.9. */
    private static final int SEGMENTS_MAX = 64;
    /** Below the 65,507 bytes of a UDP payload over IPv4. */
    private static final int BATCH_BYTES_MAX = 65_000;

    private static final int BATCHES_MAX = 128;
    private static final int AREA_BYTES = 256 << 10;
    /** What Linux answers when the network card cannot help with the checksum that segmentation needs. */
    private static final int EIO = 5;

    private final EpollDatagramChannel channel;
    private final ByteBuf[] areas = {area(), area()};
    private ByteBuf area = areas[0];
    private int areaUsed;

    private final Batch[] batches = new Batch[BATCHES_MAX];
    private int batchCount;
    private int segmentsMax;
    private long refused;

    /** Datagrams side by side in the area; all but the last are of the size of the first. */
    private static final class Batch {
        @Nullable InetSocketAddress to;

        @Nullable ChannelFuture sent;

        int start;
        int bytes;
        int segmentBytes;
        int segments;

        boolean takes(InetSocketAddress other, int length, int segmentsMax) {
            return segments < segmentsMax
                    && length <= segmentBytes
                    && bytes == segments * segmentBytes
                    && bytes + length <= BATCH_BYTES_MAX
                    && other.equals(to);
        }
    }

    SegmentedSends(EpollDatagramChannel channel) {
        this.channel = channel;
        this.segmentsMax = EpollDatagramChannel.isSegmentedDatagramPacketSupported() ? SEGMENTS_MAX : 1;
        for (int i = 0; i < BATCHES_MAX; i++) {
            batches[i] = new Batch();
        }
    }

    private static ByteBuf area() {
        return Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(AREA_BYTES));
    }

    long refused() {
        return refused;
    }

    void add(InetSocketAddress to, byte[] buffer, int offset, int length) {
        Batch last = batchCount == 0 ? null : batches[batchCount - 1];
        boolean joins = last != null && last.takes(to, length, segmentsMax);
        if (areaUsed + length > AREA_BYTES || (!joins && batchCount == BATCHES_MAX)) {
            flush();
            joins = false;
        }
        if (length > UdpIo.DATAGRAM_BYTES_MAX || !freeArea()) {
            refused++;
            return;
        }
        area.setBytes(areaUsed, buffer, offset, length);
        if (joins && last != null) {
            last.bytes += length;
            last.segments++;
        } else {
            begin(to, length);
        }
        areaUsed += length;
    }

    private void begin(InetSocketAddress to, int length) {
        Batch batch = batches[batchCount++];
        batch.to = to;
        batch.start = areaUsed;
        batch.bytes = length;
        batch.segmentBytes = length;
        batch.segments = 1;
    }

    /** Turns to an area that Netty does not hold, when nothing waits in the current one. */
    private boolean freeArea() {
        if (areaUsed > 0 || area.refCnt() == 1) {
            return true;
        }
        area = areas[0].refCnt() == 1 ? areas[0] : areas[1];
        return area.refCnt() == 1;
    }

    void flush() {
        if (batchCount == 0) {
            return;
        }
        for (int i = 0; i < batchCount; i++) {
            Batch batch = batches[i];
            ByteBuf content = area.retainedSlice(batch.start, batch.bytes);
            batch.sent = channel.write(
                    batch.segments == 1
                            ? new DatagramPacket(content, batch.to)
                            : new SegmentedDatagramPacket(content, batch.segmentBytes, batch.to));
        }
        channel.flush();
        for (int i = 0; i < batchCount; i++) {
            settle(batches[i]);
        }
        batchCount = 0;
        areaUsed = 0;
    }

    private void settle(Batch batch) {
        Throwable failure = batch.sent == null ? null : batch.sent.cause();
        if (failure != null) {
            if (failure instanceof Errors.NativeIoException error && error.expectedErr() == -EIO) {
                segmentsMax = 1;
            }
            if (batch.segments == 1) {
                refused++;
            } else {
                sendSingly(batch);
            }
        }
        batch.to = null;
        batch.sent = null;
    }

    /** A batch that was refused: its cause may lie in the segmentation, so each datagram gets its chance. */
    private void sendSingly(Batch batch) {
        for (int at = 0; at < batch.bytes; at += batch.segmentBytes) {
            int length = Math.min(batch.segmentBytes, batch.bytes - at);
            ByteBuf content = area.retainedSlice(batch.start + at, length);
            ChannelFuture sent = channel.writeAndFlush(new DatagramPacket(content, batch.to));
            if (sent.cause() != null) {
                refused++;
            }
        }
    }

    void release() {
        for (ByteBuf each : areas) {
            each.release();
        }
    }
}
