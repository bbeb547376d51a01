package com.hookprobe.node.mesh;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.hookprobe.identity.NodeCard;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.RecordException;
import com.hookprobe.identity.Tier;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The public description of a mesh, one JSON file that every node of it reads: name, time of genesis, consensus
 * parameters, and the members with their signed cards and addresses. It holds no secret. The ledger's genesis, and with
 * it the network id, is derived from it, so two nodes with different files refuse each other's ledger.
 */
public final class MeshFile {
    private static final int VERSION = 1;
    private static final int MSSPS_MAX = 2;
    private static final long MAX_BYTES = 32L << 20;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String name;
    private final long genesisMicros;
    private final Consensus consensus;
    private final List<Member> members;
    /** A mesh has thousands of members, and is asked who somebody is with each message. */
    private final Map<NodeId, Member> byId = new HashMap<>();

    private final Map<String, Member> byName = new HashMap<>();
    private final List<Member> validators;
    private final Optional<Member> verifier;
    private final Optional<Member> region;

    /**
     * @param epochDurationS seconds an epoch
     * @param settleMs after an epoch's end, before it is proposed
     * @param signatureTimeoutMs first view's timeout
     * @param attestationEpochs a validator that was attested longer ago leaves the set; 0: never
     * @param slashPerMille part of its bond that a validator with evidence against it loses
     */
    public record Consensus(
            int epochDurationS, int settleMs, int signatureTimeoutMs, int attestationEpochs, int slashPerMille) {
        /** The seed's figures, and attestations of a week. */
        public static final Consensus SEED = new Consensus(300, 5_000, 30_000, 2_016, 0);

        /** Without attestations that age, and without bonds. */
        public Consensus(int epochDurationS, int settleMs, int signatureTimeoutMs) {
            this(epochDurationS, settleMs, signatureTimeoutMs, 0, 0);
        }
    }

    private record Entry(
            String card, @Nullable String htp, @Nullable String dsm, boolean later) {}

    private record Text(int version, String name, long genesisMicros, Consensus consensus, List<Entry> members) {}

    public MeshFile(String name, long genesisMicros, Consensus consensus, List<Member> members) {
        this.name = name;
        this.genesisMicros = genesisMicros;
        this.consensus = consensus;
        this.members = List.copyOf(members);
        this.members.forEach(member -> {
            byId.putIfAbsent(member.id(), member);
            byName.putIfAbsent(member.name(), member);
        });
        this.validators = this.members.stream().filter(Member::validator).toList();
        this.verifier = this.members.stream().filter(Member::verifier).findFirst();
        this.region = this.members.stream()
                .filter(member -> member.tier() == Tier.NEXUS)
                .findFirst();
    }

    public String name() {
        return name;
    }

    public long genesisMicros() {
        return genesisMicros;
    }

    public Consensus consensus() {
        return consensus;
    }

    /** In the file's order. */
    public List<Member> members() {
        return members;
    }

    /** Read as it comes: the file of thousands of members has tens of megabytes, and a sentinel a heap of not many more. */
    public static MeshFile load(Path file) throws MeshException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new MeshException(file + ": expected at most " + MAX_BYTES + " bytes");
            }
            try (InputStream in = Files.newInputStream(file)) {
                return parse(file.toString(), () -> JSON.readValue(in, Text.class));
            }
        } catch (NoSuchFileException e) {
            throw new MeshException(file + ": no such mesh file; make one with 'hookprobe mesh create'");
        } catch (IOException e) {
            throw new MeshException(file + ": cannot be read: " + e.getMessage());
        }
    }

    /** Reads and checks a mesh file's text; {@code file} is its name in messages. */
    public static MeshFile parse(String file, String json) throws MeshException {
        try {
            return parse(file, () -> JSON.readValue(json, Text.class));
        } catch (IOException e) {
            throw new IllegalStateException("a text is read without a disk", e);
        }
    }

    private interface Reading {
        @Nullable Text read() throws IOException;
    }

    private static MeshFile parse(String file, Reading reading) throws MeshException, IOException {
        Text text;
        try {
            text = reading.read();
        } catch (JsonMappingException e) {
            throw new MeshException(file + ": " + e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            throw new MeshException(file + ":" + e.getLocation().getLineNr() + ": " + e.getOriginalMessage());
        }
        if (text == null || text.version() != VERSION) {
            throw new MeshException(file + ": expected a mesh file of version " + VERSION);
        }
        List<Member> members = new ArrayList<>();
        for (Entry entry : text.members()) {
            members.add(member(file, entry));
        }
        MeshFile mesh = new MeshFile(text.name(), text.genesisMicros(), text.consensus(), members);
        mesh.check(file);
        return mesh;
    }

    private static Member member(String file, Entry entry) throws MeshException {
        NodeCard card;
        try {
            card = NodeCard.decode(Base64.getDecoder().decode(entry.card()));
        } catch (RecordException | IllegalArgumentException e) {
            throw new MeshException(file + ": a member's card is not valid: " + e.getMessage());
        }
        return new Member(
                card, address(file, card.name(), entry.htp()), address(file, card.name(), entry.dsm()), entry.later());
    }

    private void check(String file) throws MeshException {
        Set<NodeId> ids = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (Member member : members) {
            if (!ids.add(member.id()) || !names.add(member.name())) {
                throw new MeshException(file + ": member '" + member.name() + "' is listed twice");
            }
            if (!member.card().provesNodeId()) {
                throw new MeshException(file + ": the card of '" + member.name() + "' does not prove its node id");
            }
            if (member.validator()
                    && (member.dsm().isEmpty() || member.card().blsPublicKey().isEmpty())) {
                throw new MeshException(file + ": validator '" + member.name() + "' needs a dsm address and a BLS key");
            }
        }
        long mssps = members.stream().filter(Member::verifier).count();
        if (mssps < 1 || mssps > MSSPS_MAX) {
            throw new MeshException(file + ": expected one MSSP, or two that share the work; found " + mssps);
        }
        if (members.stream().noneMatch(member -> member.validator() && !member.later())) {
            throw new MeshException(file + ": expected at least one sentinel of the genesis");
        }
        if (members.stream().anyMatch(member -> member.later() && !member.validator())) {
            throw new MeshException(
                    file + ": only a sentinel can come later; the ledger's sources are those of the genesis");
        }
    }

    /** {@code host:port}, resolved now: a member that cannot be resolved is an error of the file, not of a later packet. */
    public static Optional<InetSocketAddress> address(String file, String who, @Nullable String text)
            throws MeshException {
        if (text == null) {
            return Optional.empty();
        }
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            String host = text.substring(0, Math.max(0, colon)).replaceAll("^\\[|]$", "");
            if (host.isEmpty() || port < 1 || port > 65_535) {
                throw new MeshException(file + ": address of '" + who + "' expects host:port; found " + text);
            }
            return Optional.of(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (NumberFormatException | UnknownHostException e) {
            throw new MeshException(file + ": address of '" + who + "' expects host:port; found " + text);
        }
    }

    public String toJson() {
        List<Entry> entries = members.stream()
                .map(m -> new Entry(
                        Base64.getEncoder().encodeToString(m.card().encode()),
                        m.htp().map(MeshFile::text).orElse(null),
                        m.dsm().map(MeshFile::text).orElse(null),
                        m.later()))
                .toList();
        try {
            return JSON.writerWithDefaultPrettyPrinter()
                            .writeValueAsString(new Text(VERSION, name, genesisMicros, consensus, entries))
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    public Optional<Member> member(NodeId id) {
        return Optional.ofNullable(byId.get(id));
    }

    public Optional<Member> byName(String wanted) {
        return Optional.ofNullable(byName.get(wanted));
    }

    /** The same mesh with a sentinel that came later: the genesis, and with it the network, stays as it is. */
    public MeshFile withLater(Member sentinel) {
        List<Member> more = new ArrayList<>(members);
        more.add(new Member(sentinel.card(), sentinel.htp(), sentinel.dsm(), true));
        return new MeshFile(name, genesisMicros, consensus, more);
    }

    public List<Member> validators() {
        return validators;
    }

    /** The first MSSP: what only one of two may do is its own (pair 6). */
    public Member verifier() {
        return verifier.orElseThrow();
    }

    /** The MSSPs, in the order of the file: one, or two that share the work. */
    public List<Member> verifiers() {
        return members.stream().filter(Member::verifier).toList();
    }

    /** Whether this is an MSSP of the mesh. */
    public boolean isVerifier(NodeId id) {
        return members.stream()
                .anyMatch(member -> member.verifier() && member.id().equals(id));
    }

    /** The other MSSP, when this is one of two. */
    public List<Member> fellows(Member self) {
        return self.verifier()
                ? verifiers().stream()
                        .filter(member -> !member.id().equals(self.id()))
                        .toList()
                : List.of();
    }

    /** The nexus that holds the sharing group's keys, if the mesh has one. */
    public Optional<Member> region() {
        return region;
    }
}
