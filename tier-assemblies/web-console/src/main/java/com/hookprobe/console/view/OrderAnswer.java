package com.hookprobe.console.view;

import java.util.List;
import java.util.Map;

/**
 * What became of an order.
 *
 * @param error why nothing was done at all; empty when something was
 * @param outcomes how many indicators met each fate
 * @param refused those that were not done, each with the reason
 */
public record OrderAnswer(String error, Map<String, Integer> outcomes, List<String> refused) {}
