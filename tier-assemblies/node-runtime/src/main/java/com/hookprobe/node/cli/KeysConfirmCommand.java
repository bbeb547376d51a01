package com.hookprobe.node.cli;

import com.hookprobe.node.config.ConfigLoader;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.mesh.MeshFile;
import com.hookprobe.node.role.RestoreConfirmation;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The operator's word on a node that was restored. */
@Command(
        name = "confirm",
        mixinStandardHelpOptions = true,
        description = {
            "Says what became of the data folder of a node whose keystore or data folder was restored, so that it may start.",
            "A wrong answer lets the node sign twice what it signed before: its chain forks, a validator is convicted."
        })
final class KeysConfirmCommand implements Callable<Integer> {
    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "YAML configuration")
    private Path config = Path.of("");

    @ArgGroup(multiplicity = "1")
    private Answer answer = new Answer();

    /** Exactly one. */
    static final class Answer {
        @Option(
                names = "--data-whole",
                description =
                        "the data folder is the one that the node ran with last; nothing newer exists or was lost")
        private boolean whole;

        @Option(
                names = "--votes-above",
                paramLabel = "HEIGHT",
                description = {
                    "of a sentinel whose data folder was lost or is old, and was emptied: it signs nothing at this height or",
                    "below. At least two above the highest height seen on any node ('dsm status' there)"
                })
        private @Nullable Long votesAbove;
    }

    @Override
    public Integer call() throws Exception {
        NodeConfig loaded = new ConfigLoader(System.getenv()).load(config);
        MeshFile mesh = MeshFile.load(Path.of(loaded.mesh()));
        try (NodeKeys keys = Unlocks.keys(loaded)) {
            RestoreConfirmation confirmation = RestoreConfirmation.of(loaded, mesh, keys);
            if (answer.votesAbove == null) {
                confirmation.dataWhole();
            } else {
                confirmation.votesAbove(answer.votesAbove);
            }
            System.out.println(
                    answer.votesAbove == null
                            ? "confirmed: goes on with its data folder; weights wait for the verifier's word"
                            : "confirmed: votes only above height " + answer.votesAbove);
            return 0;
        }
    }
}
