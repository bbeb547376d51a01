package com.hookprobe.node.cli;

import com.hookprobe.node.config.ConfigLoader;
import com.hookprobe.node.config.CorrelatorCheck;
import com.hookprobe.node.config.ExchangeCheck;
import com.hookprobe.node.config.NetworkCheck;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.mesh.MeshFile;
import com.hookprobe.node.role.KafkaPlace;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tests a configuration without starting anything. */
@Command(name = "check", mixinStandardHelpOptions = true, description = "Tests a configuration and its mesh file.")
final class CheckCommand implements Callable<Integer> {
    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE")
    private Path config = Path.of("");

    @Option(
            names = "--connect",
            description = "also asks the brokers of federation.correlator.kafka, and changes nothing")
    private boolean connect;

    @Override
    public Integer call() throws Exception {
        NodeConfig loaded = new ConfigLoader(System.getenv()).load(config);
        MeshFile mesh = MeshFile.load(Path.of(loaded.mesh()));
        Member self = mesh.byName(loaded.node().name())
                .orElseThrow(() -> new CliException(
                        CliException.CONFIGURATION,
                        config + ": node '" + loaded.node().name() + "' is no member of mesh '" + mesh.name() + "'"));
        ExchangeCheck.requireSite(loaded.exchange(), self.site());
        NetworkCheck.require(config.toString(), loaded, self.tier());
        CorrelatorCheck.require(loaded, self.tier());
        if (!mesh.fellows(self).isEmpty()) {
            CorrelatorCheck.requirePair(loaded);
        }
        if (connect && loaded.sharing().log().shared()) {
            KafkaPlace.probe(loaded);
        }
        System.out.println("ok: " + loaded.node().name() + " in mesh " + mesh.name());
        return 0;
    }
}
