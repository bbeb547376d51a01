package com.hookprobe.console;

import com.hookprobe.identity.Tier;
import com.hookprobe.identity.access.Grant;
import com.hookprobe.identity.access.Role;
import com.hookprobe.identity.registry.StatusAction;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;

/**
 * A console with a lively node behind it, to be looked at: {@code ConsoleDemo [site|mssp] [PORT]}. Everything is thrown away at its end.
 */
final class ConsoleDemo {
    private ConsoleDemo() {}

    public static void main(String[] args) throws Exception {
        boolean isSite = args.length == 0 || !args[0].equals("mssp");
        int port = args.length > 1 ? Integer.parseInt(args[1]) : 8719;
        Path folder = Files.createTempDirectory("console-demo");
        TestConsole console = new TestConsole(folder, isSite, port, ConsoleConfig.of("demo-" + port, false));
        populate(console);
        System.out.println(console.base + "  log in as demo, password: " + TestConsole.PASSWORD);
        Random random = new Random(7);
        for (int i = 0; ; i++) {
            Thread.sleep(1_500);
            console.node.score(0.4 + 0.3 * Math.sin(i / 9.0) + random.nextDouble() * 0.05);
            if (isSite && random.nextInt(3) == 0) {
                console.node.detect(random.nextInt(6), random.nextInt(4), "203.0.113." + random.nextInt(250), 0);
            }
            if (i % 20 == 19) {
                console.node.speak(String.format("%04x", random.nextInt(65_536)));
            }
        }
    }

    /** People, and at a provider tenants and devices. */
    static void populate(TestConsole console) throws Exception {
        Scope all = Scope.platform();
        if (console.node.isSite) {
            console.account(
                    "demo",
                    new Grant(Role.PLATFORM_ADMIN, all),
                    new Grant(Role.OPERATOR, all),
                    new Grant(Role.ANALYST, all));
            console.account("vera", new Grant(Role.VIEWER, all));
            return;
        }
        var registry = console.registry.orElseThrow();
        console.account("demo", new Grant(Role.PLATFORM_ADMIN, all));
        for (String tenant : Set.of("acme", "beta")) {
            registry.tenants().add(new TenantId(tenant), tenant.equals("acme") ? "Acme Ltd" : "Beta GmbH", "demo");
            for (int i = 1; i <= 4; i++) {
                var id = Fleet.enrol(registry, tenant, tenant + "-edge-" + i, i == 4 ? Tier.FORTRESS : Tier.GUARDIAN);
                if (i > 1) {
                    registry.change(id, StatusAction.APPROVE, OptionalLong.empty(), "demo", "known device");
                }
                if (i == 3) {
                    registry.change(id, StatusAction.SUSPEND, OptionalLong.empty(), "demo", "lost on a train");
                }
            }
        }
        console.account("acme/anna", new Grant(Role.TENANT_ADMIN, Scope.tenant(new TenantId("acme"))));
    }
}
