package com.hookprobe.node.role;

import com.hookprobe.node.config.ConfigException;
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
import com.hookprobe.qsecbit.response.Response;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Sets up a site's response from its configuration. */
final class Defences {
    private Defences() {}

    static LocalNetworks localNetworks(NodeContext node) throws ConfigException {
        return LocalNetworks.privateRangesAnd(
                cidrs("detection.local_networks", node.config().localNetworks()));
    }

    static Response response(NodeContext node) throws ConfigException {
        List<Cidr> own = new ArrayList<>();
        // The mesh's own addresses: a site that cuts off its mesh is alone.
        for (Member member : node.mesh().members()) {
            Stream.concat(member.htp().stream(), member.dsm().stream())
                    .map(Defences::address)
                    .forEach(address -> own.add(Cidr.of(address)));
        }
        Response response = new Response(new Allowlist(own), enforcer(node));
        long now = node.loop().wallMicros();
        for (Cidr allowed : cidrs("response.allowlist", node.config().allowlist())) {
            response.allow(allowed, "configured", now);
        }
        response.restore(List.of(), now);
        node.log().event("response_ready", "enforcer", response.describeEnforcer());
        return response;
    }

    private static IpAddress address(InetSocketAddress address) {
        return IpAddress.ofBytes(address.getAddress().getAddress());
    }

    private static Enforcer enforcer(NodeContext node) throws ConfigException {
        String wanted = node.config().enforce();
        if (wanted.equals("dry-run")) {
            return new DryRunEnforcer();
        }
        try {
            return NftEnforcer.open(NftConfig.standard());
        } catch (EnforcementException e) {
            if (wanted.equals("nft")) {
                throw new ConfigException("response.enforce is nft, but it cannot be used: " + e.getMessage());
            }
            node.log().event("enforcing_dry_run", "reason", String.valueOf(e.getMessage()));
            return new DryRunEnforcer();
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
