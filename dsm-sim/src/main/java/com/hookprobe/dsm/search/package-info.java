/**
 * Every run of consensus there can be in a small scope: four validators, one of them a liar, one height, up to three views, a network
 * that may delay, drop, repeat and reorder anything. The validators are the machines of production.
 */
@NullMarked
package com.hookprobe.dsm.search;

import org.jspecify.annotations.NullMarked;
