package com.hookprobe.notify;

import com.hookprobe.notify.core.Composer;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** Makes the ways out of a configuration. */
final class Senders {
    private Senders() {}

    /**
     * A sender for each channel. Files that are named are read once, so that what is wrong is known at the start.
     *
     * @throws IOException when a file of a secret, an address or certificates cannot be read or used; names channel and file
     */
    static Map<String, Sender> of(NotifierConfig config, Composer composer, Supplier<Instant> clock)
            throws IOException {
        Map<String, Sender> all = new LinkedHashMap<>();
        for (ChannelConfig channel : config.channels()) {
            try {
                all.put(channel.lane().name(), of(config, channel, composer, clock));
            } catch (IOException e) {
                throw new IOException("channel " + channel.lane().name() + ": " + e.getMessage(), e);
            }
        }
        return all;
    }

    private static Sender of(NotifierConfig config, ChannelConfig channel, Composer composer, Supplier<Instant> clock)
            throws IOException {
        Optional<SSLContext> tls = channel.ca().isPresent()
                ? Optional.of(TrustedCa.context(channel.ca().get()))
                : Optional.empty();
        String name = channel.lane().name();
        if (channel.target() instanceof ChannelConfig.Webhook webhook) {
            Addresses.of(webhook.address());
            if (webhook.secret().isPresent()) {
                Signature.key(webhook.secret().get());
            }
            CloudEvents events = new CloudEvents(name, config.node(), composer);
            return new WebhookSender(webhook, new HttpPost(tls, config.patience(), clock), events, clock);
        }
        if (channel.target() instanceof ChannelConfig.Slack slack) {
            Addresses.of(new ChannelConfig.Address.Secret(slack.address()));
            return new SlackSender(slack, new HttpPost(tls, config.patience(), clock), name, composer);
        }
        ChannelConfig.Mail mail = (ChannelConfig.Mail) channel.target();
        if (mail.login().isPresent()) {
            mail.login().get().password().read();
        }
        return new MailSender(mail, tls, config.patience(), name, config.node(), composer, clock);
    }
}
