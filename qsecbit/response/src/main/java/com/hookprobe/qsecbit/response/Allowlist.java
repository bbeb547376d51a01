package com.hookprobe.qsecbit.response;

import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The addresses that no decision of any origin touches. Not thread-safe: it belongs to one {@link Response}.
 *
 * <p>RESPONSE 3.2: own infrastructure (gateway, name servers, mesh peers, management hosts, this host's own addresses,
 * loopback, link-local) is part of every list and cannot be removed: a spoofed source must not make a site cut its own
 * arteries.
 */
public final class Allowlist {
    /** The default bound on the number of entries. */
    public static final int ENTRIES_MAX = 262_144;

    private final PrefixTrie<AllowEntry> entries = new PrefixTrie<>();
    private final int entriesMax;
    /** Own entries of every list. */
    private final Set<Cidr> always = new HashSet<>();

    /**
     * A list that holds the given own infrastructure, and loopback, link-local and unspecified addresses.
     *
     * @param own addresses of this site that keep it alive
     */
    public Allowlist(Collection<Cidr> own) {
        this(own, ENTRIES_MAX);
    }

    /**
     * The same, each with what it is; nobody can take these off the list.
     *
     * @throws IllegalArgumentException for more than {@link #ENTRIES_MAX}
     */
    public Allowlist(Map<Cidr, String> own) {
        this(List.of(), ENTRIES_MAX);
        own.forEach((prefix, what) -> entries.put(prefix, new AllowEntry(prefix, what, true)));
        if (entries.size() > entriesMax) {
            throw new IllegalArgumentException("an allowlist holds at most " + entriesMax + ", got " + entries.size());
        }
    }

    /**
     * The same with a bound of its own.
     *
     * @throws IllegalArgumentException when there are more own addresses than the bound
     */
    public Allowlist(Collection<Cidr> own, int entriesMax) {
        this.entriesMax = entriesMax;
        addOwn("0.0.0.0/8", "this network");
        addOwn("127.0.0.0/8", "loopback");
        addOwn("169.254.0.0/16", "link-local");
        addOwn("255.255.255.255/32", "broadcast");
        addOwn("::/96", "unspecified");
        addOwn("::1/128", "loopback");
        addOwn("fe80::/10", "link-local");
        for (Cidr prefix : own) {
            entries.put(prefix, new AllowEntry(prefix, "own infrastructure", true));
        }
        if (entries.size() > entriesMax) {
            throw new IllegalArgumentException(
                    "an allowlist of at most " + entriesMax + " entries got " + entries.size() + " own ones");
        }
    }

    /**
     * Puts own infrastructure in the place of what was given before; loopback and the like stay, and so do entries that were added.
     *
     * @throws IllegalArgumentException for more than the bound; then nothing has changed
     */
    void own(Map<Cidr, String> own) {
        if (own.size() > entriesMax) {
            throw new IllegalArgumentException("an allowlist holds at most " + entriesMax + ", got " + own.size());
        }
        for (AllowEntry entry : all()) {
            if (entry.own() && !always.contains(entry.prefix())) {
                entries.remove(entry.prefix());
            }
        }
        own.forEach((prefix, what) -> {
            if (!always.contains(prefix)) {
                entries.put(prefix, new AllowEntry(prefix, what, true));
            }
        });
    }

    /**
     * Adds or replaces an entry.
     *
     * @return false when the list is full; an own entry stays as it is
     */
    boolean add(Cidr prefix, String reason) {
        Optional<AllowEntry> present = entries.get(prefix);
        if (present.isPresent() && present.get().own()) {
            return true;
        }
        if (present.isEmpty() && entries.size() >= entriesMax) {
            return false;
        }
        entries.put(prefix, new AllowEntry(prefix, reason, false));
        return true;
    }

    /** Exactly this entry. */
    Optional<AllowEntry> get(Cidr prefix) {
        return entries.get(prefix).filter(entry -> !entry.own());
    }

    /** Removes exactly this entry; false when it is not there or is own infrastructure. */
    boolean remove(Cidr prefix) {
        Optional<AllowEntry> present = entries.get(prefix);
        return present.isPresent() && !present.get().own() && entries.remove(prefix);
    }

    /** All entries but own infrastructure, in rising order of address. */
    List<AllowEntry> added() {
        List<AllowEntry> added = new ArrayList<>();
        entries.forEach(entry -> {
            if (!entry.own()) {
                added.add(entry);
            }
        });
        return added;
    }

    /** All entries, own infrastructure first, each part in rising order of address. */
    List<AllowEntry> all() {
        List<AllowEntry> all = new ArrayList<>();
        entries.forEach(entry -> {
            if (entry.own()) {
                all.add(entry);
            }
        });
        all.addAll(added());
        return all;
    }

    /** The longest entry that holds an address. */
    public Optional<AllowEntry> covering(IpAddress address) {
        return entries.longestAround(Cidr.of(address));
    }

    /**
     * An entry that shares an address with a prefix: the longest around it, or else some entry inside it.
     *
     * <p>RESPONSE 3.3: a ban on a prefix that holds one allowed address is refused whole.
     */
    public Optional<AllowEntry> conflict(Cidr prefix) {
        Optional<AllowEntry> around = entries.longestAround(prefix);
        return around.isPresent() ? around : entries.anyInside(prefix);
    }

    /** The same for an indicator; stations are not on this list, see {@link LockoutGuard}. */
    Optional<AllowEntry> conflict(Indicator indicator) {
        return indicator.isMac() ? Optional.empty() : conflict(indicator.prefix());
    }

    /** How many entries there are, own ones included. */
    public int size() {
        return entries.size();
    }

    private void addOwn(String text, String reason) {
        Cidr prefix = Cidr.parse(text).orElseThrow();
        entries.put(prefix, new AllowEntry(prefix, reason, true));
        always.add(prefix);
    }
}
