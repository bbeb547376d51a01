package com.hookprobe.qsecbit.exchange;

/**
 * What a node gives the exchange.
 *
 * @param feed the decisions, usually a {@link DecisionStream}
 * @param alerts takes the alerts of engines
 * @param indicators takes what is posted to TAXII collections, and what is pulled
 */
public record ExchangePorts(DecisionFeed feed, AlertIntake alerts, IndicatorIntake indicators) {}
