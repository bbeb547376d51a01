package com.hookprobe.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.notify.ChannelConfig.Security;
import com.hookprobe.notify.core.Composer;
import com.hookprobe.notify.core.Message;
import com.hookprobe.notify.core.Notification;
import com.hookprobe.notify.core.NotificationType;
import com.hookprobe.notify.core.Outcome;
import com.hookprobe.notify.core.Rules;
import com.hookprobe.notify.core.Samples;
import com.hookprobe.qsecbit.metric.Severity;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/** Mail by a real SMTP server, which wants STARTTLS and a password. */
@Timeout(120)
class MailTest {
    private static final Message MESSAGE = new Message("n-1", List.of(Samples.detection("n-1", Severity.HIGH)), 0);

    @TempDir
    Path folder;

    private final List<byte[]> mails = new CopyOnWriteArrayList<>();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private volatile int refusal = 550;
    private TestTls tls;
    private SMTPServer server;

    @BeforeEach
    void open() throws Exception {
        tls = TestTls.of(folder, "mail", "dns:localhost,ip:127.0.0.1");
        Files.writeString(folder.resolve("password"), "open sesame\n");
        server = server(true);
    }

    /** One mail that comes in. */
    private final class Taken implements MessageHandler {
        @Override
        public void from(String from) {}

        @Override
        public void recipient(String recipient) throws RejectException {
            if (refused.contains(recipient)) {
                throw new RejectException(refusal, "no such user");
            }
        }

        @Override
        public String data(InputStream data) throws IOException {
            mails.add(data.readAllBytes());
            return null;
        }

        @Override
        public void done() {}
    }

    private SMTPServer server(boolean safe) {
        SMTPServer.Builder builder = SMTPServer.port(0)
                .hostName("localhost")
                .bindAddress(InetAddress.getLoopbackAddress())
                .messageHandlerFactory(context -> new Taken());
        if (safe) {
            builder.startTlsSocketFactory(tls.server())
                    .requireTLS(true)
                    .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory((user, password, context) -> {
                        if (!user.equals("node") || !password.equals("open sesame")) {
                            throw new LoginFailedException();
                        }
                    }))
                    .requireAuth(true);
        }
        SMTPServer made = builder.build();
        made.start();
        return made;
    }

    @AfterEach
    void close() {
        server.stop();
    }

    private MailSender sender(Security security, Optional<Path> ca, String... to) throws Exception {
        ChannelConfig.Login login = new ChannelConfig.Login("node", new SecretFile(folder.resolve("password")));
        ChannelConfig.Mail target = new ChannelConfig.Mail(
                "127.0.0.1",
                server.getPortAllocated(),
                security,
                security == Security.NONE ? Optional.empty() : Optional.of(login),
                "hookprobe@shop.example",
                List.of(to));
        return new MailSender(
                target,
                ca.isPresent() ? Optional.of(TrustedCa.context(ca.get())) : Optional.empty(),
                Duration.ofSeconds(10),
                "owner",
                "guardian-1",
                new Composer("K\u00e4se & Wein", "guardian-1", ZoneOffset.UTC, new Rules(List.of())),
                () -> Instant.parse("2026-11-28T03:26:00Z"));
    }

    private MailSender safe(String... to) throws Exception {
        return sender(Security.STARTTLS, Optional.of(tls.pem()), to);
    }

    private static MimeMessage parsed(byte[] raw) throws Exception {
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(raw));
    }

    @Test
    void aMailComesAsPlainTextAndHtmlWithHeadersThatSayWhatItIs() throws Exception {
        assertThat(safe("owner@shop.example").send(MESSAGE)).isEqualTo(new Outcome.Delivered(""));
        MimeMessage mail = parsed(mails.get(0));
        assertThat(mail.getSubject()).isEqualTo("K\u00e4se & Wein: PORT_SCAN from 203.0.113.9");
        assertThat(mail.getHeader("Message-ID")).containsExactly("<n-1.guardian-1@hookprobe.invalid>");
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(mail.getHeader("Date")).hasSize(1);
        assertThat(mail.getFrom()).extracting(Object::toString).containsExactly("hookprobe@shop.example");
        MimeMultipart parts = (MimeMultipart) mail.getContent();
        assertThat(parts.getContentType()).startsWith("multipart/alternative");
        assertThat(parts.getBodyPart(0).getContentType()).startsWith("text/plain");
        assertThat(String.valueOf(parts.getBodyPart(0).getContent())).contains("guardian-1 has detected PORT_SCAN");
        assertThat(parts.getBodyPart(1).getContentType()).startsWith("text/html");
        assertThat(String.valueOf(parts.getBodyPart(1).getContent())).contains("<h2>K\u00e4se &amp; Wein:");
    }

    @Test
    void nothingThatIsToldBecomesAHeaderOrMarkup() throws Exception {
        Notification nasty = new Notification(
                "n-2",
                NotificationType.DETECTION,
                Severity.HIGH,
                Samples.MICROS,
                "x",
                Map.of(
                        "kind", "a\r\nBcc: thief@evil.example\r\n\r\n<script>alert(1)</script>",
                        "source", "\u2028Subject: other"));
        assertThat(safe("owner@shop.example").send(new Message("n-2", List.of(nasty), 0)))
                .isInstanceOf(Outcome.Delivered.class);
        MimeMessage mail = parsed(mails.get(0));
        assertThat(mail.getHeader("Bcc")).isNull();
        assertThat(mail.getHeader("Subject")).hasSize(1);
        assertThat(mail.getAllRecipients()).hasSize(1);
        MimeMultipart parts = (MimeMultipart) mail.getContent();
        assertThat(String.valueOf(parts.getBodyPart(1).getContent())).doesNotContain("<script>");
    }

    @Test
    void aWrongPasswordIsTriedAgainForItCanBeMended() throws Exception {
        Files.writeString(folder.resolve("password"), "hush\n");
        MailSender sender = safe("owner@shop.example");
        Outcome outcome = sender.send(MESSAGE);
        assertThat(outcome).isInstanceOf(Outcome.Retry.class);
        assertThat(outcome.toString()).contains("user and password").doesNotContain("hush");
        Files.writeString(folder.resolve("password"), "open sesame\n");
        assertThat(sender.send(MESSAGE)).isInstanceOf(Outcome.Delivered.class);
    }

    @Test
    void withoutTheTlsThatIsWantedNothingIsSent() throws Exception {
        assertThat(sender(Security.STARTTLS, Optional.empty(), "owner@shop.example")
                        .send(MESSAGE)
                        .toString())
                .contains("TLS failed");
        server.stop();
        server = server(false);
        assertThat(safe("owner@shop.example").send(MESSAGE).toString()).contains("offers no STARTTLS");
        assertThat(mails).isEmpty();
        assertThat(sender(Security.NONE, Optional.empty(), "owner@shop.example").send(MESSAGE))
                .isInstanceOf(Outcome.Delivered.class);
    }

    @Test
    void aNameThatTheCertificateLacksIsRefused() throws Exception {
        server.stop();
        tls = TestTls.of(folder, "other", "dns:elsewhere.example");
        server = server(true);
        assertThat(safe("owner@shop.example").send(MESSAGE).toString()).contains("TLS failed");
        assertThat(mails).isEmpty();
    }

    @Test
    void refusalsForEverAndForNowAreToldApart() throws Exception {
        refused.add("gone@shop.example");
        assertThat(safe("gone@shop.example").send(MESSAGE)).isInstanceOf(Outcome.Refused.class);
        // Who can be reached has it, and is not sent it again for the sake of the other.
        assertThat(safe("gone@shop.example", "owner@shop.example").send(MESSAGE))
                .isEqualTo(new Outcome.Delivered("the mail server refused 1 of 2 recipients with 550"));
        assertThat(mails).hasSize(1);
        refusal = 452;
        assertThat(safe("gone@shop.example").send(MESSAGE)).isInstanceOf(Outcome.Retry.class);
    }

    @Test
    void whoDoesNotAnswerIsTriedAgain() throws Exception {
        server.stop();
        assertThat(safe("owner@shop.example").send(MESSAGE).toString()).contains("cannot be reached");
        try (Receiver silent = new Receiver(Optional.empty())) {
            ChannelConfig.Mail target = new ChannelConfig.Mail(
                    "127.0.0.1", silent.port(), Security.NONE, Optional.empty(), "a@b.example", List.of("c@d.example"));
            MailSender sender = new MailSender(
                    target,
                    Optional.empty(),
                    Duration.ofMillis(300),
                    "owner",
                    "n",
                    new Composer("s", "n", ZoneOffset.UTC, new Rules(List.of())),
                    Instant::now);
            assertThat(sender.send(MESSAGE).toString()).contains("does not answer in time");
        }
    }

    @Test
    void aServerThatDripsIsCutOff() throws Exception {
        try (ServerSocket dripping = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CountDownLatch never = new CountDownLatch(1);
            Thread drip = new Thread(() -> {
                try (Socket one = dripping.accept()) {
                    while (!never.await(20, TimeUnit.MILLISECONDS)) {
                        one.getOutputStream().write("220-x\r\n".getBytes(StandardCharsets.US_ASCII));
                    }
                } catch (IOException | InterruptedException e) {
                    return;
                }
            });
            drip.setDaemon(true);
            drip.start();
            ChannelConfig.Mail target = new ChannelConfig.Mail(
                    "127.0.0.1",
                    dripping.getLocalPort(),
                    Security.NONE,
                    Optional.empty(),
                    "a@b.example",
                    List.of("c@d.example"));
            MailSender sender = new MailSender(
                    target,
                    Optional.empty(),
                    Duration.ofSeconds(2),
                    "owner",
                    "n",
                    new Composer("s", "n", ZoneOffset.UTC, new Rules(List.of())),
                    Instant::now);
            CompletableFuture<Outcome> sent = CompletableFuture.supplyAsync(() -> sender.send(MESSAGE));
            assertThat(sent.get(60, TimeUnit.SECONDS)).isInstanceOf(Outcome.Retry.class);
        }
    }

    @Test
    void tlsFromTheFirstByteIsSpokenToo() throws Exception {
        // The mail server here has STARTTLS only: a socket that speaks TLS and greets as one that is closing does.
        try (ServerSocket safe =
                tls.server().getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread greets = new Thread(() -> {
                try (Socket one = safe.accept()) {
                    one.getOutputStream().write("421 closing\r\n".getBytes(StandardCharsets.US_ASCII));
                    one.getInputStream().readAllBytes();
                } catch (IOException e) {
                    return;
                }
            });
            greets.setDaemon(true);
            greets.start();
            ChannelConfig.Mail target = new ChannelConfig.Mail(
                    "127.0.0.1",
                    safe.getLocalPort(),
                    Security.TLS,
                    Optional.empty(),
                    "a@b.example",
                    List.of("c@d.example"));
            MailSender sender = new MailSender(
                    target,
                    Optional.of(TrustedCa.context(tls.pem())),
                    Duration.ofSeconds(10),
                    "owner",
                    "n",
                    new Composer("s", "n", ZoneOffset.UTC, new Rules(List.of())),
                    Instant::now);
            assertThat(sender.send(MESSAGE).toString()).contains("broke the conversation off");
        }
    }
}
