package com.hookprobe.node.role;

import com.hookprobe.identity.KeystoreException;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.response.Allowlist;
import com.hookprobe.qsecbit.response.DryRunEnforcer;
import com.hookprobe.qsecbit.response.EnforcementException;
import com.hookprobe.qsecbit.response.Enforcer;
import com.hookprobe.qsecbit.response.NftConfig;
import com.hookprobe.qsecbit.response.NftEnforcer;
import com.hookprobe.qsecbit.response.Outcome;
import com.hookprobe.qsecbit.response.QuarantineHook;
import com.hookprobe.qsecbit.response.Response;
import com.hookprobe.qsecbit.response.ResponseJournal;
import com.hookprobe.qsecbit.response.ResponsePolicy;
import com.hookprobe.qsecbit.response.SystemGuard;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Sets up a site's response from its configuration. */
final class Defences {
    /** The journal's name in the data folder. */
    static final String JOURNAL = "decisions.journal";

    private static final Duration HOOK_TIMEOUT = Duration.ofSeconds(10);

    private Defences() {}

    static LocalNetworks localNetworks(NodeContext node) throws ConfigException {
        return LocalNetworks.privateRangesAnd(
                cidrs("detection.local_networks", node.config().localNetworks()));
    }

    /** Hosts of ours through which others' traffic goes. */
    static List<Cidr> transitHosts(NodeContext node) throws ConfigException {
        return cidrs("detection.transit_hosts", node.config().sensing().transit());
    }

    /** What a site answers with, and the file that outlives its process. */
    record Answer(Response response, ResponseJournal journal, Map<Cidr, String> managed) {
        /** What must not be cut off, as the system shows it now. */
        void guard(long nowMicros) {
            response.guard(SystemGuard.read(managed), nowMicros);
        }
    }

    static Answer answer(NodeContext node) throws ConfigException, IOException, KeystoreException {
        Map<Cidr, String> managed = new LinkedHashMap<>();
        for (Cidr host : cidrs("response.management", node.config().management())) {
            managed.put(host, "a management host");
        }
        Response response = new Response(new Allowlist(own(node, node.config())), enforcer(node));
        Path file = node.data().resolve(JOURNAL);
        VaultSeal seal = new VaultSeal(node.keys().vault());
        ResponseJournal.Contents before = ResponseJournal.read(file, seal);
        if (before.damaged() > 0) {
            Path aside = file.resolveSibling(JOURNAL + ".damaged");
            Files.copy(file, aside, StandardCopyOption.REPLACE_EXISTING);
            node.log()
                    .event(
                            "decisions_damaged",
                            "file",
                            file.toString(),
                            "blocks",
                            before.damaged(),
                            "kept_as",
                            aside.toString());
        }
        ResponseJournal journal = new ResponseJournal(file, seal);
        Answer answer = new Answer(response, journal, managed);
        long now = node.loop().wallMicros();
        answer.guard(now);
        long restored = response.restore(before.state(), now).stream()
                .filter(outcome -> outcome == Outcome.ENFORCED)
                .count();
        Files.createDirectories(node.data());
        journal.rewrite(response.state(now));
        response.journal(journal);
        node.log()
                .event(
                        "response_ready",
                        "enforcer",
                        response.describeEnforcer(),
                        "restored",
                        restored,
                        "damaged",
                        before.damaged());
        return answer;
    }

    /** What no decision touches here, and why. */
    static Map<Cidr, String> own(NodeContext node, NodeConfig config) throws ConfigException {
        Map<Cidr, String> own = new LinkedHashMap<>();
        // The mesh's own addresses: a site that cuts off its mesh is alone.
        for (Member member : node.mesh().members()) {
            Stream.concat(member.htp().stream(), member.dsm().stream())
                    .map(Defences::address)
                    .forEach(address -> own.put(Cidr.of(address), "a member of the mesh"));
        }
        for (Cidr allowed : cidrs("response.allowlist", config.allowlist())) {
            own.putIfAbsent(allowed, "configured");
        }
        if (own.size() > Allowlist.ENTRIES_MAX) {
            throw new ConfigException("'response.allowlist' expects at most " + Allowlist.ENTRIES_MAX
                    + " entries with the members of the mesh; found " + own.size());
        }
        return own;
    }

    static ResponsePolicy policy(NodeConfig config) {
        return ResponsePolicy.standard().answeringOwnHosts(config.ownHosts().equals("answer"));
    }

    private static IpAddress address(InetSocketAddress address) {
        return IpAddress.ofBytes(address.getAddress().getAddress());
    }

    private static Enforcer enforcer(NodeContext node) throws ConfigException {
        String wanted = node.config().enforce();
        if (wanted.equals("dry-run")) {
            return new DryRunEnforcer();
        }
        List<Cidr> reach = cidrs("response.quarantine.reach", node.config().quarantineReach());
        try {
            return hooked(node, NftEnforcer.open(NftConfig.standard().quarantineReaches(reach)));
        } catch (EnforcementException e) {
            if (wanted.equals("nft")) {
                throw new ConfigException("response.enforce is nft, but it cannot be used: " + e.getMessage());
            }
            node.log().event("enforcing_dry_run", "reason", String.valueOf(e.getMessage()));
            return new DryRunEnforcer();
        }
    }

    private static Enforcer hooked(NodeContext node, Enforcer enforcer) throws ConfigException {
        String hook = node.config().quarantineHook();
        if (hook.isEmpty()) {
            return enforcer;
        }
        try {
            Path scratch = NftConfig.standard().scratch();
            return new QuarantineHook(
                    enforcer,
                    Path.of(hook),
                    HOOK_TIMEOUT,
                    scratch,
                    (host, why) -> node.log().event("quarantine_hook_failed", "reason", why));
        } catch (IllegalArgumentException e) {
            throw new ConfigException("response.quarantine.hook: " + e.getMessage());
        }
    }

    private static List<Cidr> cidrs(String key, List<String> texts) throws ConfigException {
        List<Cidr> cidrs = new ArrayList<>();
        for (String text : texts) {
            Optional<Cidr> parsed = Cidr.parse(text);
            cidrs.add(parsed.orElseThrow(() -> new ConfigException(
                    "'" + key + "' expects addresses or prefixes such as 192.0.2.0/24; found " + text)));
        }
        return cidrs;
    }
}
