package com.hookprobe.qsecbit.exchange.lapi;

import com.hookprobe.qsecbit.exchange.lapi.Machines.Machine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;

/**
 * Tokens of engines that have logged in: JWT, HS256 and nothing else, under a key that is drawn anew at each start; engines log in again
 * by themselves. Thread-safe.
 */
final class MachineTokens {
    static final Duration LIFE = Duration.ofHours(1);

    private static final int KEY_BYTES = 32;
    private static final int TOKEN_CHARS_MAX = 2_048;
    private static final String SERIAL = "serial";

    private final byte[] key = new byte[KEY_BYTES];
    private final Machines machines;
    private final Clock clock;

    MachineTokens(Machines machines, Clock clock) {
        new SecureRandom().nextBytes(key);
        this.machines = machines;
        this.clock = clock;
    }

    String issue(Machine machine, Instant until) {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .subject(machine.name())
                .claim("id", machine.name())
                .claim(SERIAL, machine.serial())
                .issueTime(Date.from(clock.instant()))
                .expirationTime(Date.from(until))
                .build();
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        try {
            token.sign(new MACSigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("HS256 with a key of 256 bits", e);
        }
        return token.serialize();
    }

    /** The account of a token that is good now; an account that was removed or never approved has none. */
    Optional<Machine> verify(String text) {
        if (text.length() > TOKEN_CHARS_MAX) {
            return Optional.empty();
        }
        try {
            SignedJWT token = SignedJWT.parse(text);
            if (!JWSAlgorithm.HS256.equals(token.getHeader().getAlgorithm()) || !token.verify(new MACVerifier(key))) {
                return Optional.empty();
            }
            JWTClaimsSet claims = token.getJWTClaimsSet();
            Date end = claims.getExpirationTime();
            String name = claims.getSubject();
            Long serial = claims.getLongClaim(SERIAL);
            if (end == null
                    || name == null
                    || serial == null
                    || !clock.instant().isBefore(end.toInstant())) {
                return Optional.empty();
            }
            return machines.find(name).filter(Machine::approved).filter(machine -> machine.serial() == serial);
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
