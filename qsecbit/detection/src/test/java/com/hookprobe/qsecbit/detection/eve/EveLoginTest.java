package com.hookprobe.qsecbit.detection.eve;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.NetworkEvent.Login.Outcome;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EveLoginTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ftp|{\"command\":\"PASS\",\"completion_code\":[\"530\"]}|REFUSED",
                "ftp|{\"command\":\"PASS\",\"completion_code\":[\"230\"]}|ACCEPTED",
                "ftp|{\"command\":\"PASS\",\"completion_code\":[\"230\",\"530\"]}|REFUSED",
                "ftp|{\"command\":\"LIST\",\"completion_code\":[\"226\"]}|NONE",
                "smb|{\"command\":\"SMB2_COMMAND_SESSION_SETUP\",\"status\":\"STATUS_LOGON_FAILURE\",\"ntlmssp\":{\"user\":\"u\"}}|REFUSED",
                "krb5|{\"msg_type\":\"KRB_ERROR\",\"cname\":\"u\",\"error_code\":\"KDC_ERR_PREAUTH_FAILED\"}|REFUSED",
                "krb5|{\"msg_type\":\"KRB_ERROR\",\"cname\":\"u\",\"error_code\":\"KDC_ERR_PREAUTH_REQUIRED\"}|NONE",
                "krb5|{\"msg_type\":\"KRB_AS_REP\",\"cname\":\"u\"}|ACCEPTED",
                "rfb|{\"authentication\":{\"security_type\":2,\"security_result\":\"FAIL\"}}|REFUSED",
                "pgsql|{\"request\":{\"startup_parameters\":{\"user\":\"u\"}},\"response\":{\"code\":\"28P01\"}}|REFUSED",
                "ldap|{\"responses\":[{\"bind_response\":{\"result_code\":\"InvalidCredentials\"}}]}|REFUSED",
                "mqtt|{\"connack\":{\"return_code\":5}}|REFUSED",
                "mqtt|{\"connack\":{\"return_code\":0}}|NONE",
                "pop3|{\"response\":{\"success\":false,\"header\":\"[AUTH] Authentication failed\"}}|REFUSED"
            })
    void whatCameOfALogIn(String protocol, String object, Outcome outcome) {
        NetworkEvent event = read(protocol, "\"" + protocol + "\":" + object);
        assertThat(event.login().outcome()).isEqualTo(outcome);
        assertThat(event.type()).isEqualTo(outcome == Outcome.NONE ? EventType.OTHER : EventType.LOGIN);
        assertThat(event.login().user()).isEqualTo(object.contains("\"u\"") && outcome != Outcome.NONE ? "u" : "");
    }

    @Test
    void aCertificateWithDatesThatAreNoneStaysInTheRecord() {
        NetworkEvent event = read(
                "tls",
                "\"tls\":{\"subject\":\"CN=a\",\"version\":\"TLS 1.2\",\"notbefore\":\"1950-01-01T00:00:00\","
                        + "\"notafter\":\"99999-01-01T00:00:00\"}");
        assertThat(event.tls().subject()).isEqualTo("CN=a");
        assertThat(event.tls().notBeforeMicros()).isZero();
        assertThat(event.tls().notAfterMicros()).isZero();
    }

    @Test
    void whoHasSentAnOfferIsTheServer() {
        NetworkEvent event = read("dhcp", "\"src_ip\":\"10.0.0.1\",\"dhcp\":{\"dhcp_type\":\"offer\"}");
        assertThat(event.dhcp().server()).hasToString("10.0.0.1");
        NetworkEvent asked = read("dhcp", "\"src_ip\":\"10.0.0.9\",\"dhcp\":{\"dhcp_type\":\"request\"}");
        assertThat(asked.dhcp().server()).isEqualTo(NetworkEvent.Dhcp.NONE.server());
    }

    @Test
    void theAnswerInsideAnAlertTellsItsCode() {
        NetworkEvent event = read(
                "alert",
                "\"alert\":{\"signature_id\":1},\"dns\":{\"query\":[{\"type\":\"query\",\"rrname\":\"a.b\",\"rrtype\":\"A\"}],"
                        + "\"answer\":{\"rrname\":\"a.b\",\"rcode\":\"NXDOMAIN\",\"authorities\":[{\"rrname\":\"b\"}]}}");
        assertThat(event.dns()).isEqualTo(new NetworkEvent.Dns(true, "a.b", "A", "NXDOMAIN"));
    }

    private static NetworkEvent read(String type, String fields) {
        byte[] bytes = ("{\"timestamp\":\"2024-03-01T10:00:00Z\",\"event_type\":\"" + type + "\"," + fields + "}")
                .getBytes(StandardCharsets.UTF_8);
        return new EveParser("s").parse(bytes, 0, bytes.length).orElseThrow();
    }
}
