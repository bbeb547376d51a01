package com.hookprobe.node.cli;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.identity.registry.sql.DatabaseException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one device. */
@Command(
        mixinStandardHelpOptions = true,
        name = "show",
        description = "Shows a device: status, keys, addresses it was heard from, proven NEURO state, last changes.")
final class DeviceShowCommand implements Callable<Integer> {
    @Mixin
    private RegistryOptions options = new RegistryOptions();

    @Option(names = "--json")
    private boolean json;

    @Parameters(paramLabel = "NODE_ID")
    private String id = "";

    @Override
    public Integer call() throws DatabaseException, RegistryException {
        NodeId node = KeysCommand.nodeId(id);
        try (RegistryOptions.Session session = options.open()) {
            DeviceView.print(session.registrar().history(session.who(), node), json);
            return 0;
        }
    }
}
