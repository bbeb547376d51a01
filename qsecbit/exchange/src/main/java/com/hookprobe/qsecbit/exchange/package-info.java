/**
 * The mesh's decisions for others, and what others know for the mesh: bouncers and engines of CrowdSec, TAXII 2.1 with STIX 2.1, MISP
 * feeds, a stream for integrators. {@link com.hookprobe.qsecbit.exchange.ExchangeServer} is the entry; a node feeds it through
 * {@link com.hookprobe.qsecbit.exchange.DecisionStream} and implements the intakes. {@code docs/spec/exchange.md} is the specification.
 */
@NullMarked
package com.hookprobe.qsecbit.exchange;

import org.jspecify.annotations.NullMarked;
