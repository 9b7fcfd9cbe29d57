/**
 * What a node tells Prometheus: gauges and counters made from its status, and those of its JVM. Start at
 * {@link tandem.admin.metrics.NodeMetrics}.
 */
@NullMarked
package tandem.admin.metrics;

import org.jspecify.annotations.NullMarked;
