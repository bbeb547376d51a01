package com.hookprobe.node.role;

import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.EnrolmentSecrets;
import com.hookprobe.identity.RecordException;
import com.hookprobe.identity.Secret;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegisteredDevice;
import com.hookprobe.identity.registry.RegistryException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What becomes of an enrolment request that came over the network. Every refusal has the same answer: a stranger learns neither
 * which devices are known nor why a token is of no use. Safe for use by many threads.
 */
final class EnrolmentDesk {
    /** The answer to a device. */
    sealed interface Answer {
        /** Taken in, now or before; its status is the registry's word. */
        record Taken(RegisteredDevice device) implements Answer {}

        /** Bytes that are no request to this verifier. */
        record NotARequest(String why) implements Answer {}

        /** Not taken in. The operator finds the reason in the registry. */
        record Refused() implements Answer {}

        /** Neither: the registry is away, or as many wait as may. */
        record Busy() implements Answer {}
    }

    /** Nobody has brought it. */
    private static final String BY = "the network";

    private final RegistryDesk registry;
    private final Secret kemSeed;
    private final boolean takesAll;

    /**
     * @param kemSeed of the X-Wing key that requests are sealed to; the caller wipes it
     * @param takesAll true when a request without a token is taken too, and waits for approval
     */
    EnrolmentDesk(RegistryDesk registry, Secret kemSeed, boolean takesAll) {
        this.registry = registry;
        this.kemSeed = kemSeed;
        this.takesAll = takesAll;
    }

    /** Takes a request, as {@code keys request} has made it. */
    CompletableFuture<Answer> take(String text) {
        EnrolmentRequest request;
        Optional<byte[]> token;
        try {
            request = EnrolmentRequest.fromText(text);
            token = token(request);
        } catch (RecordException e) {
            return CompletableFuture.completedFuture(new Answer.NotARequest(String.valueOf(e.getMessage())));
        }
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        registry.ask(
                devices -> enrol(devices, request, token),
                device -> answer.complete(device.<Answer>map(Answer.Taken::new).orElseGet(Answer.Refused::new)),
                why -> answer.complete(refusal(why)));
        return answer;
    }

    private Optional<byte[]> token(EnrolmentRequest request) throws RecordException {
        byte[] seed = kemSeed.use(byte[]::clone);
        try (EnrolmentSecrets secrets = request.open(seed)) {
            return secrets.token();
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    /** Empty when it is not taken. */
    private Optional<RegisteredDevice> enrol(DeviceRegistry devices, EnrolmentRequest request, Optional<byte[]> token)
            throws RegistryException {
        try {
            Optional<RegisteredDevice> known = devices.find(request.card().nodeId());
            if (known.isPresent()) {
                // The same request again is told its status; another one of the same device is a conflict.
                return Optional.of(devices.enrol(request, known.get().tenant(), Optional.empty(), BY));
            }
            if (token.isPresent()) {
                return Optional.of(devices.enrolWithToken(request, token.get()));
            }
            return takesAll ? Optional.of(devices.enrol(request)) : Optional.empty();
        } finally {
            token.ifPresent(secret -> Arrays.fill(secret, (byte) 0));
        }
    }

    private static Answer refusal(Exception why) {
        boolean busy = RegistryDesk.isAway(why)
                || !(why instanceof RegistryException refused)
                || refused.kind() == RegistryException.Kind.BUSY
                || refused.kind() == RegistryException.Kind.FULL;
        return busy ? new Answer.Busy() : new Answer.Refused();
    }
}
