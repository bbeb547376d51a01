package com.hookprobe.console;

import com.hookprobe.console.view.NodeView;
import com.hookprobe.console.view.NodeView.NotificationsView;
import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Problem;
import com.hookprobe.identity.access.Access;
import com.hookprobe.identity.access.Gate;
import com.hookprobe.identity.access.Operation;
import java.util.List;
import java.util.Set;

/** What a node is, its mesh, its configuration, and what the mesh has decided. */
final class NodeRoutes {
    private static final int CHANNEL_MAX = 32;

    private final Routes routes;
    private final Gate gate;
    private final NodeView node;

    NodeRoutes(Routes routes, Access access, NodeView node) {
        this.routes = routes;
        this.gate = access.gate();
        this.node = node;
    }

    record Settings(String yaml) {}

    List<Endpoint> endpoints() {
        return List.of(
                routes.get("/ui/api/node", Set.of(), (who, request) -> {
                    gate.pass(who, Operation.NODE_STATUS, Places.NODE, "node");
                    return node.node();
                }),
                routes.get("/ui/api/settings", Set.of(), (who, request) -> {
                    gate.pass(who, Operation.NODE_STATUS, Places.NODE, "settings");
                    return new Settings(node.settings());
                }),
                routes.get("/ui/api/notifications", Set.of(), (who, request) -> {
                    gate.pass(who, Operation.NODE_STATUS, Places.NODE, "notifications");
                    return notifications().page();
                }),
                routes.post("/ui/api/notifications/test", (who, request, body) -> {
                    String channel = body.text("channel", CHANNEL_MAX);
                    NotificationsView view = notifications();
                    gate.pass(who, Operation.NOTIFICATIONS_TEST, Places.NODE, "channel " + channel);
                    view.test(channel);
                    return view.page();
                }),
                routes.get("/ui/api/mesh", Set.of(), (who, request) -> {
                    gate.pass(who, Operation.MESH_STATUS, Places.NODE, "mesh");
                    return node.mesh();
                }),
                routes.get("/ui/api/words", Set.of(), (who, request) -> {
                    gate.pass(who, Operation.DECISIONS_LIST, Places.NODE, "words of correlators");
                    return node.federation().orElseThrow(NodeRoutes::notHere).words();
                }));
    }

    private NotificationsView notifications() throws Problem {
        return node.notifications()
                .orElseThrow(() -> Problem.notFound(
                        "channels by which people are told",
                        "a node without the section 'notifications'",
                        "configure it"));
    }

    private static Problem notHere() {
        return Problem.notFound(
                "a site or a correlator", "a node of another tier", "ask a guardian, a fortress, a nexus or the MSSP");
    }
}
