package com.hookprobe.benchmarks;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.HtpRejectedException;
import com.hookprobe.htp.LocalIdentity;
import com.hookprobe.htp.RejectCode;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.ResonanceBinding;
import com.hookprobe.htp.core.Effect;
import com.hookprobe.htp.core.EffectSink;
import com.hookprobe.htp.core.EndpointMachine;
import com.hookprobe.htp.core.MachineConfig;
import com.hookprobe.htp.core.SessionInfo;
import com.hookprobe.htp.crypto.AeadFactory;
import com.hookprobe.identity.HardwareReport;
import com.hookprobe.neuro.PackedTers;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import com.hookprobe.neuro.WeightEvolution;
import com.hookprobe.neuro.WeightState;
import com.hookprobe.node.resonance.ResonanceCertificate;
import com.hookprobe.node.resonance.ResonanceEvidence;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Buckets;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.Context;
import com.hookprobe.qsecbit.federation.GroupKeys;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.ReportFacts;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A guardian as its verifier meets it: a socket, HTP, weights that evolve with each record, uploads, evidence, hardware, reports. It does
 * what {@code NeuroRole} and {@code HardwareRole} do, without their disk. One owner thread.
 */
final class SimulatedDevice implements EffectSink {
    static final long TER_INTERVAL_NS = 5_000_000_000L;
    private static final long HEARTBEAT_NS = 30_000_000_000L;
    private static final long IDLE_NS = 120_000_000_000L;
    private static final long RETRY_MIN_NS = 200_000_000L;
    private static final long RETRY_MAX_NS = 5_000_000_000L;
    private static final int UPLOADS_MAX = 64;
    private static final long KEY_EPOCH = 1;
    private static final int VALID_MINUTES = 24 * 60;

    private final MadeDevice made;
    private final RemotePeer verifier;
    private final byte[] verifierKem;
    private final DeviceTally tally;
    private final SplittableRandom random;
    private final DatagramChannel socket;
    private final EndpointMachine machine;
    private final WeightState weights;
    /** Records that the verifier has not confirmed. */
    private final List<Ter> pending = new ArrayList<>();

    private TerChain pendingFrom = TerChain.START;
    private Agreed agreed;
    /** After each upload of which nobody knows yet whether it came; the newest last. */
    private final Deque<Agreed> uploads = new ArrayDeque<>();

    private long uploadedOldestMicros;
    private boolean uploading;
    private long uploadedNs;
    private long session = -1;
    private @Nullable SessionInfo info;
    private boolean connecting;
    private long connectingSinceNs;
    private long retryNs = RETRY_MIN_NS;
    private long sends;
    /** When to connect anew; never when it is connected or stays away. */
    long connectAtNs = Long.MAX_VALUE;

    private record Agreed(long count, byte[] fingerprint, byte[] secret) {}

    SimulatedDevice(
            MadeDevice made,
            DatagramChannel socket,
            RemotePeer verifier,
            AeadFactory aeads,
            DeviceTally tally,
            SplittableRandom random) {
        this.made = made;
        this.socket = socket;
        this.verifier = verifier;
        this.verifierKem = verifier.kemPublicKey();
        this.tally = tally;
        this.random = random;
        this.weights = WeightState.fromSeed(made.neuroSeed());
        this.agreed = now();
        this.machine = new EndpointMachine(
                new MachineConfig(
                        identity(), binding(), Optional.empty(), HtpLimits.standard(), aeads, HEARTBEAT_NS, IDLE_NS),
                random.split(),
                System.nanoTime());
    }

    private LocalIdentity identity() {
        return new LocalIdentity() {
            @Override
            public byte[] nodeId() {
                return made.id.bytes();
            }

            @Override
            public byte[] sign(byte[] message) {
                return made.key.sign(message);
            }
        };
    }

    private ResonanceBinding binding() {
        return new ResonanceBinding() {
            @Override
            public byte[] fingerprint(long terSequence) {
                return known(terSequence).orElse(agreed).fingerprint().clone();
            }

            @Override
            public long terSequence() {
                return agreed.count();
            }

            @Override
            public Optional<byte[]> wSecret(long terSequence) {
                return known(terSequence).map(weights -> weights.secret().clone());
            }
        };
    }

    private Optional<Agreed> known(long count) {
        return Stream.concat(Stream.of(agreed), uploads.stream())
                .filter(weights -> weights.count() == count)
                .findFirst();
    }

    private Agreed now() {
        return new Agreed(weights.count(), weights.fingerprint(), weights.wSecret());
    }

    boolean connected() {
        return session >= 0;
    }

    boolean connecting() {
        return connecting;
    }

    long nextDeadlineNs() {
        return machine.nextDeadlineNs();
    }

    void connect(long nowNs) {
        connectAtNs = Long.MAX_VALUE;
        if (!connecting && !connected()) {
            connecting = true;
            connectingSinceNs = nowNs;
            machine.connect(verifier, nowNs, this);
        }
    }

    /** Says good-bye, and comes back after that time. */
    void leave(long awayNs, long nowNs) {
        if (connected()) {
            tally.count("left");
            machine.close(session, CloseCode.NORMAL, "", nowNs, this);
            session = -1;
            connectAtNs = nowNs + awayNs;
        }
    }

    void read(ByteBuffer buffer) throws IOException {
        buffer.clear();
        for (var from = socket.receive(buffer); from != null; from = socket.receive(buffer)) {
            machine.onDatagram((InetSocketAddress) from, buffer.array(), 0, buffer.position(), System.nanoTime(), this);
            buffer.clear();
        }
    }

    void tick(long nowNs) {
        machine.tick(nowNs, this);
    }

    @Override
    public void transmit(InetSocketAddress to, byte[] buffer, int offset, int length) {
        try {
            if (socket.send(ByteBuffer.wrap(buffer, offset, length), to) != length) {
                tally.count("datagrams_not_sent");
            }
        } catch (IOException e) {
            // As a network loses one: an endpoint that is away answers so on the loopback.
            tally.count("datagrams_not_sent");
        }
    }

    @Override
    public void then(Effect effect) {
        try {
            if (effect instanceof Effect.SessionUp up) {
                up(up);
            } else if (effect instanceof Effect.ConnectFailed failed) {
                failed(failed.failure());
            } else if (effect instanceof Effect.Deliver message) {
                deliver(MeshMessage.decode(message.message()));
            } else if (effect instanceof Effect.SessionClosed closed && closed.sessionId() == session) {
                tally.count("closed_" + closed.code());
                session = -1;
                connectAtNs = System.nanoTime() + RETRY_MIN_NS;
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void up(Effect.SessionUp up) {
        long nowNs = System.nanoTime();
        tally.count("handshakes");
        tally.time("handshake", nowNs - connectingSinceNs);
        connecting = false;
        retryNs = RETRY_MIN_NS;
        session = up.sessionId();
        info = up.info();
        uploading = false;
        HardwareReport.Content content = new HardwareReport.Content(made.hardware(), Optional.empty());
        Instant now = Instant.ofEpochSecond(Instant.now().getEpochSecond());
        byte[] report = HardwareReport.create(made.id, made.key, now, content, verifierKem)
                .encode();
        send(Channels.TELEMETRY, new MeshMessage.HardwareNews(report));
        send(Channels.TELEMETRY, new MeshMessage.Resume(0));
        upload();
    }

    private void failed(Exception failure) {
        connecting = false;
        if (failure instanceof HtpRejectedException rejected) {
            tally.count("rejected_" + rejected.code());
            if (rejected.code() == RejectCode.RESONANCE || rejected.code() == RejectCode.STALE_TER) {
                confirmed(rejected.terSequence());
            }
        } else {
            tally.count("connect_failed_" + failure.getClass().getSimpleName());
        }
        connectAtNs = System.nanoTime() + retryNs;
        retryNs = Math.min(RETRY_MAX_NS, 2 * retryNs);
    }

    private void deliver(MeshMessage message) throws Exception {
        if (message instanceof MeshMessage.TerAck ack) {
            uploading = false;
            tally.count("acks");
            if (!uploads.isEmpty() && ack.count() == uploads.getLast().count()) {
                tally.add("records_confirmed", ack.count() - agreed.count());
                tally.time("verdict_age", (micros() - uploadedOldestMicros) * 1_000);
                tally.time("upload_to_verdict", System.nanoTime() - uploadedNs);
            }
            confirmed(ack.count());
            upload();
        } else if (message instanceof MeshMessage.Certificate issued) {
            tally.count("certificates");
            prove(ResonanceCertificate.decode(issued.encoded()));
        } else if (message instanceof MeshMessage.Decision) {
            tally.count("decisions");
        } else if (message instanceof MeshMessage.Revoked) {
            tally.count("revocations");
        }
    }

    /** What the verifier has; only counts at which an upload ended can come. */
    private void confirmed(long count) {
        Optional<Agreed> reached = known(count);
        if (reached.isEmpty()) {
            tally.count("counts_out_of_reach");
            return;
        }
        agreed = reached.get();
        uploads.removeIf(weights -> weights.count() <= count);
        while (pendingFrom.count() < count) {
            pendingFrom = pendingFrom.after(pending.remove(0));
        }
    }

    private void prove(ResonanceCertificate issued) {
        SessionInfo current = info;
        if (connected() && current != null && weights.count() == issued.terSequence()) {
            byte[] rdv = ResonanceEvidence.rdv(current.exporter(), weights.fingerprint(), weights.count());
            byte[] posf = ResonanceEvidence.posf(weights, current.exporter(), issued.issuedMicros());
            machine.evidence(
                    session,
                    ByteBuffer.allocate(rdv.length + posf.length)
                            .put(rdv)
                            .put(posf)
                            .array());
            tally.count("evidence");
        }
    }

    /** The next record: evolved at once, uploaded when the last upload is answered. */
    void capture() {
        byte[] entropy = new byte[Ter.ENTROPY_BYTES];
        random.nextBytes(entropy);
        Ter ter = weights.chain().next(entropy, made.integrity(), micros());
        WeightEvolution.step(weights, ter);
        pending.add(ter);
        tally.count("records");
        upload();
    }

    private void upload() {
        if (uploading || pending.isEmpty() || !connected()) {
            return;
        }
        int most = Math.min(pending.size(), MeshMessage.TERS_MAX);
        if (most < pending.size()) {
            // Weights of the past are not kept here; a device is never away for so long.
            throw new IllegalStateException("more than " + MeshMessage.TERS_MAX + " records wait");
        }
        Agreed after = now();
        uploads.addLast(after);
        if (uploads.size() > UPLOADS_MAX) {
            uploads.removeFirst();
        }
        uploadedOldestMicros = pending.get(0).timestampMicros();
        uploadedNs = System.nanoTime();
        uploading = true;
        tally.count("uploads");
        send(
                Channels.TELEMETRY,
                new MeshMessage.TerBatch(PackedTers.encode(pendingFrom, pending), after.fingerprint()));
    }

    /** The score has moved into another band. */
    void qsecbit() {
        if (connected()) {
            send(Channels.TELEMETRY, new MeshMessage.QsecbitReport(micros(), random.nextInt(300_000), 0));
        }
    }

    /** An attacker was seen here. */
    void report(int attacker, byte[] group) throws Exception {
        if (!connected()) {
            return;
        }
        long detected = micros();
        long minutes = ReportFacts.minutes(detected);
        byte[] evidence = new byte[32];
        random.nextBytes(evidence);
        ReportFacts facts = new ReportFacts(
                1,
                1110,
                Context.NONE,
                90,
                Severity.HIGH,
                minutes,
                minutes,
                Buckets.of(1),
                Bytes32.of(evidence),
                VALID_MINUTES);
        IndicatorValue value = IndicatorValue.ip(IpAddress.parse(
                        "198." + (18 + (attacker >> 16 & 1)) + "." + (attacker >> 8 & 255) + "." + (attacker & 255))
                .orElseThrow());
        AttackSignature report = AttackSignature.build(
                value, facts, GroupKeys.derive(group, KEY_EPOCH), Bytes32.of(made.id.bytes()), random, made.key::sign);
        send(Channels.ALERTS, new MeshMessage.Signature(made.id.bytes(), report.encode(), List.of(detected, micros())));
        tally.count("reports");
    }

    private void send(int channel, MeshMessage message) {
        machine.send(session, channel, message.encode(), ++sends, System.nanoTime());
    }

    private static long micros() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
