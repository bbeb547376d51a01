package com.hookprobe.dsm.projection;

import java.util.Arrays;
import java.util.function.Supplier;
import javax.net.ssl.SSLParameters;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisCredentials;

/** New connections, with the password of the moment and every wait bounded. */
final class RedisClients {
    private RedisClients() {}

    static Jedis connect(RedisConfig config) {
        int timeoutMs = (int) config.timeout().toMillis();
        DefaultJedisClientConfig.Builder set = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(timeoutMs)
                .socketTimeoutMillis(timeoutMs)
                .database(config.database())
                .clientName("hookprobe-projection")
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .resp2();
        config.password().ifPresent(secret -> set.credentials(credentials(config, secret)));
        config.tls().ifPresent(factory -> {
            SSLParameters parameters = new SSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            set.ssl(true).sslSocketFactory(factory).sslParameters(parameters);
        });
        Jedis client = new Jedis(new HostAndPort(config.host(), config.port()), set.build());
        client.connect();
        return client;
    }

    private static RedisCredentials credentials(RedisConfig config, Supplier<char[]> secret) {
        char[] password = secret.get();
        RedisCredentials made = new DefaultRedisCredentials(config.user().orElse(null), password.clone());
        Arrays.fill(password, '\0');
        return made;
    }
}
