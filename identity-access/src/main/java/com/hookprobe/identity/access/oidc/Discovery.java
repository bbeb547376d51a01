package com.hookprobe.identity.access.oidc;

import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * What a provider says of itself. (OpenID Connect Discovery 1.0, 3 and 4.3.)
 *
 * @param namesItself answers carry the issuer (RFC 9207), and one without is refused
 */
record Discovery(URI authorize, URI token, URI keys, boolean namesItself) {
    static URI place(URI issuer) {
        String base = issuer.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
                + "/.well-known/openid-configuration");
    }

    static Discovery parse(URI issuer, Map<String, Object> said) throws OidcException {
        // access 9.3: "the issuer in the document MUST be the configured one, to the character"
        if (!issuer.toString().equals(said.get("issuer"))) {
            throw new OidcException("discovery: expected the issuer " + issuer + ", found another");
        }
        if (said.get("code_challenge_methods_supported") instanceof List<?> methods && !methods.contains("S256")) {
            throw new OidcException("discovery: expected PKCE with S256, found a provider without");
        }
        return new Discovery(
                endpoint(said, "authorization_endpoint"),
                endpoint(said, "token_endpoint"),
                endpoint(said, "jwks_uri"),
                Boolean.TRUE.equals(said.get("authorization_response_iss_parameter_supported")));
    }

    private static URI endpoint(Map<String, Object> said, String name) throws OidcException {
        if (!(said.get(name) instanceof String text)) {
            throw new OidcException("discovery: expected " + name + ", found none");
        }
        try {
            URI uri = URI.create(text);
            if (Web.isSafe(uri)) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new OidcException("discovery: " + name + " is no URI", e);
        }
        throw new OidcException("discovery: " + name + ": expected https, or http on loopback");
    }
}
