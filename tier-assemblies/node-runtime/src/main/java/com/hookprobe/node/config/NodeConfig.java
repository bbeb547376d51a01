package com.hookprobe.node.config;

import com.hookprobe.dsm.ledger.RetentionPolicy;
import com.hookprobe.network.NetworkSettings;
import com.hookprobe.node.trust.TrustScore;
import com.hookprobe.qsecbit.metric.WeightProfile;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of one node. Sections that are left out get the defaults below; a key that is not listed here is
 * refused when the file is read. Durations are seconds, as in the seed; a fraction is allowed.
 *
 * @param node who this node is and where its files lie
 * @param mesh path of the mesh file: members, keys, addresses, genesis (public)
 * @param htp transport settings
 * @param dsm the seed's {@code dsm} tree
 * @param neuro temporal event records and their sources
 * @param detection sensor input
 * @param qsecbit the score
 * @param response enforcement
 * @param federation sharing
 * @param registry devices and accounts (verifier only)
 * @param exchange decisions for others, and what others say (sites only)
 * @param api what the node tells of itself over HTTP
 * @param log the node's log
 * @param network the site's network, where this machine is its gateway (sites only)
 * @param learning a model that sites learn together
 * @param notifications who is told of what happens
 * @param report reports that are made by the calendar (sites and verifier)
 * @param fleet whether it follows policies of its provider's operators
 */
public record NodeConfig(
        Node node,
        String mesh,
        @Nullable Htp htp,
        @Nullable DsmSettings dsm,
        @Nullable Neuro neuro,
        @Nullable DetectionSettings detection,
        @Nullable QsecbitSettings qsecbit,
        @Nullable Response response,
        @Nullable FederationSettings federation,
        @Nullable RegistrySettings registry,
        @Nullable ExchangeSettings exchange,
        @Nullable WebSettings api,
        @Nullable LogSettings log,
        @Nullable NetworkSettings network,
        @Nullable LearningSettings learning,
        @Nullable NotificationSettings notifications,
        @Nullable ReportSettings report,
        @Nullable FleetSettings fleet) {
    /** A node that tells nothing of itself over HTTP, and has the standard log, on a machine that is nobody's gateway;
     * it does not learn with others. */
    public NodeConfig(
            Node node,
            String mesh,
            @Nullable Htp htp,
            @Nullable DsmSettings dsm,
            @Nullable Neuro neuro,
            @Nullable DetectionSettings detection,
            @Nullable QsecbitSettings qsecbit,
            @Nullable Response response,
            @Nullable FederationSettings federation,
            @Nullable RegistrySettings registry,
            @Nullable ExchangeSettings exchange) {
        this(
                node,
                mesh,
                htp,
                dsm,
                neuro,
                detection,
                qsecbit,
                response,
                federation,
                registry,
                exchange,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /**
     * @param name human name of the node; must be the one in its keystore
     * @param data folder for everything the node writes
     * @param keystore keystore file; default {@code <data>/keystore}
     * @param passphrase of the keystore; usually {@code "${HOOKPROBE_PASSPHRASE}"}
     * @param passphraseFile file whose first line is the passphrase; instead of {@code passphrase}
     */
    public record Node(
            String name,
            String data,
            @Nullable String keystore,
            @Nullable String passphrase,
            @Nullable String passphraseFile) {
        /** Without the passphrase. */
        @Override
        public String toString() {
            return "Node[" + name + ", " + data + "]";
        }
    }

    /**
     * Transport.
     *
     * @param bind address where this node listens; 0.0.0.0 when it is left out
     * @param port 4719 when it is left out; 0 = any free one
     * @param heartbeat seconds between two that keep a NAT's mapping alive; 30
     * @param idleTimeout seconds without a word after which a session is over; 120
     * @param mode how traffic looks: auto, burst, balanced, swarm or ghost
     * @param files what this node serves and mirrors; neither when it is left out
     */
    public record Htp(
            @Nullable String bind,
            @Nullable Integer port,
            @Nullable Double heartbeat,
            @Nullable Double idleTimeout,
            @Nullable String mode,
            @Nullable Files files) {}

    /**
     * Files over the node's sessions.
     *
     * @param root folder that is served to peers, as far as they are trusted
     * @param quotaMib MiB of all files below the root
     * @param nodeQuotaMib MiB of all files that one node has there; 4096
     * @param nodeDayMib MiB that one node may write there in 24 hours
     * @param mirror what is fetched
     */
    public record Files(
            @Nullable String root,
            @Nullable Integer quotaMib,
            @Nullable Integer nodeQuotaMib,
            @Nullable Integer nodeDayMib,
            @Nullable Mirror mirror) {
        public long quotaBytes() {
            return mib(quotaMib, 65_536);
        }

        public long nodeQuotaBytes() {
            return mib(nodeQuotaMib, 4_096);
        }

        public long nodeDayBytes() {
            return mib(nodeDayMib, 10_240);
        }

        private static long mib(@Nullable Integer value, int otherwise) {
            return (long) (value == null ? otherwise : value) << 20;
        }
    }

    /**
     * @param from nexus, or mssp
     * @param remote folders there
     * @param local folder in which they get the same paths
     * @param interval seconds between two looks
     */
    public record Mirror(
            @Nullable String from,
            @Nullable List<String> remote,
            @Nullable String local,
            @Nullable Double interval) {
        public List<String> folders() {
            return remote == null ? List.of() : remote;
        }

        public String source() {
            return from == null ? "" : from.toLowerCase(Locale.ROOT);
        }

        public Duration every() {
            return seconds(interval, 300);
        }
    }

    /**
     * @param terInterval seconds between temporal event records
     * @param integrityFiles files whose content makes H_Integrity, in this order; {@code kernel} is the running kernel and
     *     {@code self} the program with its libraries
     * @param resonanceEpoch seconds that a resonance certificate holds (verifier only)
     * @param verifierWorkers threads that replay (verifier only)
     * @param baselineChanges folder where announced updates arrive (verifier only); default {@code <data>/baseline-changes}
     * @param baselineSigners Ed25519 public keys in hexadecimal whose announcements count (verifier only); default: its own
     * @param baselineGrace seconds that a node with an unknown H_Integrity is held before it is revoked (verifier only)
     * @param trustStart trust that an enrolled node begins with, 0 to 1 (verifier only)
     */
    public record Neuro(
            @Nullable Double terInterval,
            @Nullable List<String> integrityFiles,
            @Nullable Double resonanceEpoch,
            @Nullable Integer verifierWorkers,
            @Nullable String baselineChanges,
            @Nullable List<String> baselineSigners,
            @Nullable Double baselineGrace,
            @Nullable Double trustStart) {}

    /**
     * How the site answers.
     *
     * @param enforce auto (nft when allowed, else dry-run), nft, or dry-run
     * @param allowlist addresses and prefixes that are never acted upon. Live
     * @param management hosts that the site is run from
     * @param ownHosts what is done about hosts of this site that attack: watch (the default), or answer as the action table says. Live
     * @param quarantine what a host in quarantine may reach, and who else is told
     */
    public record Response(
            @Nullable String enforce,
            @Nullable List<String> allowlist,
            @Nullable List<String> management,
            @Nullable String ownHosts,
            @Nullable Quarantine quarantine) {}

    /**
     * What a host in quarantine may reach.
     *
     * @param reach addresses and prefixes
     * @param hook program that is called for each host, an absolute path
     */
    public record Quarantine(
            @Nullable List<String> reach, @Nullable String hook) {}

    // -- values with their defaults -----------------------------------------------------------------------------

    public String htpBind() {
        return htp != null && htp.bind() != null ? htp.bind() : "0.0.0.0";
    }

    public int htpPort() {
        return htp != null && htp.port() != null ? htp.port() : 4719;
    }

    public String htpMode() {
        return htp == null || htp.mode() == null ? "auto" : htp.mode().toLowerCase(Locale.ROOT);
    }

    public @Nullable Files files() {
        return htp == null ? null : htp.files();
    }

    public Duration heartbeat() {
        return seconds(htp == null ? null : htp.heartbeat(), 30);
    }

    public Duration idleTimeout() {
        return seconds(htp == null ? null : htp.idleTimeout(), 120);
    }

    public String gossipBind() {
        DsmSettings.Gossip gossip = dsm == null ? null : dsm.gossip();
        return gossip != null && gossip.bind() != null ? gossip.bind() : htpBind();
    }

    public int gossipPort() {
        DsmSettings.Gossip gossip = dsm == null ? null : dsm.gossip();
        return gossip != null && gossip.port() != null ? gossip.port() : 7946;
    }

    public DsmSettings.@Nullable Consensus consensus() {
        return dsm == null ? null : dsm.consensus();
    }

    public String keystorePath() {
        return node.keystore() != null ? node.keystore() : node.data() + "/keystore";
    }

    /** Whether the keystore opens by its TPM's slot alone, or never by it; null: by whichever opens. */
    public @Nullable Boolean byTpm() {
        DsmSettings.Tpm tpm = dsm == null ? null : dsm.tpm();
        return tpm == null ? null : tpm.enabled();
    }

    public String storeBackend() {
        DsmSettings.Store store = store();
        return store != null && store.backend() != null ? store.backend().toLowerCase(Locale.ROOT) : "rocksdb";
    }

    public String storePath() {
        DsmSettings.Store store = store();
        return store != null && store.path() != null ? store.path() : node.data() + "/dsm";
    }

    public RetentionPolicy retention() {
        DsmSettings.Store store = store();
        return new RetentionPolicy(
                Duration.ofDays(days(store == null ? null : store.retentionDays(), 30)),
                Duration.ofDays(leafDays()),
                Duration.ofDays(days(store == null ? null : store.payloadDays(), 365)));
    }

    private int leafDays() {
        DsmSettings.Storage storage = storage();
        return storage == null ? days(null, 365) : days(storage.provableDays(), 365);
    }

    private static int days(@Nullable Integer value, int otherwise) {
        return value == null ? otherwise : value;
    }

    public @Nullable ApiSettings ledgerApi() {
        return dsm == null ? null : dsm.api();
    }

    public DsmSettings.@Nullable Storage storage() {
        return dsm == null ? null : dsm.storage();
    }

    public DsmSettings.@Nullable Store store() {
        DsmSettings.Storage storage = storage();
        return storage == null ? null : storage.microblocks();
    }

    /** Days of replayed history that a candidate for the validator set must show. */
    public double admissionUptimeDays() {
        DsmSettings.Validator validator = dsm == null ? null : dsm.validator();
        return validator == null || validator.admissionUptimeDays() == null ? 30 : validator.admissionUptimeDays();
    }

    /** Trust, 0 to 1, that a candidate for the validator set must have. */
    public double admissionReputation() {
        DsmSettings.Validator validator = dsm == null ? null : dsm.validator();
        return validator == null || validator.admissionReputation() == null ? 0.8 : validator.admissionReputation();
    }

    public Duration terInterval() {
        return seconds(neuro == null ? null : neuro.terInterval(), 5);
    }

    public List<String> integrityFiles() {
        return neuro == null || neuro.integrityFiles() == null ? List.of() : neuro.integrityFiles();
    }

    public Duration resonanceEpoch() {
        return seconds(neuro == null ? null : neuro.resonanceEpoch(), 30);
    }

    public int verifierWorkers() {
        return neuro == null || neuro.verifierWorkers() == null ? 2 : neuro.verifierWorkers();
    }

    public String baselineChanges() {
        return neuro == null || neuro.baselineChanges() == null
                ? node.data() + "/baseline-changes"
                : neuro.baselineChanges();
    }

    public List<String> baselineSigners() {
        return neuro == null || neuro.baselineSigners() == null ? List.of() : neuro.baselineSigners();
    }

    public Duration baselineGrace() {
        return seconds(neuro == null ? null : neuro.baselineGrace(), 0);
    }

    /** Where devices send their enrolment requests; nowhere when it is left out. */
    public RegistrySettings.@Nullable Enrolment enrolment() {
        return registry == null ? null : registry.enrolment();
    }

    /** What a site looks at; nothing when it is left out. */
    public DetectionSettings sensing() {
        return detection == null ? DetectionSettings.NONE : detection;
    }

    public List<String> localNetworks() {
        List<String> networks = sensing().localNetworks();
        return networks == null ? List.of() : networks;
    }

    /** The weights of this node's score; checked when the file is read. */
    public WeightProfile weightProfile() {
        return qsecbit == null ? WeightProfile.STANDARD : qsecbit.weightProfile();
    }

    public String enforce() {
        return response == null || response.enforce() == null
                ? "auto"
                : response.enforce().toLowerCase(Locale.ROOT);
    }

    public List<String> allowlist() {
        return response == null || response.allowlist() == null ? List.of() : response.allowlist();
    }

    public List<String> management() {
        return response == null || response.management() == null ? List.of() : response.management();
    }

    public String ownHosts() {
        return response == null || response.ownHosts() == null
                ? "watch"
                : response.ownHosts().toLowerCase(Locale.ROOT);
    }

    public List<String> quarantineReach() {
        Quarantine quarantine = response == null ? null : response.quarantine();
        return quarantine == null || quarantine.reach() == null ? List.of() : quarantine.reach();
    }

    /** Empty when there is none. */
    public String quarantineHook() {
        Quarantine quarantine = response == null ? null : response.quarantine();
        return quarantine == null || quarantine.hook() == null ? "" : quarantine.hook();
    }

    /** Whether policies are followed; they are not, unless the file says so. */
    public FleetSettings policies() {
        return fleet == null ? FleetSettings.NONE : fleet;
    }

    public LogSettings logging() {
        return log == null ? LogSettings.STANDARD : log;
    }

    /** What is set, and the defaults for the rest. */
    public FederationSettings sharing() {
        return federation == null ? FederationSettings.STANDARD : federation;
    }

    public double trustStart() {
        return neuro == null || neuro.trustStart() == null ? TrustScore.START : neuro.trustStart();
    }

    static Duration seconds(@Nullable Double value, double otherwise) {
        return Duration.ofNanos(Math.round((value == null ? otherwise : value) * 1e9));
    }
}
