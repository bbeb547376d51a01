package com.hookprobe.node.role;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.registry.sql.TenantId;
import com.hookprobe.node.fleet.FleetEdge;
import com.hookprobe.node.fleet.FleetKeeper;
import com.hookprobe.node.fleet.FleetPage;
import com.hookprobe.node.fleet.core.FleetNode;
import com.hookprobe.node.learning.SealProof;
import com.hookprobe.node.learning.Shelf;
import com.hookprobe.node.log.EventLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An MSSP's fleets that answer what commands ask in a folder, with no mesh around them. */
public final class FleetFixture implements AutoCloseable {
    private final Path data;
    private final FleetKeeper keeper;
    private final FleetDesk desk;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "fleets");

    /** @param sites names, by tenant */
    public FleetFixture(Path data, Map<String, List<String>> sites) throws IOException {
        this.data = data;
        Files.createDirectories(data.resolve("fleet"));
        EventLog log = new EventLog("mssp-1", "mssp", EventLog.Format.JSON, new ByteArrayOutputStream());
        FleetKeeper.Place place = new FleetKeeper.Place(memory(), memory(), message -> new byte[64]);
        FleetEdge edge = new FleetEdge() {
            @Override
            public String seal(byte[] payload) {
                return "00".repeat(32);
            }

            @Override
            public Optional<SealProof> proof(String block) {
                return Optional.empty();
            }

            @Override
            public void push(NodeId site, byte[] order, byte[] proof) {
                throw new AssertionError("nothing is final");
            }
        };
        keeper = FleetKeeper.open(place, edge, log, 0);
        desk = new FleetDesk(keeper, log);
        Map<TenantId, List<FleetNode>> members = new TreeMap<>();
        sites.forEach((tenant, names) -> members.put(
                new TenantId(tenant),
                names.stream()
                        .map(name -> new FleetNode(id(name), name, Tier.GUARDIAN, new TreeSet<>()))
                        .toList()));
        keeper.members(members);
        thread.start();
    }

    private static NodeId id(String name) {
        byte[] id = new byte[32];
        id[0] = (byte) name.hashCode();
        return NodeId.of(id);
    }

    private static Shelf memory() {
        return new Shelf() {
            private Optional<byte[]> content = Optional.empty();

            @Override
            public Optional<byte[]> read() {
                return content;
            }

            @Override
            public void write(byte[] next) {
                content = Optional.of(next);
            }
        };
    }

    private void run() {
        try {
            while (!stop.await(10, TimeUnit.MILLISECONDS)) {
                for (Path file : FleetRequest.waiting(data)) {
                    FleetRequest asked = FleetRequest.read(file);
                    if (asked.request().equals("page")) {
                        FleetPage.write(data, keeper.view(1, 1));
                        FleetRequest.settle(file, new FleetRequest.Answer(null, 0));
                    } else {
                        FleetRequest.settle(file, desk.answer(asked, 1));
                    }
                    keeper.look(1, 1);
                }
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
