package com.hookprobe.node.role;

import com.hookprobe.htp.HtpListener;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.trust.Bands;
import com.hookprobe.node.trust.TrustBand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a node gives to its peers and takes from them, by their bands (trust 5).
 *
 * @param rights for files and introductions
 * @param turnstile for messages
 * @param listener of the node's endpoints
 * @param roles those of the node that carry files; none without {@code htp.files}
 */
record Serving(BandRights rights, Turnstile turnstile, HtpListener listener, List<Role> roles) {
    /** @param unknown how messages of a peer are taken that has shown no valid certificate */
    static Serving of(NodeContext node, Bands bands, TrustBand unknown) throws IOException {
        BandRights rights = new BandRights(bands);
        Turnstile turnstile = new Turnstile(node, bands, unknown);
        List<Role> roles = new ArrayList<>();
        HtpListener carried = new HtpListener() {};
        NodeConfig.Files config = node.config().files();
        if (config != null) {
            FilesRole files = new FilesRole(node, config, rights);
            roles.add(files);
            carried = files.listener();
            NodeConfig.Mirror mirror = config.mirror();
            if (mirror != null) {
                StartCheck.mirrored(mirror, node.mesh(), node.self())
                        .ifPresent(source -> roles.add(new MirrorRole(node, mirror, source, bands, files::transfer)));
            }
        }
        return new Serving(rights, turnstile, new Reception(node.links().listener(), turnstile, carried), roles);
    }
}
