package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.RocksBlockStore;
import com.hookprobe.identity.Vault;
import com.hookprobe.node.leak.AddressDictionary;
import com.hookprobe.node.leak.LeakSearch;
import com.hookprobe.node.leak.LeakVerdict;
import com.hookprobe.node.leak.Needle;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.Context;
import com.hookprobe.qsecbit.federation.GroupKeys;
import com.hookprobe.qsecbit.federation.IndicatorType;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.SealedValue;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.core.alert.HostClass;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every byte that leaves an edge: a real one, which is attacked and asked until it has said everything that an edge says, and whose
 * datagrams, whose plaintexts before they are sealed, and whose messages are searched for what must stay at home. What may be
 * learnt all the same is in docs/privacy.md.
 */
@Timeout(180)
class EdgeLeakTest {
    /** Of the whole search, that it cries leak where there is only chance. */
    private static final double FALSE_ALARM_MAX = 1e-6;

    private static final int NAME_CHARS_MIN = 6;

    @TempDir
    static Path folder;

    private static EdgeStage stage;
    private static EdgeScript script;
    private static Captures captures;

    @BeforeAll
    static void sayEverything() throws Exception {
        stage = new EdgeStage(folder, EdgeScript.PARTNERS);
        captures = stage.captures;
        script = new EdgeScript(stage);
        script.play();
    }

    @AfterAll
    static void close() throws Exception {
        if (stage != null) {
            stage.close();
        }
    }

    /** A new kind of message is to be looked at, played and entered in docs/privacy.md before it may leave. */
    @Test
    void everyKindThatAnEdgeSendsWasSeenAndNoOther() {
        assertThat(union(union(EdgeKinds.MESH_SENT, EdgeKinds.MESH_OPTED), EdgeKinds.MESH_NEVER_SENT))
                .isEqualTo(EdgeKinds.allMesh());
        assertThat(EdgeKinds.LEDGER_SENT).isEqualTo(EdgeKinds.allLedger());
        Set<String> mesh = new TreeSet<>(EdgeKinds.MESH_SENT);
        if (EdgeScript.tellsPower()) {
            mesh.remove("QsecbitReport");
        }
        assertThat(seen("mesh ")).containsAll(mesh).isSubsetOf(EdgeKinds.MESH_SENT);
        assertThat(seen("ledger ")).isEqualTo(EdgeKinds.LEDGER_SENT);
        assertThat(seen("consensus ")).isEqualTo(EdgeKinds.CONSENSUS_SENT);
        assertThat(seen("files ")).isEqualTo(EdgeKinds.FILES_SENT);
        assertThat(seen("control ")).isEqualTo(EdgeKinds.CONTROL_SENT);
        Set<String> asked = union(script.api().described(), Set.of("nothing there"));
        assertThat(seen(EdgeApi.PREFIX)).isEqualTo(asked);
        assertThat(captures.of(EdgeApi.PREFIX + "/v1/blocks"))
                .allSatisfy(answer -> assertThat(EdgeApi.status(answer)).isEqualTo(200));
        assertThat(seen("channel ")).as("messages that no reader takes").isEmpty();
        assertThat(captures.kinds())
                .contains("datagram", "sealed handshake", "sealed packet", "handshake claim", "evidence", "close")
                .doesNotContain("unreliable datagram");
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> union = new TreeSet<>(one);
        union.addAll(other);
        return union;
    }

    private static Set<String> seen(String beginning) {
        Set<String> seen = new TreeSet<>();
        captures.kinds().stream()
                .filter(kind -> kind.startsWith(beginning))
                .forEach(kind -> seen.add(kind.substring(beginning.length())));
        return seen;
    }

    private static List<Needle> ofTheAttacks() {
        List<Needle> needles = new ArrayList<>(EveLines.details());
        needles.add(EveLines.signature());
        needles.addAll(EveLines.victims());
        needles.addAll(EveLines.attackers());
        EdgeScript.PARTNERS.forEach(a -> needles.add(Needle.address("a partner's address " + a, a)));
        needles.add(Needle.address("a stranger's address", EdgeScript.STRANGER));
        needles.add(Needle.address("another stranger's address", EdgeScript.LATER));
        return needles;
    }

    /** There is no list of exceptions: none of these has a reason to leave. */
    private static List<Needle> needles() throws Exception {
        List<Needle> needles = ofTheAttacks();
        needles.add(Needle.text("the node's name", EdgeStage.EDGE));
        needles.add(Needle.text("the site's folder", stage.home.toString()));
        for (String name : List.of(
                "quokka-site", "eve-numbat", "served-numbat", "wombat-firewall", "data-bilby", "mirrored-dingo")) {
            needles.add(Needle.text("a path's part " + name, name));
        }
        needles.addAll(ofThisMachine());
        return needles;
    }

    /** Its host name, and the addresses of its cards; not 127.0.0.1 and ::1, which every machine has. */
    private static List<Needle> ofThisMachine() throws Exception {
        List<Needle> needles = new ArrayList<>();
        Path name = Path.of("/proc/sys/kernel/hostname");
        String host = Files.isReadable(name)
                ? Files.readString(name, StandardCharsets.UTF_8).strip()
                : InetAddress.getLocalHost().getHostName();
        // "vm" or "localhost" would be found everywhere, and tells nothing.
        if (host.length() >= NAME_CHARS_MIN && !host.startsWith("localhost")) {
            needles.add(Needle.text("this host's name", host));
        }
        for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            if (card.getHardwareAddress() != null) {
                needles.add(Needle.mac("this machine's card " + card.getName(), card.getHardwareAddress()));
            }
            for (InetAddress address : Collections.list(card.getInetAddresses())) {
                if (!address.isLoopbackAddress()) {
                    needles.add(own(card, address));
                }
            }
        }
        return needles;
    }

    private static Needle own(NetworkInterface card, InetAddress address) {
        byte[] bytes = address.getAddress();
        int zeros = 0;
        for (byte b : bytes) {
            zeros += b == 0 ? 1 : 0;
        }
        String text = IpAddress.ofBytes(bytes).toString();
        // As bytes 10.0.0.2 and fd00::1 stand in every other record.
        return Needle.address("this machine's address of " + card.getName(), text, 4 * zeros < bytes.length);
    }

    @Test
    void nothingThatLeavesHoldsAnAddressANameOrPayload() throws Exception {
        LeakSearch search = new LeakSearch(needles());
        List<String> kinds = captures.kinds();
        double falseAlarm = 0;
        for (String kind : kinds) {
            LeakVerdict verdict =
                    LeakVerdict.of(kind, captures.of(kind), search, FALSE_ALARM_MAX / (2 * kinds.size()), isText(kind));
            assertThat(verdict.leaks()).as(verdict.name()).isEmpty();
            falseAlarm += verdict.falseAlarm();
        }
        assertThat(falseAlarm).isLessThan(FALSE_ALARM_MAX);
    }

    private static boolean isText(String kind) {
        return kind.startsWith(EdgeApi.PREFIX) || kind.equals("client error") || kind.equals("close");
    }

    /** The same search on what stays at home: it was there to be found. */
    @Test
    void theSealedPayloadsHoldWhatTheRestMustNot() throws Exception {
        LeakSearch search = new LeakSearch(needles());
        for (Map.Entry<Hash32, byte[]> payload : payloads().entrySet()) {
            assertThat(LeakVerdict.of("payload", List.of(payload.getValue()), search, FALSE_ALARM_MAX)
                            .leaks())
                    .as("salt and payload of %s", payload.getKey())
                    .isNotEmpty();
        }
        String all = payloads().values().stream()
                .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
                .reduce("", String::concat);
        EveLines.ATTACKERS.forEach(attacker -> assertThat(all).contains(attacker));
        EveLines.VICTIMS.forEach(victim -> assertThat(all).contains(victim));
        assertThat(all).contains(EveLines.SIGNATURE, EdgeScript.STRANGER);
        LeakSearch never = new LeakSearch(EveLines.neverKept());
        assertThat(LeakVerdict.of("payloads", payloads().values(), never, FALSE_ALARM_MAX)
                        .leaks())
                .isEmpty();
    }

    private static Map<Hash32, byte[]> payloads() throws Exception {
        Map<Hash32, byte[]> payloads = new HashMap<>();
        Vault vault = stage.edgeKeys().vault();
        try (BlockStore store = RocksBlockStore.openOrCreate(stage.edgeStore(), stage.genesis.networkId())) {
            for (Microblock block : script.blocks()) {
                byte[] sealed = store.payload(block.payloadHash()).orElseThrow();
                payloads.put(block.payloadHash(), Payloads.open(vault, block.payloadHash(), sealed));
            }
        }
        return payloads;
    }

    /** mesh 7.2: who guesses a payload to the last byte cannot see that the guess is right. */
    @Test
    void aPayloadHashIsOfASaltThatIsNeverTheSame() throws Exception {
        Map<Hash32, byte[]> payloads = payloads();
        assertThat(payloads).hasSize(script.blocks().size());
        Set<Bytes32> salts = new HashSet<>();
        List<byte[]> out = captures.under("ledger ");
        out.addAll(captures.under("consensus "));
        out.addAll(captures.under(EdgeApi.PREFIX));
        payloads.forEach((hash, bytes) -> {
            assertThat(NeuroRole.sha256(bytes)).isEqualTo(hash.bytes());
            salts.add(Bytes32.of(Arrays.copyOf(bytes, Payloads.SALT_BYTES)));
            byte[] content = Arrays.copyOfRange(bytes, Payloads.SALT_BYTES, bytes.length);
            String plain = latin(NeuroRole.sha256(content));
            assertThat(out).noneMatch(each -> latin(each).contains(plain));
        });
        assertThat(salts).hasSize(payloads.size());
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void noHashFallsToADictionaryOfAllAddresses() {
        AddressDictionary dictionary = new AddressDictionary("203.0");
        List<byte[]> out = captures.under("mesh ");
        out.addAll(captures.under("ledger "));
        out.addAll(captures.under("consensus "));
        out.addAll(captures.under("evidence"));
        out.addAll(captures.under(EdgeApi.PREFIX));
        assertThat(out).hasSizeGreaterThan(50);
        long bytes = out.stream().mapToLong(each -> each.length).sum();
        assertThat(dictionary.falseAlarm(bytes)).isLessThan(FALSE_ALARM_MAX);
        assertThat(out).allSatisfy(each -> assertThat(dictionary.attack(each)).isEmpty());
    }

    /** federation 3: the MSSP can count what it cannot read, and the next key's tags have nothing to do with these. */
    @Test
    void reportsAreTaggedByKeyAndSealedAnewEachTime() {
        List<AttackSignature> reports = script.reports().stream()
                .filter(report -> report.key().type() != IndicatorType.ALERT_CLASS)
                .toList();
        Set<String> sealed = new HashSet<>();
        Map<IpAddress, Set<TagKey>> tags = new HashMap<>();
        for (AttackSignature report : reports) {
            int epoch = (int) report.key().epoch();
            IndicatorValue value = report.open(script.group(epoch)).orElseThrow();
            assertThat(report.open(GroupKeys.derive(new byte[32], epoch))).isEmpty();
            assertThat(sealed.add(latin(report.sealed().bytes())))
                    .as("a nonce of its own")
                    .isTrue();
            tags.computeIfAbsent(value.addresses().orElseThrow().address(), a -> new HashSet<>())
                    .add(report.key());
        }
        tags.remove(IpAddress.parse(EdgeScript.LATER).orElseThrow());
        assertThat(tags).hasSize(EveLines.ATTACKERS.size());
        // federation 3.5: what is live is reported again under the next key.
        tags.forEach((address, of) -> {
            assertThat(of).as("one for each key").hasSize(2);
            assertThat(of.stream().map(TagKey::tag).distinct()).hasSize(2);
        });
        assertThat(reports)
                .extracting(AttackSignature::sealed)
                .extracting(SealedValue::bytes)
                .extracting(b -> b.length)
                .containsOnly(SealedValue.BYTES_MIN);
    }

    /** alert-baseline 7.1: what members open is a rule's name and a kind of host. */
    @Test
    void aReportOfAnAlertClassHoldsNoAddressEvenForThoseWhoOpenIt() {
        List<AttackSignature> reports = script.reports().stream()
                .filter(report -> report.key().type() == IndicatorType.ALERT_CLASS)
                .toList();
        List<byte[]> opened = new ArrayList<>();
        Map<IndicatorValue, Set<TagKey>> tags = new HashMap<>();
        for (AttackSignature report : reports) {
            GroupKeys group = script.group((int) report.key().epoch());
            assertThat(report.open(GroupKeys.derive(new byte[32], report.key().epoch())))
                    .isEmpty();
            assertThat(report.facts().context()).isEqualTo(Context.NONE);
            IndicatorValue value = report.open(group).orElseThrow();
            tags.computeIfAbsent(value, v -> new HashSet<>()).add(report.key());
            opened.add(value.canonical());
        }
        assertThat(tags.keySet())
                .extracting(HostClass::nameOf)
                .allSatisfy(name -> assertThat(name).startsWith(EveLines.SIGNATURE))
                .contains(EveLines.SIGNATURE + " 0", EveLines.SIGNATURE + " at *");
        assertThat(tags.get(HostClass.END_SYSTEM.alert(EveLines.SIGNATURE + " 0")))
                .as("one for each key")
                .hasSize(2);
        List<Needle> addresses = new ArrayList<>(EveLines.victims());
        addresses.addAll(EveLines.attackers());
        assertThat(LeakVerdict.of("alert classes", opened, new LeakSearch(addresses), FALSE_ALARM_MAX, true)
                        .leaks())
                .isEmpty();
    }

    /** Of a thief who reads the powered-off edge's disk; the sensor's own file and the log are not the edge's. */
    @Test
    void theDiskHoldsAlertsSealedOnly() throws Exception {
        LeakSearch search = new LeakSearch(ofTheAttacks());
        List<byte[]> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(stage.home.resolve("data-bilby"))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.add(Files.readAllBytes(file));
            }
        }
        assertThat(files).hasSizeGreaterThan(5);
        assertThat(LeakVerdict.of("disk", files, search, FALSE_ALARM_MAX).leaks())
                .isEmpty();
    }

    /** Logs are carried to other machines: attackers are named there, the site's own hosts and what was said are not. */
    @Test
    void theLogNamesNoHostOfTheSite() {
        List<Needle> home = new ArrayList<>(EveLines.details());
        home.addAll(EveLines.victims());
        byte[] log = captures.logText().getBytes(StandardCharsets.UTF_8);
        assertThat(LeakVerdict.of("log", List.of(log), new LeakSearch(home), FALSE_ALARM_MAX, true)
                        .leaks())
                .isEmpty();
        EveLines.ATTACKERS.forEach(attacker -> assertThat(captures.logText()).contains(attacker));
    }
}
