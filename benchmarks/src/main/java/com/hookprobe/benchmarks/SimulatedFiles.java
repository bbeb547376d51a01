package com.hookprobe.benchmarks;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.file.core.ClientRequest;
import com.hookprobe.htp.file.core.DiskResult;
import com.hookprobe.htp.file.core.FileClientMachine;
import com.hookprobe.htp.file.core.FileEffect;
import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.FileLimits;
import com.hookprobe.htp.file.core.FilePath;
import com.hookprobe.htp.file.core.FileServerMachine;
import com.hookprobe.htp.file.core.PathGrammar;
import com.hookprobe.htp.file.core.TransferKey;
import com.hookprobe.htp.sim.LinkConfig;
import com.hookprobe.htp.sim.SimApp;
import com.hookprobe.htp.sim.SimNode;
import com.hookprobe.htp.sim.Simulation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The machines of file transfer on a simulated session, wired as the real edge wires them, with disks that take no time. */
final class SimulatedFiles {
    private static final long LIMIT_NS = 7200 * Simulation.SECOND;
    /** As much as the real edge hands to a session at a time. */
    private static final long UNDER_WAY_BYTES_MAX = 1 << 20;

    private static final long NUMBER = 1;

    private final Simulation simulation;
    private final FileServerMachine server = new FileServerMachine(FileLimits.DEFAULT);
    private final FileClientMachine client;
    private final MemoryFile serverDisk = new MemoryFile();
    private final MemoryFile clientDisk = new MemoryFile();
    private final Side clientSide = new Side();
    private final Side serverSide = new Side();
    private @Nullable FileEffect outcome;

    SimulatedFiles(long seed, LinkConfig link) {
        simulation = new Simulation(seed);
        SimNode validator = simulation.validator(LinkConfig.PERFECT, LinkConfig.PERFECT);
        SimNode edge = simulation.edge(link, link, null);
        validator.app(serverSide);
        edge.app(clientSide);
        edge.connect(validator);
        if (!simulation.runUntil(() -> clientSide.session >= 0 && serverSide.session >= 0, LIMIT_NS)) {
            throw simulation.failure("no session");
        }
        client = new FileClientMachine(NUMBER, FileLimits.DEFAULT, new SplittableRandom(seed), simulation.nowNs());
        server.sessionOpened(NUMBER, "node", simulation.nowNs());
        clientSide.messages = bytes -> onClient(client.message(bytes, simulation.nowNs()));
        serverSide.messages = bytes -> onServer(server.message(NUMBER, bytes, simulation.nowNs()));
    }

    private interface Messages {
        void take(byte[] message);
    }

    /** One end of the session: what waits to be sent, and who takes what arrives. */
    private final class Side implements SimApp {
        private final ArrayDeque<FileEffect.Send> waiting = new ArrayDeque<>();
        private final Map<Long, FileEffect.Send> underWay = new HashMap<>();
        private long underWayBytes;
        private long session = -1;
        private @Nullable SimNode node;
        private Messages messages = bytes -> {};

        void send(FileEffect.Send message) {
            waiting.add(message);
            pump();
        }

        private void pump() {
            SimNode at = node;
            while (at != null && !waiting.isEmpty() && underWayBytes < UNDER_WAY_BYTES_MAX) {
                FileEffect.Send next = waiting.remove();
                underWayBytes += next.message().length;
                long number = at.send(session, Channels.FILES, next.message());
                if (number < 0) {
                    throw simulation.failure("the session does not take a message");
                }
                underWay.put(number, next);
            }
        }

        @Override
        public void onSession(SimNode on, long number) {
            node = on;
            session = number;
        }

        @Override
        public void onSent(SimNode on, long number, long send) {
            FileEffect.Send sent = underWay.remove(send);
            if (sent == null) {
                throw simulation.failure("acknowledged what was not sent");
            }
            underWayBytes -= sent.message().length;
            if (sent.last() && this == serverSide) {
                server.sent(NUMBER, sent.message().length);
            }
            pump();
        }

        @Override
        public void onMessage(SimNode on, long number, int channel, byte[] message) {
            messages.take(message);
        }
    }

    private void onServer(List<FileEffect> effects) {
        for (FileEffect effect : effects) {
            if (effect instanceof FileEffect.Send send) {
                serverSide.send(send);
            } else {
                DiskResult result = serverDisk.run(effect);
                onServer(server.disk(effect.key(), result, simulation.nowNs()));
            }
        }
    }

    private void onClient(List<FileEffect> effects) {
        for (FileEffect effect : effects) {
            if (effect instanceof FileEffect.Send send) {
                clientSide.send(send);
            } else if (effect instanceof FileEffect.Done || effect instanceof FileEffect.Failed) {
                outcome = effect;
            } else if (!(effect instanceof FileEffect.Progress)) {
                DiskResult result = clientDisk.run(effect);
                onClient(client.disk(effect.key(), result, simulation.nowNs()));
            }
        }
    }

    /** Virtual seconds from the request until the client knows that the file is in its place. */
    double upload(long bytes) {
        clientDisk.content(bytes);
        return seconds(new ClientRequest.Upload(path(), false, 0, bytes, clientDisk.sha256(), true, FileHash.NONE));
    }

    /** The same for a download. */
    double download(long bytes) {
        serverDisk.content(bytes);
        return seconds(new ClientRequest.Download(path(), FileHash.NONE, Long.MAX_VALUE));
    }

    private double seconds(ClientRequest request) {
        long startNs = simulation.nowNs();
        TransferKey key = client.reserve();
        tick();
        onClient(client.submit(key, request, startNs));
        simulation.runUntil(() -> outcome != null, LIMIT_NS);
        if (!(outcome instanceof FileEffect.Done)) {
            throw simulation.failure("the transfer came to " + outcome);
        }
        if (!clientDisk.sha256().equals(serverDisk.sha256())) {
            throw simulation.failure("the files differ");
        }
        return (simulation.nowNs() - startNs) / 1e9;
    }

    /** Once a second, as often as the real edge looks when it is idle. */
    private void tick() {
        onClient(client.tick(simulation.nowNs()));
        onServer(server.tick(simulation.nowNs()));
        simulation.after(Simulation.SECOND, this::tick);
    }

    private static FilePath path() {
        byte[] name = "file.bin".getBytes(StandardCharsets.UTF_8);
        if (PathGrammar.parse(name, false) instanceof PathGrammar.Result.Sound sound) {
            return sound.path();
        }
        throw new IllegalStateException("file.bin is a path");
    }
}
