package com.hookprobe.htp.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.core.wire.AckRanges;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * HTP 4: an outbox and an inbox joined by packets that are lost, doubled, reordered, given up for lost although they
 * arrive, repeated as probes, and of ever other size. Whatever happens, every message arrives once and whole, in order
 * where it must, and in the end nothing is held anywhere.
 */
class TransferPropertyTest {
    private static final int SEEDS = 60;
    private static final int[] CHANNELS = {0, 1, 2, 3, 4, 16, 17, 254};

    private static final class Packet {
        final byte[] body;
        final PacketContents contents;
        /** Taken by the inbox; may be acknowledged. */
        boolean received;

        Packet(byte[] body, PacketContents contents) {
            this.body = body;
            this.contents = contents;
        }
    }

    private final class Run implements FrameSink, Inbox.Sink {
        final long seed;
        final SplittableRandom random;
        final HtpLimits limits = HtpLimits.standard();
        final MemoryBudget budget;
        final Inbox inbox;
        final Outbox outbox = new Outbox(limits, Inbox.SESSION_WINDOW, Inbox.CHANNEL_WINDOW);
        final FrameReader reader = new FrameReader();
        final FrameWriter writer = new FrameWriter();
        final byte[] buffer = new byte[9000];
        /** Sent and neither acknowledged nor given up. */
        final List<Packet> flying = new ArrayList<>();
        /** Given up by the sender, but still under way. */
        final List<Packet> stray = new ArrayList<>();

        final Map<Integer, ArrayDeque<byte[]>> inOrder = new HashMap<>();
        final Map<String, Integer> unordered = new HashMap<>();
        final Set<Long> unsent = new HashSet<>();
        long nowNs = 1_000;
        long nextSendId;
        int messages;
        int delivered;
        int datagrams;
        int memory;
        Inbox.Verdict verdict = Inbox.Verdict.OK;

        Run(long seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            this.budget = new MemoryBudget(seed % 4 == 0 ? 3 << 20 : 64 << 20);
            this.inbox = new Inbox(limits, budget, this);
        }

        String at() {
            return "seed " + seed;
        }

        void add() {
            int channel = CHANNELS[random.nextInt(CHANNELS.length)];
            int max = limits.channel(channel).messageBytesMax();
            int size = switch (random.nextInt(12)) {
                case 0 -> 0;
                case 1 -> random.nextInt(300_000);
                case 2 -> random.nextInt(8) == 0 ? 1 << 20 : 20_000;
                case 3, 4, 5 -> random.nextInt(10_000);
                default -> random.nextInt(400);
            };
            byte[] message = new byte[Math.min(size, max)];
            random.nextBytes(message);
            if (limits.channel(channel).ordered()) {
                inOrder.computeIfAbsent(channel, c -> new ArrayDeque<>()).add(message);
            } else {
                unordered.merge(key(channel, message), 1, Integer::sum);
            }
            unsent.add(nextSendId);
            outbox.add(channel, message, nextSendId++);
            messages++;
        }

        String key(int channel, byte[] message) {
            return channel + "/" + message.length + "/" + Arrays.hashCode(message);
        }

        /** False when there was nothing to send. */
        boolean send() {
            int room = 400 + random.nextInt(8401);
            writer.attach(buffer, 100, room);
            PacketContents contents = new PacketContents();
            boolean sendable = outbox.sendable();
            if (!outbox.fill(writer, contents)) {
                // The last body may have had more room, so "sendable" may have hoped for too much, but not twice.
                assertThat(sendable && outbox.sendable()).as(at()).isFalse();
                return false;
            }
            assertThat(writer.length()).as(at()).isLessThanOrEqualTo(room);
            flying.add(new Packet(Arrays.copyOfRange(buffer, 100, 100 + writer.length()), contents));
            return true;
        }

        Packet pick(List<Packet> from) {
            int i = random.nextInt(from.size());
            // Mostly the older ones: far reordering is the exception.
            return from.get(random.nextInt(4) == 0 ? i : Math.min(i, random.nextInt(4)));
        }

        void arrive(Packet packet) {
            verdict = Inbox.Verdict.OK;
            FrameReader.Result result = reader.read(packet.body, 0, packet.body.length, this);
            if (verdict == Inbox.Verdict.MEMORY) {
                memory++;
                return;
            }
            assertThat(verdict).as(at()).isEqualTo(Inbox.Verdict.OK);
            assertThat(result).as(at()).isEqualTo(FrameReader.Result.OK);
            packet.received = true;
        }

        void acknowledge(Packet packet) {
            flying.remove(packet);
            outbox.onAcked(
                    packet.contents,
                    id -> assertThat(unsent.remove(id)).as(at() + " sent " + id).isTrue());
        }

        void giveUp(Packet packet) {
            flying.remove(packet);
            outbox.onLost(packet.contents);
            if (random.nextInt(3) == 0) {
                stray.add(packet);
            }
        }

        void credits(boolean lossy) {
            while (inbox.creditsDue()) {
                byte[] back = new byte[10 + random.nextInt(60)];
                writer.attach(back, 0, back.length);
                PacketContents contents = new PacketContents();
                inbox.writeCredits(writer, contents);
                if (lossy && random.nextInt(3) == 0) {
                    inbox.onLost(contents);
                    return;
                }
                assertThat(reader.read(back, 0, writer.length(), this)).isEqualTo(FrameReader.Result.OK);
            }
        }

        void step(boolean more) {
            nowNs += random.nextInt(200_000);
            int dice = random.nextInt(100);
            if (dice < 6 && more) {
                add();
            } else if (dice < 8 && more) {
                byte[] data = new byte[random.nextInt(1000)];
                Arrays.fill(data, (byte) data.length);
                outbox.addDatagram(16, data);
            } else if (dice < 45) {
                send();
            } else if (dice < 48 && !stray.isEmpty()) {
                arrive(stray.remove(random.nextInt(stray.size())));
            } else if (dice < 60) {
                credits(true);
            } else if (!flying.isEmpty()) {
                Packet packet = pick(flying);
                if (dice < 80) {
                    // Perhaps for the second time.
                    arrive(packet);
                } else if (packet.received && dice < 94) {
                    acknowledge(packet);
                } else if (dice < 97) {
                    giveUp(packet);
                } else {
                    // As a probe: it leaves again and stays in flight.
                    outbox.onLost(packet.contents);
                }
            }
        }

        void finish() {
            for (int turn = 0; outbox.bytesQueued() > 0 || outbox.hasUnacked() || outbox.sendable(); turn++) {
                assertThat(turn).as(at() + " makes no progress").isLessThan(200_000);
                nowNs += 100_000;
                credits(false);
                boolean sent = send();
                if (!flying.isEmpty() && (!sent || flying.size() > 50)) {
                    Packet packet = flying.get(0);
                    arrive(packet);
                    if (packet.received) {
                        acknowledge(packet);
                    } else {
                        giveUp(packet);
                    }
                }
            }
            while (!stray.isEmpty()) {
                arrive(stray.remove(0));
            }
        }

        void play() {
            for (int i = 0; i < 6000; i++) {
                step(i < 4000);
            }
            finish();
            assertThat(unsent).as(at()).isEmpty();
            assertThat(delivered).as(at()).isEqualTo(messages);
            assertThat(outbox.messagesDone()).as(at()).isEqualTo(messages);
            assertThat(unordered).as(at()).isEmpty();
            assertThat(inOrder.values()).as(at()).allMatch(ArrayDeque::isEmpty);
            assertThat(budget.used()).as(at()).isZero();
            assertThat(inbox.creditHeld()).as(at()).isZero();
            assertThat(inbox.deadlineNs()).as(at()).isEqualTo(Long.MAX_VALUE);
            assertThat(inbox.messagesDelivered()).as(at()).isEqualTo(messages);
        }

        @Override
        public boolean onMsg(boolean o, int channel, long id, int total, int offset, byte[] b, int start, int length) {
            Inbox.Verdict now = inbox.onMsg(o, channel, id, total, offset, b, start, length, nowNs, 10_000_000);
            if (now != Inbox.Verdict.OK) {
                verdict = now;
            }
            // As a session does: without memory for one frame the others are still taken.
            return now == Inbox.Verdict.OK || now == Inbox.Verdict.MEMORY;
        }

        @Override
        public boolean onDatagram(int channel, byte[] b, int start, int length) {
            inbox.onDatagram(channel, b, start, length);
            return true;
        }

        @Override
        public boolean onAck(AckRanges ack) {
            return false;
        }

        @Override
        public boolean onCredit(int channel, long maxBytes) {
            outbox.onCredit(channel, maxBytes);
            return true;
        }

        @Override
        public boolean onReset(int channel, long id, int code) {
            return false;
        }

        @Override
        public void deliver(int channel, byte[] message) {
            delivered++;
            if (limits.channel(channel).ordered()) {
                byte[] expected = inOrder.get(channel).poll();
                assertThat(Arrays.equals(message, expected))
                        .as(at() + " order of channel " + channel)
                        .isTrue();
            } else {
                Integer left = unordered.remove(key(channel, message));
                assertThat(left).as(at() + " delivered again or damaged").isNotNull();
                if (left > 1) {
                    unordered.put(key(channel, message), left - 1);
                }
            }
        }

        @Override
        public void datagram(int channel, byte[] data) {
            datagrams++;
            for (byte each : data) {
                if (each != (byte) data.length) {
                    throw new AssertionError(at() + " damaged datagram");
                }
            }
        }
    }

    @Test
    void everyMessageArrivesOnceAndNothingIsLeftBehind() {
        int memory = 0;
        int datagrams = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            Run run = new Run(seed);
            try {
                run.play();
            } catch (RuntimeException e) {
                throw new AssertionError(run.at(), e);
            }
            memory += run.memory;
            datagrams += run.datagrams;
        }
        // The walk went where it should.
        assertThat(memory).isPositive();
        assertThat(datagrams).isPositive();
    }
}
