package com.hookprobe.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.identity.access.Grant;
import com.hookprobe.identity.access.Role;
import com.hookprobe.identity.access.oidc.GroupRule;
import com.hookprobe.identity.access.oidc.OidcConfig;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The section {@code api} of a node's configuration. */
class WebCheckTest {
    private static final String MINIMAL = "node: {name: a, data: /d}\nmesh: m\n";

    private final ConfigLoader loader = new ConfigLoader(Map.of("KEY", "hunter2"));

    @Test
    void whatIsLeftOutHasDefaults() throws ConfigException {
        assertThat(loader.parse("c.yaml", MINIMAL).api()).isNull();
        WebSettings web = loader.parse("c.yaml", MINIMAL + "api: {}\n").api();
        assertThat(web.address() + ':' + web.portNumber()).isEqualTo("127.0.0.1:8719");
        assertThat(web.metricsFor()).isEqualTo("token");
        assertThat(web.known()).isEmpty();
        assertThat(web.otlp()).isNull();
    }

    @Test
    void everythingIsRead() throws ConfigException {
        NodeConfig config = loader.parse("c.yaml", MINIMAL + """
                api:
                  bind: 0.0.0.0
                  port: 0
                  tls: {keystore: /k, password_file: /p}
                  metrics: public
                  tokens: [{name: prometheus, sha256: %s}]
                  otlp:
                    endpoint: https://collector:4318/v1/metrics
                    interval: 15
                    headers: {authorization: "Bearer ${KEY}"}
                """.formatted("0a".repeat(32)));
        WebSettings web = config.api();
        assertThat(web.otlp().every().toSeconds()).isEqualTo(15);
        assertThat(web.otlp().sent()).containsEntry("authorization", "Bearer hunter2");
        assertThat(config.toString()).contains("collector:4318").doesNotContain("hunter2");
    }

    @Test
    void secretsMayGoToTheSameMachineInTheClear() throws ConfigException {
        String yaml = MINIMAL + "api: {otlp: {endpoint: 'http://[::1]:4318/v1/metrics', headers: {a: b}}}\n";
        assertThat(loader.parse("c.yaml", yaml).api().otlp().sent()).containsEntry("a", "b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "format: xml | text or json; found xml",
                "quiet: ['a b'] | log.quiet",
                "per_minute: 0 | 1 to 1000000; found 0",
                "file: {} | 'log.file.path' expects",
                "file: {path: /l, size_mib: 0} | log.file.size_mib",
                "file: {path: /l, count: 0} | log.file.count",
                "level: info | unknown key 'log.level'"
            })
    void aWrongLogIsNamed(String section, String message) {
        assertThatThrownBy(() -> loader.parse("c.yaml", MINIMAL + "log: {" + section + "}\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prot: 1 | unknown key 'api.prot'",
                "port: 70000 | api.port",
                "bind: 0.0.0.0 | api.tls",
                "tls: {keystore: a} | password_file",
                "metrics: all | public, token, off; found all",
                "metrics: token | found token, and no tokens",
                "tokens: [{name: 'a b', sha256: %h}] | tokens.name",
                "tokens: [{name: a, sha256: hunter2}] | found something else",
                "tokens: [{name: a, sha256: %h}, {name: a, sha256: %h}] | a twice",
                "otlp: {} | found none",
                "otlp: {endpoint: 'ftp://x/y'} | otlp.endpoint",
                "otlp: {endpoint: 'http://u:hunter2@x/y'} | secrets in headers",
                "otlp: {endpoint: 'http://x/y', interval: 0.5} | 1 to 3600 seconds",
                "otlp: {endpoint: 'https://x/y', headers: {host: hunter2}} | not the push's own",
                "otlp: {endpoint: 'https://x/y', headers: {a: \"hunter2\\n\"}} | api.otlp.headers.a",
                "otlp: {endpoint: 'https://x/y', headers: {a: [hunter2]}} | found something else",
                "otlp: {endpoint: 'http://x/y', headers: {a: hunter2}} | https beside headers"
            })
    void wrongSettingsAreNamed(String section, String message) {
        String yaml = MINIMAL + "api: {" + section.replace("%h", "0a".repeat(32)) + "}\n";
        assertThatThrownBy(() -> loader.parse("c.yaml", yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("hunter2");
    }

    private static String console(String oidc) {
        return MINIMAL + "api: {console: {oidc: {" + oidc + "}}}\n";
    }

    @Test
    void aProviderIsRead() throws ConfigException {
        ConsoleSettings.Oidc oidc = loader.parse(
                        "c.yaml",
                        console("issuer: 'https://idp.example', client_id: node,"
                                + " redirect_uri: 'https://node.example/ui/oidc/finish', groups_claim: /realm/roles,"
                                + " groups: [{group: soc, role: operator}, {group: acme, role: VIEWER, tenant: acme}]"))
                .api()
                .console()
                .oidc();
        char[] secret = {'s'};
        OidcConfig config = ConsoleProvider.of(oidc, () -> secret);
        assertThat(config.issuer()).hasToString("https://idp.example");
        assertThat(config.clientSecret().get()).isSameAs(secret);
        assertThat(config.groupsClaim()).isEqualTo("/realm/roles");
        assertThat(config.rules())
                .extracting(Object::toString)
                .containsExactly(
                        new GroupRule("soc", new Grant(Role.OPERATOR, Scope.platform())).toString(),
                        new GroupRule("acme", new Grant(Role.VIEWER, Scope.tenant(new TenantId("acme")))).toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "client_id: node | expected issuer",
                "issuer: 'http://idp.example', client_id: n, redirect_uri: 'https://n.example/f' | issuer",
                "issuer: 'https://idp.example', redirect_uri: 'https://n.example/f' | expected client_id",
                "issuer: 'https://idp.example', client_id: n, redirect_uri: 'https://n.example/f',"
                        + " groups: [{group: a, role: boss}] | expected one of",
                "issuer: 'https://idp.example', client_id: n, redirect_uri: 'https://n.example/f',"
                        + " groups: [{group: a, role: PLATFORM_ADMIN, tenant: acme}] | PLATFORM_ADMIN"
            })
    void aWrongProviderIsNamedWhenTheFileIsRead(String oidc, String message) {
        assertThatThrownBy(() -> loader.parse("c.yaml", console(oidc)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("c.yaml: 'api.console.oidc'")
                .hasMessageContaining(message);
    }
}
