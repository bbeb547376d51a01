package com.hookprobe.htp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import java.nio.ByteBuffer;

/**
 * One read buffer for all reads of a socket: each datagram is copied out before the next read, so it is free again by then.
 * Not thread-safe.
 */
final class JoinedReads extends DefaultMaxMessagesRecvByteBufAllocator {
    /** The largest bunch of datagrams that the kernel joins, and the largest datagram there is. */
    static final int BUNCH_BYTES_MAX = 65_535;

    private final ByteBuf buffer = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(BUNCH_BYTES_MAX));

    JoinedReads(int datagramsPerRead) {
        super(datagramsPerRead);
    }

    @SuppressWarnings("deprecation") // What the interface returns.
    @Override
    public RecvByteBufAllocator.Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public ByteBuf allocate(ByteBufAllocator unused) {
                return buffer.retain().clear();
            }

            @Override
            public int guess() {
                return buffer.capacity();
            }
        };
    }

    void release() {
        buffer.release();
    }
}
