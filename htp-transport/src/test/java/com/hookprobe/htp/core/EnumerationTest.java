package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Directory;
import com.hookprobe.htp.ResonanceBinding;
import com.hookprobe.htp.ResonanceQuery;
import com.hookprobe.htp.ResonanceVerdict;
import com.hookprobe.htp.TestNode;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.crypto.Aead;
import com.hookprobe.htp.crypto.AeadFactory;
import com.hookprobe.htp.crypto.Hashes;
import com.hookprobe.htp.crypto.Suite;
import com.hookprobe.htp.crypto.XWing;
import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.Provider;
import java.security.Security;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.MacSpi;
import org.bouncycastle.crypto.CryptoServicesConstraints;
import org.bouncycastle.crypto.CryptoServicesRegistrar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * HTP F12: who asks cannot tell an unknown node from a known one. Time is not measured, which no test on a shared machine
 * can do honestly; what takes the time is counted: every digest, MAC, seal, opening, KEM and signature operation, every
 * question to the directory, and every byte sent.
 */
@Isolated("puts a counting provider in front of all others")
class EnumerationTest {
    private static final Map<String, Integer> COUNTS = new TreeMap<>();

    private static void count(String what) {
        COUNTS.merge(what, 1, Integer::sum);
    }

    @Test
    void unknownNodeAndBadSignatureCostTheSame() throws Exception {
        Map<String, Integer> unknown = counted(0);
        Map<String, Integer> otherKey = counted(1);
        Map<String, Integer> uselessKey = counted(2);
        assertThat(unknown.keySet())
                .as("what was counted")
                .contains(
                        "verified",
                        "decapsulated",
                        "HmacSHA256 bytes",
                        "SHA-256 bytes",
                        "open",
                        "seal",
                        "key asked",
                        "REJECT of 148 bytes");
        assertThat(otherKey).isEqualTo(unknown);
        assertThat(uselessKey).isEqualTo(unknown);
    }

    /** The counter sees the difference where there is one: a handshake that is accepted costs an encapsulation more. */
    @Test
    void theCountsDifferWhereTheWorkDoes() throws Exception {
        assertThat(counted(3)).isNotEqualTo(counted(0));
    }

    /** On a thread of its own, whose digests and MACs are made while the counting provider stands in front. */
    private static Map<String, Integer> counted(int kind) throws Exception {
        var result = new java.util.concurrent.FutureTask<>(() -> {
            Provider first = new CountingProvider();
            Security.insertProviderAt(first, 1);
            try {
                Hashes.hmac(new byte[32]);
                Hashes.sha256();
            } finally {
                Security.removeProvider(first.getName());
            }
            return countedHandshake(kind);
        });
        new Thread(result, "counted").start();
        return result.get();
    }

    /** What happens from the whole ATTEST to its answer; 0: unknown, 1: enrolled with another key, 2: with no key, 3: known. */
    private static Map<String, Integer> countedHandshake(int kind) throws Exception {
        Sim sim = Sim.quiet(34);
        TestNode identity = new TestNode(2);
        byte[] key = switch (kind) {
            case 1 -> new TestNode(3).publicKey();
            case 2 -> new byte[5];
            case 3 -> identity.publicKey();
            default -> null;
        };
        Directory directory = new Directory() {
            @Override
            public Optional<byte[]> ed25519Key(byte[] nodeId) {
                count("key asked");
                return Optional.ofNullable(key);
            }

            @Override
            public boolean revoked(byte[] nodeId) {
                count("revoked asked");
                return false;
            }

            @Override
            public ResonanceVerdict resonance(ResonanceQuery query) {
                count("resonance asked");
                return new ResonanceVerdict.Accept(new byte[32]);
            }
        };
        Sim.Node edge = sim.edge(2, identity, ResonanceBinding.none(new byte[64]));
        EndpointMachine machine = new EndpointMachine(
                new MachineConfig(
                        sim.validatorNode,
                        ResonanceBinding.none(new byte[64]),
                        Optional.of(new MachineConfig.Accepting(sim.kem, directory)),
                        sim.limits,
                        counting(sim.watch),
                        COUNTING_SUITE,
                        30 * Sim.SECOND,
                        120 * Sim.SECOND,
                        false,
                        Optional.empty()),
                new java.util.SplittableRandom(7),
                sim.nowNs);
        var validator = Sim.at(1, 4719);
        EffectSink answers = new EffectSink() {
            @Override
            public void transmit(java.net.InetSocketAddress to, byte[] buffer, int offset, int length) {
                int type = com.hookprobe.htp.core.wire.Bytes.u16(buffer, offset + 2);
                count(PacketType.of(type) + " of " + length + " bytes");
                if (type == PacketType.CHALLENGE.code) {
                    edge.inject(validator, java.util.Arrays.copyOfRange(buffer, offset, offset + length));
                }
            }

            @Override
            public void then(Effect effect) {
                count(effect.getClass().getSimpleName());
            }
        };
        edge.connect(new com.hookprobe.htp.RemotePeer(validator, sim.validatorNode.nodeId(), sim.kem.publicKey()));
        byte[] hello = sim.captured.get(0).bytes();
        machine.onDatagram(edge.address, hello, 0, hello.length, sim.nowNs, answers);
        assertThat(sim.captured).hasSize(4);
        Provider counter = new CountingProvider();
        CryptoServicesConstraints before = CryptoServicesRegistrar.getServicesConstraints();
        Security.insertProviderAt(counter, 1);
        CryptoServicesRegistrar.setServicesConstraints(
                service -> count(service.getServiceName() + " " + service.getPurpose()));
        try {
            COUNTS.clear();
            for (int i = 1; i < 4; i++) {
                byte[] d = sim.captured.get(i).bytes();
                machine.onDatagram(edge.address, d, 0, d.length, sim.nowNs, answers);
            }
            return new TreeMap<>(COUNTS);
        } finally {
            CryptoServicesRegistrar.setServicesConstraints(before);
            Security.removeProvider(counter.getName());
        }
    }

    private static final Suite COUNTING_SUITE = new Suite() {
        @Override
        public XWing.SecretKey generate(RandomGenerator random) {
            count("generated");
            return STANDARD.generate(random);
        }

        @Override
        public Optional<XWing.Encapsulation> encapsulate(byte[] publicKey, RandomGenerator random) {
            count("encapsulated");
            return STANDARD.encapsulate(publicKey, random);
        }

        @Override
        public Optional<byte[]> decapsulate(XWing.SecretKey key, byte[] ciphertext) {
            count("decapsulated");
            return STANDARD.decapsulate(key, ciphertext);
        }

        @Override
        public boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
            count("verified");
            return STANDARD.verify(publicKey, message, signature);
        }
    };

    private static AeadFactory counting(AeadFactory inner) {
        return key -> {
            count("cipher made");
            Aead aead = inner.create(key);
            return new Aead() {
                @Override
                public int seal(
                        byte[] nonce, byte[] aad, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
                    count("seal");
                    return aead.seal(nonce, aad, in, inOffset, length, out, outOffset);
                }

                @Override
                public int open(
                        byte[] nonce, byte[] aad, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
                    count("open");
                    return aead.open(nonce, aad, in, inOffset, length, out, outOffset);
                }

                @Override
                public void close() {
                    aead.close();
                }
            };
        };
    }

    /** Passes SHA-256 and HMAC-SHA256 on to the JDK's, and counts each use and each byte. */
    static final class CountingProvider extends Provider {
        private static final long serialVersionUID = 1L;

        CountingProvider() {
            super("Counting", "1", "for one test");
            putService(new Service(this, "MessageDigest", "SHA-256", "-", null, null) {
                @Override
                public Object newInstance(Object parameter) {
                    count("SHA-256");
                    return new CountedDigest();
                }
            });
            putService(new Service(this, "Mac", "HmacSHA256", "-", null, null) {
                @Override
                public Object newInstance(Object parameter) {
                    count("HmacSHA256");
                    return new CountedMac();
                }

                @Override
                public boolean supportsParameter(Object parameter) {
                    return true;
                }
            });
        }
    }

    static final class CountedDigest extends MessageDigestSpi {
        private final MessageDigest inner;

        CountedDigest() {
            try {
                inner = MessageDigest.getInstance("SHA-256", "SUN");
            } catch (java.security.GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected void engineUpdate(byte input) {
            inner.update(input);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int len) {
            COUNTS.merge("SHA-256 bytes", len, Integer::sum);
            inner.update(input, offset, len);
        }

        @Override
        protected byte[] engineDigest() {
            return inner.digest();
        }

        @Override
        protected void engineReset() {
            inner.reset();
        }
    }

    static final class CountedMac extends MacSpi {
        private final Mac inner;

        CountedMac() {
            try {
                inner = Mac.getInstance("HmacSHA256", "SunJCE");
            } catch (java.security.GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected int engineGetMacLength() {
            return 32;
        }

        @Override
        protected void engineInit(java.security.Key key, java.security.spec.AlgorithmParameterSpec params)
                throws java.security.InvalidKeyException {
            inner.init(key);
        }

        @Override
        protected void engineUpdate(byte input) {
            inner.update(input);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int len) {
            COUNTS.merge("HmacSHA256 bytes", len, Integer::sum);
            inner.update(input, offset, len);
        }

        @Override
        protected byte[] engineDoFinal() {
            return inner.doFinal();
        }

        @Override
        protected void engineReset() {
            inner.reset();
        }
    }
}
