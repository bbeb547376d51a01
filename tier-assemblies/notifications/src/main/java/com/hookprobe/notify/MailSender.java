package com.hookprobe.notify;

import com.hookprobe.notify.ChannelConfig.Security;
import com.hookprobe.notify.core.Composer;
import com.hookprobe.notify.core.Message;
import com.hookprobe.notify.core.Notification;
import com.hookprobe.notify.core.Outcome;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;

/** Sends mail by SMTP, as plain text and HTML. Without the TLS that is configured nothing is sent, not even a user's name. */
final class MailSender implements Sender {
    private static final int LISTED = 20;
    private static final int WHOLE = 3;
    private static final int TRANSIENT = 400;
    private static final int PERMANENT = 500;

    private final ChannelConfig.Mail target;
    private final String channel;
    private final String node;
    private final Composer composer;
    private final Supplier<Instant> clock;
    private final Optional<SSLContext> tls;
    private final Duration patience;

    /** @param patience for each answer of the server; three times so long for all of it */
    MailSender(
            ChannelConfig.Mail target,
            Optional<SSLContext> tls,
            Duration patience,
            String channel,
            String node,
            Composer composer,
            Supplier<Instant> clock) {
        this.target = target;
        this.channel = channel;
        this.node = node;
        this.composer = composer;
        this.clock = clock;
        this.tls = tls;
        this.patience = patience;
    }

    private Properties properties(CutSockets sockets) {
        Properties set = new Properties();
        String millis = Long.toString(patience.toMillis());
        set.put("mail.smtp.host", target.host());
        set.put("mail.smtp.port", Integer.toString(target.port()));
        set.put("mail.smtp.connectiontimeout", millis);
        set.put("mail.smtp.timeout", millis);
        set.put("mail.smtp.writetimeout", millis);
        // What the machine is called is nobody's business, and finding it out may take a while.
        set.put("mail.smtp.localhost", "[127.0.0.1]");
        set.put("mail.smtp.auth", Boolean.toString(target.login().isPresent()));
        // NTLM and XOAUTH2 are for servers of other kinds.
        set.put("mail.smtp.auth.mechanisms", "PLAIN LOGIN");
        set.put("mail.smtp.starttls.enable", Boolean.toString(target.security() == Security.STARTTLS));
        set.put("mail.smtp.starttls.required", Boolean.toString(target.security() == Security.STARTTLS));
        set.put("mail.smtp.ssl.enable", Boolean.toString(target.security() == Security.TLS));
        set.put("mail.smtp.ssl.checkserveridentity", "true");
        set.put("mail.smtp.ssl.protocols", "TLSv1.3 TLSv1.2");
        // One recipient who is no more must not keep the mail from the others.
        set.put("mail.smtp.sendpartial", "true");
        set.put("mail.smtp.socketFactory", sockets.plain());
        set.put(
                "mail.smtp.ssl.socketFactory",
                sockets.tls(tls.map(SSLContext::getSocketFactory)
                        .orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault())));
        return set;
    }

    @Override
    public Outcome send(Message message) {
        CutSockets sockets = new CutSockets();
        CompletableFuture<Boolean> over = new CompletableFuture<>();
        over.completeOnTimeout(false, WHOLE * patience.toMillis(), TimeUnit.MILLISECONDS)
                .thenAccept(done -> {
                    if (!done) {
                        sockets.cut();
                    }
                });
        try {
            return send(message, Session.getInstance(properties(sockets)));
        } finally {
            over.complete(true);
        }
    }

    private Outcome send(Message message, Session session) {
        try {
            MimeMessage mail = mail(message, session);
            try (Transport transport = session.getTransport("smtp")) {
                if (target.login().isPresent()) {
                    ChannelConfig.Login login = target.login().get();
                    transport.connect(login.user(), login.password().read());
                } else {
                    transport.connect();
                }
                transport.sendMessage(mail, mail.getAllRecipients());
            }
            return new Outcome.Delivered("");
        } catch (AuthenticationFailedException e) {
            return again("the mail server does not take user and password");
        } catch (SendFailedException e) {
            return failed(e);
        } catch (MessagingException e) {
            return again(named(e));
        } catch (IOException e) {
            return again(String.valueOf(e.getMessage()));
        }
    }

    private static Outcome again(String reason) {
        return new Outcome.Retry(reason, Optional.empty());
    }

    private static Outcome failed(SendFailedException e) {
        int sent = count(e.getValidSentAddresses());
        int not = count(e.getInvalidAddresses()) + count(e.getValidUnsentAddresses());
        int code = code(e);
        if (sent > 0) {
            return new Outcome.Delivered(
                    "the mail server refused " + not + " of " + (sent + not) + " recipients with " + code);
        }
        String reason = "the mail server refused " + (code == 0 ? "the mail" : "it with " + code);
        return code >= PERMANENT ? new Outcome.Refused(reason) : again(reason);
    }

    private static int count(Address[] some) {
        return some == null ? 0 : some.length;
    }

    /** The server's number; the smallest when it gave one for each recipient, for then another time may be better. */
    private static int code(MessagingException e) {
        int least = 0;
        for (Exception at = e; at instanceof MessagingException one; at = one.getNextException()) {
            int code = one instanceof SMTPSendFailedException whole
                    ? whole.getReturnCode()
                    : one instanceof SMTPAddressFailedException recipient
                            ? recipient.getReturnCode()
                            : one instanceof SMTPSenderFailedException sender ? sender.getReturnCode() : 0;
            least = code >= TRANSIENT && (least == 0 || code < least) ? code : least;
        }
        return least;
    }

    private static String named(MessagingException e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof SSLException) {
                return "TLS failed: the mail server's certificate is not trusted, not for its name, or out of date";
            }
            if (at instanceof java.net.SocketTimeoutException) {
                return "the mail server does not answer in time";
            }
            if (at instanceof java.net.ConnectException || at instanceof java.net.UnknownHostException) {
                return "the mail server cannot be reached: wrong name or port, or nothing listens there";
            }
        }
        return String.valueOf(e.getMessage()).contains("STARTTLS")
                ? "the mail server offers no STARTTLS, so nothing was sent"
                : "the mail server broke the conversation off";
    }

    private MimeMessage mail(Message message, Session session) throws MessagingException {
        Composer.Words words = composer.words(channel, message, LISTED);
        MimeMessage mail = new Named(session, "<" + message.id() + "." + node + "@hookprobe.invalid>");
        mail.setFrom(new InternetAddress(target.from(), true));
        for (String to : target.to()) {
            mail.addRecipient(jakarta.mail.Message.RecipientType.TO, new InternetAddress(to, true));
        }
        mail.setSubject(Notification.line(words.title(), Notification.TEXT_MAX), "UTF-8");
        mail.setSentDate(Date.from(clock.get()));
        // RFC 3834: no holiday notices come back.
        mail.setHeader("Auto-Submitted", "auto-generated");
        mail.setHeader("X-Auto-Response-Suppress", "All");
        mail.setHeader("X-HookProbe-Id", message.id());
        MimeBodyPart plain = new MimeBodyPart();
        plain.setText(MailBody.plain(words, node), "UTF-8", "plain");
        MimeBodyPart html = new MimeBodyPart();
        html.setText(MailBody.html(words, node), "UTF-8", "html");
        mail.setContent(new MimeMultipart("alternative", plain, html));
        mail.saveChanges();
        return mail;
    }

    /** Keeps its Message-ID, so that a mail which comes twice is known as one. */
    private static final class Named extends MimeMessage {
        private final String id;

        private Named(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }
}
