package com.hookprobe.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.notify.ChannelConfig;
import com.hookprobe.notify.NotifierConfig;
import com.hookprobe.notify.core.NotificationType;
import com.hookprobe.qsecbit.metric.Severity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The section {@code notifications} in a node's file. */
class NotificationPlanTest {
    private static final String NODE = "node: {name: n, data: /var/lib/hookprobe}\nmesh: /etc/hookprobe/mesh.json\n";

    private static NodeConfig parse(String rest) throws ConfigException {
        return new ConfigLoader(Map.of()).parse("n.yaml", NODE + rest);
    }

    private static NotifierConfig plan(String rest) throws ConfigException {
        NodeConfig config = parse(rest);
        NotificationSettings settings = config.notifications();
        assertThat(settings).isNotNull();
        return NotificationPlan.of(config, settings);
    }

    private static void refused(String rest, String... says) {
        assertThatThrownBy(() -> parse(rest))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(says);
    }

    private static String channel(String keys) {
        return "notifications:\n  channels:\n    - {name: a, " + keys + "}\n";
    }

    @Test
    void theExampleIsTaken() throws Exception {
        NotifierConfig plan = plan(Files.readString(Path.of("../../docs/examples/notifications.yaml")));
        assertThat(plan.channels()).extracting(one -> one.target().kind()).containsExactly("webhook", "slack", "mail");
        assertThat(plan.site()).isEqualTo("Corner shop");
        ChannelConfig mail = plan.channels().get(2);
        assertThat(mail.lane().quiet().orElseThrow().from()).isEqualTo(LocalTime.of(22, 0));
        assertThat(mail.lane().digest()).isEqualTo(Duration.ofMinutes(15));
        assertThat(((ChannelConfig.Mail) mail.target()).port()).isEqualTo(587);
    }

    @Test
    void withoutRulesEverybodyHearsOfWhatIsHighAndOfNodesThatAreBack() throws Exception {
        NotifierConfig plan = plan(channel("kind: webhook, url: 'https://n8n.example/hook'"));
        assertThat(plan.rules()).hasSize(2);
        assertThat(plan.rules().get(0).least()).isEqualTo(Severity.HIGH);
        assertThat(plan.rules().get(0).types()).containsExactlyInAnyOrder(NotificationType.values());
    }

    @Test
    void aTemplateWithAnUnknownFieldIsRefusedWithItsLineAndTheKnownOnes() {
        String file = channel("kind: webhook, url: 'https://n8n.example/hook'")
                + "  rules:\n    - events: [detection]\n      text: \"{kind} by {colour}\"\n";
        refused(file, "n.yaml:8: 'notifications.rules.[0].text'", "answer, block, confidence", "found '{colour}'");
        // Of several types only what all of them have.
        refused(file.replace("[detection]", "[detection, node_lost]").replace("{colour}", "x"), "found '{kind}'");
    }

    @Test
    void whatCannotBeIsRefusedWithLineAndWhatWasExpected() {
        String hook = "kind: webhook, url: 'https://n8n.example/hook'";
        refused("notifications: {}\n", "n.yaml:3:", "notifications.channels", "1 to 16");
        refused(channel("kind: pigeon"), "n.yaml:5:", "webhook, slack or mail", "pigeon");
        refused(channel("kind: slack"), "url_file", "none");
        refused(channel("kind: slack, url: 'https://x.example/'"), "is not for slack");
        refused(channel("kind: webhook"), "url or url_file", "neither");
        refused(channel(hook + ", to: [a@b.example]"), "is not for webhook");
        refused(channel(hook + ", per_hour: 0"), "per_hour", "1 to 100000");
        refused(channel(hook + ", urgent: loud"), "info, low, medium, high or critical");
        refused(channel(hook + ", quiet: {from: \"22:00\", to: \"25:00\"}"), "a time such as", "25:00");
        refused(channel(hook + ", quiet: {from: \"22:00\", to: \"22:00\"}"), "another time");
        refused(channel(hook).replace("notifications:", "notifications:\n  zone: Moon/Base"), "Europe/Berlin", "Moon");
        refused(channel(hook) + "  rules: [{channels: [b]}]\n", "names of channels: a", "found b");
        refused(channel(hook) + "  rules: [{events: [rain]}]\n", "detection, decision", "rain");
        refused(channel(hook) + "    - {name: a, " + hook + "}\n", "each name once");
        refused(
                channel("kind: mail, host: m.example, from: a@b.example, to: ['x@y.example, z@w.example']"),
                "without a name");
        refused(
                channel("kind: mail, host: m.example, from: \"a@b.example\\nBcc: c@d.example\", to: [x@y.example]"),
                "from");
        refused(
                channel("kind: mail, host: m.example, security: none, from: a@b.example, to: [x@y.example]"),
                "in the clear");
        refused(
                channel("kind: mail, host: m.example, user: u, from: a@b.example, to: [x@y.example]"),
                "user and password_file");
    }

    @Test
    void anAddressThatMayHoldASecretIsRefusedAndNotRepeated() {
        for (String wrong : new String[] {
            "https://n8n.example/?token=hush",
            "https://user:hush@n8n.example/",
            "http://n8n.example/hush",
            "hush",
            "https://x/#hush"
        }) {
            assertThatThrownBy(() -> parse(channel("kind: webhook, url: '" + wrong + "'")))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("url_file")
                    .hasMessageNotContaining("hush");
        }
    }

    @Test
    void whatIsShownNamesFilesOfSecretsOnly() throws Exception {
        NodeConfig config = parse(channel("kind: slack, url_file: /etc/hookprobe/slack.url"));
        String shown = EffectiveConfig.yaml(config);
        assertThat(shown).contains("url_file: /etc/hookprobe/slack.url", "node_lost_after: 120.0");
        assertThat(EffectiveConfig.yaml(new ConfigLoader(Map.of()).parse("d.yaml", shown)))
                .isEqualTo(shown);
    }
}
