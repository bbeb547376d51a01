/**
 * Login by an OpenID provider: authorization code with PKCE, discovery, keys that rotate, and groups that become roles.
 * (access.md, 9; OpenID Connect Core 1.0, RFC 7636, RFC 9207.)
 */
@NullMarked
package com.hookprobe.identity.access.oidc;

import org.jspecify.annotations.NullMarked;
