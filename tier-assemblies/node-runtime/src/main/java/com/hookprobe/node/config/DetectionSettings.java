package com.hookprobe.node.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a site looks at.
 *
 * @param eve Suricata EVE files to follow
 * @param eveSocket Unix socket on which Suricata delivers EVE ({@code filetype: unix_stream}); made here
 * @param zeek Zeek logs to follow, as tab-separated text or JSON; which log it is, its header or its name says
 * @param snort Snort 3 {@code alert_json} files to follow
 * @param logs logs of sshd, web servers and packet filters to follow
 * @param capture interface whose packets are read through tcpdump
 * @param localNetworks our own networks beside the private ranges
 * @param transitHosts our own hosts through which others' traffic goes (routers, firewalls, VPN gateways, name servers, proxies):
 *     addresses or prefixes; the same alert means another thing there
 * @param known gateways, DHCP servers, VLANs and access points of the captured network; learnt when they are left out
 * @param model file of a trained model of flows ({@code hookprobe model train}); none when it is left out
 * @param thresholds numbers of detectors, by name: {@code hookprobe detect --list-thresholds}. Live, also by policy
 */
public record DetectionSettings(
        @Nullable List<String> eve,
        @Nullable String eveSocket,
        @Nullable List<String> zeek,
        @Nullable List<String> snort,
        @Nullable List<String> logs,
        @Nullable String capture,
        @Nullable List<String> localNetworks,
        @Nullable List<String> transitHosts,
        @Nullable KnownNetwork known,
        @Nullable String model,
        @Nullable Map<String, Double> thresholds) {
    /** Nothing. */
    static final DetectionSettings NONE =
            new DetectionSettings(null, null, null, null, null, null, null, null, null, null, null);

    private static final int FILES_MAX = 64;

    /** Only EVE files. */
    public static DetectionSettings ofEve(List<String> files) {
        return new DetectionSettings(files, null, null, null, null, null, null, null, null, null, null);
    }

    /** None unless they are named. */
    public List<String> transit() {
        return transitHosts == null ? List.of() : transitHosts;
    }

    /** What a file holds. */
    public enum Format {
        EVE,
        ZEEK,
        SNORT,
        LOG
    }

    /** One file to follow. */
    public record Source(Format format, String file) {}

    /** All files to follow. */
    public List<Source> sources() {
        List<Source> sources = new ArrayList<>();
        add(sources, Format.EVE, eve);
        add(sources, Format.ZEEK, zeek);
        add(sources, Format.SNORT, snort);
        add(sources, Format.LOG, logs);
        return sources;
    }

    private static void add(List<Source> sources, Format format, @Nullable List<String> files) {
        if (files != null) {
            files.forEach(file -> sources.add(new Source(format, file)));
        }
    }

    void check(String file) throws ConfigException {
        if (known != null) {
            known.check();
        }
        List<Source> sources = sources();
        if (sources.size() > FILES_MAX) {
            throw new ConfigException(
                    file + ": 'detection' expects at most " + FILES_MAX + " files; found " + sources.size());
        }
        Set<String> seen = new HashSet<>();
        for (Source source : sources) {
            if (!seen.add(source.file())) {
                throw new ConfigException(file + ": 'detection' names " + source.file() + " twice");
            }
        }
        if (capture != null && !capture.matches("[A-Za-z0-9][A-Za-z0-9._@:-]{0,62}")) {
            throw new ConfigException(
                    file + ": 'detection.capture' expects the name of an interface; found " + capture);
        }
    }
}
