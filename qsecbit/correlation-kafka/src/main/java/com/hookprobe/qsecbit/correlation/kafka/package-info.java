/** The correlator's shards on Kafka Streams: one shard, one partition; several processes share them. */
@NullMarked
package com.hookprobe.qsecbit.correlation.kafka;

import org.jspecify.annotations.NullMarked;
