package com.hookprobe.htp.core;

import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.Aead;
import com.hookprobe.htp.crypto.AeadFactory;
import com.hookprobe.htp.crypto.AeadProviders;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the two ciphers that HTP can choose from cost by length: how much of it is the call, and how much the bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(1)
public class CipherBenchmark {
    @Param({"conscrypt", "jdk"})
    public String provider = "";

    /** Next to nothing, what a datagram of 1200 bytes seals, and what one of 8952 does. */
    @Param({"16", "1148", "8900"})
    public int bytes;

    private final byte[] nonce = new byte[Aead.NONCE_BYTES];
    private final byte[] aad = new byte[Wire.HEADER_BYTES + 4];
    private byte[] plain = new byte[0];
    private byte[] sealed = new byte[0];
    private byte[] opened = new byte[0];
    private Aead aead = AeadProviders.jdk().create(new byte[Aead.KEY_BYTES]);
    private long number;

    @Setup
    public void setUp() {
        AeadFactory factory = provider.equals("jdk")
                ? AeadProviders.jdk()
                : AeadProviders.conscrypt()
                        .orElseThrow(() -> new IllegalStateException("Conscrypt's native library does not load here"));
        aead = factory.create(new byte[Aead.KEY_BYTES]);
        plain = new byte[bytes];
        sealed = new byte[bytes + Aead.TAG_BYTES];
        opened = new byte[bytes];
    }

    @Benchmark
    public int sealAndOpen() {
        Bytes.put64(nonce, 4, ++number);
        aead.seal(nonce, aad, plain, 0, bytes, sealed, 0);
        return aead.open(nonce, aad, sealed, 0, sealed.length, opened, 0);
    }
}
