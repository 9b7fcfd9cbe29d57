/**
 * Costs and speed beside other balancers, and JMH benchmarks of single pieces. Nothing here runs in {@code mvn verify}; start at
 * {@link tandem.e2e.bench.HttpBench}, which {@code deploy/bench http} runs.
 */
package tandem.e2e.bench;
