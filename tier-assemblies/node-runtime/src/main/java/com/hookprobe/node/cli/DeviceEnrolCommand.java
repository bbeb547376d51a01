package com.hookprobe.node.cli;

import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.EnrolmentSecrets;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.RecordException;
import com.hookprobe.identity.Secret;
import com.hookprobe.identity.access.AccessException;
import com.hookprobe.identity.access.Registrar;
import com.hookprobe.identity.registry.EnrolmentOutcome;
import com.hookprobe.identity.registry.RegisteredDevice;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.identity.registry.SiteId;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.log.EventLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes in enrolment requests, one or thousands. */
@Command(
        mixinStandardHelpOptions = true,
        name = "enrol",
        description = {
            "Takes enrolment requests; the devices are PENDING until they are approved.",
            "--one-time: those that carry a one-time token, which makes them ACTIVE."
        })
final class DeviceEnrolCommand implements Callable<Integer> {
    @Mixin
    private RegistryOptions options = new RegistryOptions();

    @Mixin
    private TenantOption tenant = new TenantOption();

    @Mixin
    private UnlockOptions unlock = new UnlockOptions();

    @Option(names = "--site", paramLabel = "SITE", description = "where they will stand")
    private @Nullable String site;

    @Option(names = "--one-time", description = "tenant and site are the token's")
    private boolean oneTime;

    @Option(
            names = "--keystore",
            paramLabel = "FILE",
            description = "with --one-time: the MSSP's, to which the requests are sealed")
    private @Nullable Path keystore;

    @Option(names = "--json", description = "NDJSON")
    private boolean json;

    @Parameters(paramLabel = "REQUEST", arity = "1..*", description = "files made by 'keys request'")
    private List<Path> files = List.of();

    private int exitCode;

    private record Read(Path file, EnrolmentRequest request) {}

    @Override
    public Integer call() throws KeystoreException, DatabaseException, RegistryException {
        if (oneTime != (keystore != null)) {
            throw new CliException(CliException.USAGE, "--one-time and --keystore go together");
        }
        if (oneTime && (tenant.isGiven() || site != null)) {
            throw new CliException(
                    CliException.USAGE, "--one-time: tenant and site are the token's; leave --tenant and --site out");
        }
        Optional<SiteId> place = Optional.ofNullable(site).map(TenantOption::site);
        try (RegistryOptions.Session session = options.open()) {
            List<Read> requests = read();
            if (keystore == null) {
                enrol(session, requests, place);
            } else {
                enrolByTokens(session, requests, keystore);
            }
        }
        return exitCode;
    }

    private List<Read> read() {
        List<Read> requests = new ArrayList<>();
        for (Path file : files) {
            try {
                requests.add(new Read(file, KeysCommand.enrolmentRequest(file)));
            } catch (CliException e) {
                refused(file, String.valueOf(e.getMessage()), 1);
            } catch (IOException e) {
                refused(file, TierMain.message(e), 1);
            }
        }
        return requests;
    }

    private void enrol(RegistryOptions.Session session, List<Read> requests, Optional<SiteId> place)
            throws DatabaseException, RegistryException {
        if (requests.isEmpty()) {
            return;
        }
        List<EnrolmentOutcome> outcomes = session.registrar()
                .enrolAll(session.who(), requests.stream().map(Read::request).toList(), tenant.home(session), place);
        for (int i = 0; i < outcomes.size(); i++) {
            EnrolmentOutcome outcome = outcomes.get(i);
            Path file = requests.get(i).file();
            outcome.device().ifPresent(device -> taken(file, device));
            outcome.refusal().ifPresent(why -> refused(file, String.valueOf(why.getMessage()), 1));
        }
    }

    private void enrolByTokens(RegistryOptions.Session session, List<Read> requests, Path verifier)
            throws KeystoreException, DatabaseException, RegistryException {
        Registrar registrar = session.registrar();
        byte[] seed = seed(verifier);
        try {
            for (Read read : requests) {
                try {
                    taken(read.file(), enrolByToken(session, registrar, read, seed));
                } catch (RegistryException e) {
                    refused(read.file(), reason(e), TierMain.exitCode(e));
                } catch (AccessException | CliException e) {
                    refused(read.file(), String.valueOf(e.getMessage()), TierMain.exitCode(e));
                }
            }
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    private byte[] seed(Path verifier) throws KeystoreException {
        try (Unlocks unlocks = Unlocks.of(verifier, unlock);
                NodeKeys keys = NodeKeys.open(verifier, unlocks.list());
                Secret kem = keys.kemSeed()) {
            return kem.use(byte[]::clone);
        }
    }

    private static RegisteredDevice enrolByToken(
            RegistryOptions.Session session, Registrar registrar, Read read, byte[] seed)
            throws RegistryException, DatabaseException {
        byte[] token;
        try (EnrolmentSecrets secrets = read.request().open(seed)) {
            token = secrets.token()
                    .orElseThrow(() -> new CliException(
                            1,
                            "the request carries no token; enrol it without --one-time and approve it, or let the node"
                                    + " make another with 'keys request --token-file'"));
        } catch (RecordException e) {
            throw new CliException(1, String.valueOf(e.getMessage()));
        }
        try {
            return registrar.enrolWithToken(session.who(), read.request(), token);
        } finally {
            Arrays.fill(token, (byte) 0);
        }
    }

    /** The device is not told why; the operator can look it up. */
    private static String reason(RegistryException e) {
        return e.kind() == RegistryException.Kind.REFUSED
                ? "its token does not let it in; why is in 'enrolment-token failures'"
                : String.valueOf(e.getMessage());
    }

    private void taken(Path file, RegisteredDevice device) {
        if (json) {
            print(file, device.id().hex(), device.status().name(), "");
        } else {
            System.out.println(device.id().hex() + " " + device.status() + " " + file);
        }
    }

    private void refused(Path file, String why, int code) {
        exitCode = Math.max(exitCode, code);
        if (json) {
            print(file, "", "REFUSED", why);
        } else {
            System.err.println("hookprobe: " + file + ": " + why);
        }
    }

    private static void print(Path file, String id, String status, String why) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", file.toString());
        fields.put("node_id", id);
        fields.put("status", status);
        fields.put("refused", why);
        System.out.println(EventLog.json(fields));
    }
}
