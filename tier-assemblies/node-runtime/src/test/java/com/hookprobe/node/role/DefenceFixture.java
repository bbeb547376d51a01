package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.identity.Unlock;
import com.hookprobe.node.config.ConfigLoader;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.response.Response;
import com.hookprobe.testsupport.PrivateFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A site with its ledger and its operator's desk, that looks when it is told to; dry run. */
public final class DefenceFixture implements AutoCloseable {
    private final TestMesh mesh;
    private final Path folder;
    private final BlockStore store;
    private final NodeContext node;
    private final LedgerRole ledger;
    private Defences.Answer answer;
    private OperatorDesk desk;

    private final List<Cidr> pardoned = new ArrayList<>();
    private final List<IndicatorValue> forgiven = new ArrayList<>();

    public DefenceFixture(Path folder) throws Exception {
        this.folder = folder;
        mesh = new TestMesh(folder);
        // The commands open the keystore as its configuration says.
        mesh.keys("guardian-1").keystore().addSlot(Unlock.passphrase("a test".toCharArray()));
        PrivateFile.write(
                config(),
                "node: {name: guardian-1, data: \"" + data() + "\", passphrase: a test}\nmesh: mesh.json\n"
                        + "response: {enforce: dry-run, allowlist: [192.0.2.0/24]}\n");
        store = mesh.store();
        NodeContext made = mesh.node("guardian-1");
        node = new NodeContext(
                new ConfigLoader(Map.of()).load(config()),
                made.log(),
                made.loop(),
                made.keys(),
                made.mesh(),
                made.genesis(),
                made.self(),
                made.links());
        ledger = new LedgerRole(node, store, node.keys().vault(), null);
        answer = Defences.answer(node);
        desk = new OperatorDesk(node, ledger, answer, (prefixes, word) -> pardoned.addAll(prefixes));
        desk.forgiving(forgiven::add);
    }

    /** The alert classes that the sharing part was told to forgive. */
    public List<IndicatorValue> forgiven() {
        return forgiven;
    }

    /** What the sharing part was told to take back. */
    public List<Cidr> pardoned() {
        return pardoned;
    }

    public Path config() {
        return folder.resolve("guardian-1.yaml");
    }

    public Path data() {
        return folder.resolve("guardian-1");
    }

    public Response response() {
        return answer.response();
    }

    public long now() {
        return node.loop().wallMicros();
    }

    /** One look at what waits, on this thread. */
    public void look() throws Exception {
        desk.look();
    }

    /** From here on it looks by itself, on the node's loop. */
    public void start() {
        desk.start();
    }

    /** Another process in this one's place: nothing is closed, as after a kill. */
    public void killAndRestart() throws Exception {
        answer = Defences.answer(node);
        desk = new OperatorDesk(node, ledger, answer, (prefixes, word) -> pardoned.addAll(prefixes));
    }

    /** What was sealed, opened, in order. */
    public List<String> sealed() throws Exception {
        List<String> payloads = new ArrayList<>();
        long to = store.highest(node.self().id(), 0).map(head -> head.to()).orElse(0L);
        for (long seq = 1; seq <= to; seq++) {
            Microblock block = store.range(node.self().id(), 0, seq, seq).get(0);
            byte[] salted = Payloads.open(
                    node.keys().vault(),
                    block.payloadHash(),
                    store.payload(block.payloadHash()).orElseThrow());
            payloads.add(block.eventType() + " "
                    + new String(
                            salted, Payloads.SALT_BYTES, salted.length - Payloads.SALT_BYTES, StandardCharsets.UTF_8));
        }
        return payloads;
    }

    public List<String> logged(String event) {
        return mesh.logged("guardian-1", event);
    }

    @Override
    public void close() throws Exception {
        desk.close();
        mesh.close();
    }
}
