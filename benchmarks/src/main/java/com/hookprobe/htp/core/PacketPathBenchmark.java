package com.hookprobe.htp.core;

import com.hookprobe.htp.core.message.FrameReader;
import com.hookprobe.htp.core.message.FrameWriter;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.AeadProviders;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.conscrypt.Conscrypt;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The whole way of a full packet of 1200 bytes, there and back, against what the cipher alone costs in the same run. In
 * the package of what it measures, which is not public.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 6, time = 1)
@Fork(2)
public class PacketPathBenchmark {
    private static final int FRAGMENT_BYTES = Wire.BODY_BYTES - 17;
    private static final int SEALED_BYTES = Wire.RESONANCE_BYTES + Wire.BODY_BYTES;

    private final byte[] root = new byte[32];
    private final PacketScratch scratch = new PacketScratch();
    private final SessionKeys edge = new SessionKeys(root, true, AeadProviders.best());
    private final SessionKeys validator = new SessionKeys(root, false, AeadProviders.best());
    private final PacketSealer sealer = new PacketSealer(edge.send, edge.first.send(), scratch);
    private final PacketOpener opener =
            new PacketOpener(validator.receive, validator.first.receive(), scratch, new Counters());
    private final FrameWriter writer = new FrameWriter();
    private final FrameReader reader = new FrameReader();
    private final byte[] message = new byte[1 << 20];
    private final byte[] datagram = new byte[Wire.DATAGRAM_BYTES];

    private final SecretKey bareKey = new SecretKeySpec(new byte[32], "ChaCha20");
    private final byte[] bareNonce = new byte[12];
    private final byte[] bareAad = new byte[Wire.HEADER_BYTES + 4];
    private final byte[] barePlain = new byte[SEALED_BYTES];
    private final byte[] bareSealed = new byte[SEALED_BYTES + Wire.TAG_BYTES];
    private final byte[] bareOpened = new byte[SEALED_BYTES];
    private final Cipher bareSealer;
    private final Cipher bareOpener;
    private long bareNumber;

    public PacketPathBenchmark() {
        try {
            var provider = Conscrypt.newProvider();
            bareSealer = Cipher.getInstance("ChaCha20/Poly1305/NoPadding", provider);
            bareOpener = Cipher.getInstance("ChaCha20/Poly1305/NoPadding", provider);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The anchor: the same bytes under the same AAD length, sealed and opened by Conscrypt and nothing else. */
    @Benchmark
    public int bareCipher() throws GeneralSecurityException {
        nextBareNonce();
        bareSealer.init(Cipher.ENCRYPT_MODE, bareKey, new IvParameterSpec(bareNonce));
        bareSealer.updateAAD(bareAad);
        int length = bareSealer.doFinal(barePlain, 0, SEALED_BYTES, bareSealed, 0);
        bareOpener.init(Cipher.DECRYPT_MODE, bareKey, new IvParameterSpec(bareNonce));
        bareOpener.updateAAD(bareAad);
        return bareOpener.doFinal(bareSealed, 0, length, bareOpened, 0);
    }

    /** Sealing alone. */
    @Benchmark
    public int bareSeal() throws GeneralSecurityException {
        nextBareNonce();
        bareSealer.init(Cipher.ENCRYPT_MODE, bareKey, new IvParameterSpec(bareNonce));
        bareSealer.updateAAD(bareAad);
        return bareSealer.doFinal(barePlain, 0, SEALED_BYTES, bareSealed, 0);
    }

    /** Write a MSG frame that fills the packet, seal, mask; unmask, open, replay window, parse. */
    @Benchmark
    public int packetThereAndBack() {
        int length = sealOne();
        if (!opener.open(datagram, 0, length)) {
            throw new IllegalStateException("packet " + sealer.nextNumber());
        }
        if (!reader.check(opener.plain(), opener.bodyAt(), opener.bodyAt() + opener.bodyLength())) {
            throw new IllegalStateException("frames");
        }
        return reader.frames();
    }

    /** The same without the frames, whose reader is not part of the packet path. */
    @Benchmark
    public int packetWithoutFrames() {
        int length = sealer.seal(PacketType.DATA, 1, 1, Wire.BODY_BYTES, datagram, 0);
        if (!opener.open(datagram, 0, length)) {
            throw new IllegalStateException("packet " + sealer.nextNumber());
        }
        return opener.bodyLength();
    }

    /** Writing and sealing alone. */
    @Benchmark
    public int sealOne() {
        writer.attach(sealer.plain(), PacketSealer.BODY_AT, Wire.BODY_BYTES);
        int offset = (int) (sealer.nextNumber() % 900) * FRAGMENT_BYTES;
        writer.msg(2, false, 7, message, offset, FRAGMENT_BYTES);
        return sealer.seal(PacketType.DATA, 1, 1, writer.length(), datagram, 0);
    }

    private void nextBareNonce() {
        bareNumber++;
        for (int i = 0; i < 8; i++) {
            bareNonce[4 + i] = (byte) (bareNumber >>> (56 - 8 * i));
        }
    }
}
