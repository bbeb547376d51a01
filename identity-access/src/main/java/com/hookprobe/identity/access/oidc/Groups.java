package com.hookprobe.identity.access.oidc;

import com.hookprobe.identity.access.Grant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the groups in a token and the roles that they come to. Pure. (access.md 9.7.) */
final class Groups {
    /** How many groups are looked at; a token with more is refused, not cut, for what is cut could be the one that counts. */
    static final int GROUPS_MAX = 1_000;

    /** How deep lists may lie in lists. */
    static final int DEPTH_MAX = 4;

    private Groups() {}

    /** Which roles a person has. */
    static Set<Grant> grants(Map<String, Object> claims, String claim, List<GroupRule> rules) throws OidcException {
        Set<String> groups = of(claims, claim);
        return rules.stream()
                .filter(rule -> groups.contains(rule.group()))
                .map(GroupRule::grant)
                .collect(Collectors.toUnmodifiableSet());
    }

    static Set<String> of(Map<String, Object> claims, String claim) throws OidcException {
        Object value = claim.startsWith("/") ? pointed(claims, claim) : claims.get(claim);
        Set<String> groups = new HashSet<>();
        collect(value, 0, groups);
        return groups;
    }

    /** RFC 6901, through objects only. */
    private static @Nullable Object pointed(Map<String, Object> claims, String pointer) {
        Object at = claims;
        for (String part : pointer.substring(1).split("/", -1)) {
            if (!(at instanceof Map<?, ?> map)) {
                return null;
            }
            at = map.get(part.replace("~1", "/").replace("~0", "~"));
        }
        return at;
    }

    private static void collect(@Nullable Object value, int depth, Set<String> into) throws OidcException {
        if (value instanceof String group) {
            into.add(group);
            if (into.size() > GROUPS_MAX) {
                throw new OidcException("groups: expected at most " + GROUPS_MAX + ", found more; let the provider send"
                        + " those only that count here");
            }
        } else if (value instanceof List<?> list) {
            if (depth == DEPTH_MAX) {
                throw new OidcException("groups: expected lists at most " + DEPTH_MAX + " deep");
            }
            for (Object item : list) {
                collect(item, depth + 1, into);
            }
        } else if (value != null) {
            throw new OidcException("groups: expected text or lists of text, found "
                    + value.getClass().getSimpleName());
        }
    }
}
