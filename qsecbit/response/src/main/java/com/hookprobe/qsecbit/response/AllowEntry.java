package com.hookprobe.qsecbit.response;

import com.hookprobe.qsecbit.metric.Cidr;

/**
 * Addresses that are never acted upon.
 *
 * @param prefix the addresses
 * @param reason why, for people
 * @param own true for this site's own infrastructure, which no one can take off the list
 */
public record AllowEntry(Cidr prefix, String reason, boolean own) {}
