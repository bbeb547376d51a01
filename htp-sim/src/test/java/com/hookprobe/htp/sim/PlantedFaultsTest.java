package com.hookprobe.htp.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.core.Effect;
import com.hookprobe.htp.core.EffectSink;
import com.hookprobe.htp.core.MachineHoldings;
import com.hookprobe.htp.crypto.Aead;
import com.hookprobe.htp.crypto.AeadFactory;
import com.hookprobe.htp.crypto.AeadProviders;
import java.net.InetSocketAddress;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A checker that never complains is worth nothing: each promise is broken on purpose once. */
class PlantedFaultsTest {
    private static final LinkConfig PATH = LinkConfig.delay(10 * Simulation.MILLISECOND);

    @Test
    void withoutAFaultNobodyComplains() {
        assertThatCode(() -> play(UnaryOperator.identity(), UnaryOperator.identity()))
                .doesNotThrowAnyException();
    }

    @Test
    void nonceReuse() {
        UnaryOperator<AeadFactory> sealsTwice = watched -> key -> {
            Aead aead = watched.create(key);
            return new Aead() {
                @Override
                public int seal(byte[] nonce, byte[] aad, byte[] in, int at, int length, byte[] out, int outAt) {
                    aead.seal(nonce, aad, in, at, length, out, outAt);
                    return aead.seal(nonce, aad, in, at, length, out, outAt);
                }

                @Override
                public int open(byte[] nonce, byte[] aad, byte[] in, int at, int length, byte[] out, int outAt) {
                    return aead.open(nonce, aad, in, at, length, out, outAt);
                }

                @Override
                public void close() {
                    aead.close();
                }
            };
        };
        assertThatThrownBy(() -> play(UnaryOperator.identity(), sealsTwice))
                .isInstanceOf(SimulationFailure.class)
                .hasMessageContaining("nonce reuse");
    }

    @Test
    void nonceReuseByTwoCiphersOfOneKey() {
        NonceWatch watch = new NonceWatch(AeadProviders.jdk());
        byte[] key = new byte[32];
        byte[] plain = new byte[10];
        for (int number = 0; number < 1000; number++) {
            byte[] nonce = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) (number >> 8), (byte) number};
            watch.create(key).seal(nonce, new byte[0], plain, 0, plain.length, new byte[26], 0);
            assertThat(watch.reuse()).isNull();
        }
        Aead again = watch.create(key.clone());
        assertThatThrownBy(() -> again.seal(new byte[12], new byte[0], plain, 0, plain.length, new byte[26], 0))
                .isInstanceOf(SimulationFailure.class);
        assertThat(watch.reuse()).contains("000000000000000000000000");
        assertThat(watch.seals()).isEqualTo(1001);
    }

    @Test
    void duplicatedDelivery() {
        breaks("was delivered twice", inner -> new DelegatingMachine(inner) {
            @Override
            void then(Effect effect, EffectSink out) {
                super.then(effect, out);
                if (effect instanceof Effect.Deliver) {
                    super.then(effect, out);
                }
            }
        });
    }

    @Test
    void damagedDelivery() {
        breaks("that nobody sent so", inner -> new DelegatingMachine(inner) {
            @Override
            void then(Effect effect, EffectSink out) {
                if (effect instanceof Effect.Deliver d) {
                    d.message()[d.message().length - 1] ^= 1;
                }
                super.then(effect, out);
            }
        });
    }

    @Test
    void deliveryOutOfOrder() {
        breaks("out of order", inner -> new DelegatingMachine(inner) {
            private Effect held;

            @Override
            void then(Effect effect, EffectSink out) {
                if (effect instanceof Effect.Deliver && held == null) {
                    held = effect;
                } else {
                    super.then(effect, out);
                }
            }
        });
    }

    @Test
    void acknowledgedButSwallowed() {
        breaks("never delivered", inner -> new DelegatingMachine(inner) {
            private int count;

            @Override
            void then(Effect effect, EffectSink out) {
                if (!(effect instanceof Effect.Deliver) || count++ < 9) {
                    super.then(effect, out);
                }
            }
        });
    }

    @Test
    void amplifyingResponder() {
        breaks("amplification: 264 bytes of handshake", inner -> new DelegatingMachine(inner) {
            @Override
            void transmit(InetSocketAddress to, byte[] buffer, int offset, int length, EffectSink out) {
                super.transmit(to, buffer, offset, length, out);
                super.transmit(to, buffer, offset, length, out);
            }
        });
    }

    @Test
    void amplifyingAfterAPathChange() {
        AmplificationLedger ledger = new AmplificationLedger();
        InetSocketAddress moved = Simulation.address(10, 9, 9, 9, 1);
        Packet packet = new Packet(moved, null);
        packet.from = moved;
        packet.fill(new byte[200], 0, 200);
        ledger.in(packet);
        assertThat(ledger.out(moved, new byte[600], 0, 600)).isNull();
        assertThat(ledger.out(moved, new byte[1], 0, 1)).contains("not validated");
        packet.roundTrip = true;
        ledger.in(packet);
        assertThat(ledger.out(moved, new byte[1200], 0, 1200)).isNull();
    }

    @Test
    void stuckSession() {
        breaks("stuck for 60 s", inner -> new DelegatingMachine(inner) {
            @Override
            void then(Effect effect, EffectSink out) {
                if (!(effect instanceof Effect.Sent)) {
                    super.then(effect, out);
                }
            }
        });
    }

    @Test
    void spinningMachine() {
        breaks("turn at one time", inner -> new DelegatingMachine(inner) {
            @Override
            public long nextDeadlineNs() {
                return 0;
            }
        });
    }

    @Test
    void leakingMachine() {
        breaks("still holds", inner -> new DelegatingMachine(inner) {
            @Override
            public MachineHoldings holdings() {
                return new MachineHoldings(0, 0, 0, 0, 0, 0, 1, 0, 0);
            }
        });
    }

    @Test
    void sessionThatEndsByItself() {
        breaks("ended with FLOW_CONTROL", inner -> new DelegatingMachine(inner) {
            private int messages;

            @Override
            void then(Effect effect, EffectSink out) {
                super.then(effect, out);
                if (effect instanceof Effect.Deliver d && ++messages == 3) {
                    super.then(new Effect.SessionClosed(d.sessionId(), CloseCode.FLOW_CONTROL, "planted"), out);
                }
            }
        });
    }

    private static void breaks(String expected, UnaryOperator<Machine> fault) {
        assertThatThrownBy(() -> play(fault, UnaryOperator.identity()))
                .isInstanceOf(SimulationFailure.class)
                .hasMessageContaining(expected);
    }

    private static void play(UnaryOperator<Machine> fault, UnaryOperator<AeadFactory> aead) {
        Simulation simulation = new Simulation(1);
        simulation.plant(fault, aead);
        Pair pair = new Pair(simulation, PATH).connect();
        for (int i = 0; i < 10; i++) {
            pair.edge.send(pair.session, Channels.TELEMETRY, 100 + i);
        }
        pair.finish();
    }
}
