package com.hookprobe.node.cli;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.SetPath;
import com.hookprobe.dsm.consensus.Validator;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.ConfigLoader;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.mesh.MeshException;
import com.hookprobe.node.mesh.MeshFile;
import com.hookprobe.node.mesh.MeshGenesis;
import com.hookprobe.node.role.SetFile;
import com.hookprobe.node.role.SetRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The validator set: who is in it, and what an operator wants of it. A request is a file in the data folder of the operator's own node,
 * which carries it out while it runs; its log says what became of it.
 */
@Command(
        name = "set",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Shows the validator set; asks to join it, to leave it, to change a key, to put a member out.")
final class DsmSetCommand extends CommandGroup {
    /** The operator's own node, which carries a request out. */
    static final class Own {
        @Option(
                names = {"-c", "--config"},
                required = true,
                paramLabel = "FILE",
                description = "YAML configuration of the operator's own sentinel")
        private Path config = Path.of("");

        private int ask(SetRequest request) throws ConfigException, IOException {
            Path file = request.write(Path.of(load(config).node().data()));
            System.out.println(file + ": the running node takes it within a second; its log says 'set_request'");
            return 0;
        }
    }

    private static NodeConfig load(Path config) throws ConfigException {
        return new ConfigLoader(System.getenv()).load(config);
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Lists the members, and the heights at which the set changed; every change is verified.")
    int show(
            @Option(
                            names = {"-c", "--config"},
                            required = true,
                            paramLabel = "FILE",
                            description = "of any node")
                    Path config,
            @Option(names = "--json", description = "one JSON object") boolean json)
            throws ConfigException, MeshException, IOException {
        NodeConfig node = load(config);
        Genesis genesis = MeshGenesis.of(MeshFile.load(Path.of(node.mesh())));
        SetPath path = new SetFile(Path.of(node.node().data()), genesis).path();
        int changes = path.steps().size();
        ValidatorSet set = changes == 0
                ? genesis.validators()
                : path.steps().get(changes - 1).next();
        if (json) {
            List<Map<String, Object>> members = new ArrayList<>();
            for (Validator member : set.members()) {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("name", member.name());
                fields.put("id", member.id().hex());
                fields.put("joined_height", member.joinedHeight());
                fields.put("attested_epoch", member.attestedEpoch());
                fields.put("bond", member.bond());
                members.add(fields);
            }
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("validators_hash", set.hash().hex());
            all.put("quorum", set.quorum());
            all.put("members", members);
            all.put(
                    "changed_at_heights",
                    path.steps().stream().map(step -> step.decided().height()).toList());
            System.out.println(EventLog.json(all));
            return 0;
        }
        System.out.printf("%d validators, quorum %d, set %s%n", set.size(), set.quorum(), set.hash());
        for (Validator member : set.members()) {
            System.out.printf(
                    "%-20s %s  joined at height %d, attested in epoch %d, bond %d%n",
                    member.name(), member.id().hex(), member.joinedHeight(), member.attestedEpoch(), member.bond());
        }
        System.out.printf("%d changes since the genesis%n", changes);
        return 0;
    }

    @Command(name = "join", mixinStandardHelpOptions = true, description = "This sentinel asks to become a validator.")
    int join(
            @Mixin Own own,
            @Option(names = "--bond", defaultValue = "0", description = "units that it puts up") long bond)
            throws ConfigException, IOException {
        return own.ask(new SetRequest("join", null, null, bond, null));
    }

    @Command(name = "leave", mixinStandardHelpOptions = true, description = "This validator leaves the set.")
    int leave(@Mixin Own own) throws ConfigException, IOException {
        return own.ask(new SetRequest("leave", null, null, null, null));
    }

    @Command(
            name = "rotate-key",
            mixinStandardHelpOptions = true,
            description = "This validator makes a new vote key, and votes with it from the next height on.")
    int rotateKey(@Mixin Own own) throws ConfigException, IOException {
        return own.ask(new SetRequest("rotate-key", null, null, null, null));
    }

    @Command(
            name = "suspend",
            mixinStandardHelpOptions = true,
            description = "Proposes to put a validator out; a quorum's operators must approve.")
    int suspend(
            @Mixin Own own,
            @Option(names = "--member", required = true, paramLabel = "NAME|ID") String member,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "at most 128 bytes")
                    String reason)
            throws ConfigException, IOException {
        return own.ask(new SetRequest("suspend", member, reason, null, null));
    }

    @Command(
            name = "reinstate",
            mixinStandardHelpOptions = true,
            description = "This suspended sentinel asks to come back; a quorum's operators must approve.")
    int reinstate(
            @Mixin Own own,
            @Option(names = "--bond", defaultValue = "0", description = "units that it puts up") long bond)
            throws ConfigException, IOException {
        return own.ask(new SetRequest("reinstate", null, null, bond, null));
    }

    @Command(
            name = "approve",
            mixinStandardHelpOptions = true,
            description = "This validator approves a change; its log names those that wait: 'set_change_considered'.")
    int approve(@Mixin Own own, @Option(names = "--change", required = true, paramLabel = "HASH") String change)
            throws ConfigException, IOException {
        LedgerOptions.hash("--change", change);
        return own.ask(new SetRequest("approve", null, null, null, change));
    }
}
